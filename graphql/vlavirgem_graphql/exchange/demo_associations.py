"""The demo town's register: Mechelen offers the associations of its try-out, and Genk reads them."""

from __future__ import annotations

from typing import Final

from vlavirgem_graphql.datasets.from_state.services import make_records, read_collection
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_sandbox.tryouts.demo import ASSOCIATIONS_NAME
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OWNER: Final = "mechelen"
COLLECTION: Final = "/verenigingen"
TITLE: Final = "Verenigingen van Mechelen (proef)"
DESCRIPTION: Final = "Wat ons loket in de proefopstelling van het verenigingsregister registreerde. Alles is verzonnen."
ASKED_BY_GENK: Final = ("name", "registrationNumber", "legalForm", "activities", "status", "locations")
PURPOSE: Final = "We kijken welke activiteiten een vereniging bij jullie opgeeft, om onze eigen lijst te maken."


def offer_associations(town: DemoTown) -> Offer:
    """Make the records once, and offer them."""
    owner, developer = town.tenant(OWNER), town.actor(OWNER, Role.DEVELOPER)
    with tenant_scope(owner):
        dataset = Dataset.objects.filter(title=TITLE).first()
        if dataset is None:
            tryout = TryOut.objects.get(name=ASSOCIATIONS_NAME)
            remembered = read_collection(actor=developer, tryout=tryout, collection=COLLECTION)
            kind = remembered.kind_for()
            mapping = remembered.mapping_for(kind)
            run = make_records(actor=developer, remembered=remembered, kind=kind, mapping=mapping, title=TITLE)
            dataset = run.dataset
        offer = Offer.objects.of(owner).filter(dataset_id=dataset.pk).select_related("owner").first()
        if offer is None:
            fields = (*dataset.declared_kind.often_offered, "locations")
            offer, _done = publish_offer(
                actor=developer, dataset=dataset, title=TITLE, description=DESCRIPTION, fields=fields
            )
    return offer
