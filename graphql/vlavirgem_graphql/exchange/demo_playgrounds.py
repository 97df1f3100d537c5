"""The demo town's own kind of record: the network made it of a document, and Mechelen offers its playgrounds."""

from __future__ import annotations

from typing import Final

from vlavirgem_graphql.datasets.formats import TABLE, Source, base_for
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_file, open_dataset
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.models import KindVersion, Offer
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OWNER: Final = "mechelen"
NETWORK: Final = "net"
TITLE: Final = "Speelterreinen van Mechelen (proef)"
DESCRIPTION: Final = "Waar onze speelterreinen liggen en wat er staat. De plekken zijn verzonnen."
ASKED_BY_GENK: Final = ("name", "ground", "surface", "shade")
PURPOSE: Final = "We vergelijken de ondergrond en de schaduw van speelterreinen, voor ons plan tegen hitte."
ROWS: Final = """uri;naam;ondergrond;oppervlakte;schaduw;nagekeken
kruidtuin;Speelhoek Kruidtuin;zand;340,5;ja;12/03/2026
dijlepark;Dijlepark;gras;1250;ja;04/05/2026
stationsplein;Stationsplein;rubber;95;nee;21/09/2026
tivoli;Tivoli;houtsnippers;610,25;ja;02/06/2026
"""


def offer_playgrounds(town: DemoTown) -> Offer:
    """Make the kind once, import the rows once, and offer them."""
    with tenant_scope(town.tenant(NETWORK)):
        if not KindVersion.objects.filter(name=FIRST).exists():
            make_kind(actor=town.actor(NETWORK, Role.ADMINISTRATOR), document=example(FIRST))
    owner, developer = town.tenant(OWNER), town.actor(OWNER, Role.DEVELOPER)
    with tenant_scope(owner):
        dataset = Dataset.objects.filter(title=TITLE).first()
        if dataset is None:
            kind = find_kind(FIRST)
            dataset = open_dataset(actor=developer, kind=kind.name, title=TITLE)
            source = Source(content=ROWS.encode(), kind=kind, base=base_for(owner, kind))
            import_file(actor=developer, dataset=dataset, form=TABLE, source=source, file_name="speelterreinen.csv")
        offer = Offer.objects.of(owner).filter(dataset_id=dataset.pk).select_related("owner").first()
        if offer is None:
            fields = dataset.declared_kind.often_offered
            offer, _done = publish_offer(
                actor=developer, dataset=dataset, title=TITLE, description=DESCRIPTION, fields=fields
            )
    return offer
