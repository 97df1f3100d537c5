"""The demo town's exchange: Brugge offers its product catalogue, Aalst reads it, Geel has asked for it; Genk reads the
associations of Mechelen's try-out and its playgrounds, of a kind that the network made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files
from typing import Any

from django.utils import timezone

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange import demo_playgrounds
from vlavirgem_graphql.exchange.demo_associations import ASKED_BY_GENK, PURPOSE, offer_associations
from vlavirgem_graphql.exchange.demo_playgrounds import offer_playgrounds
from vlavirgem_graphql.exchange.models import Agreement, Audience, Offer, OpenTerms
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import sign_agreement
from vlavirgem_graphql.exchange.services.delegating import Delegate
from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, open_terms
from vlavirgem_graphql.exchange.services.proposing import counter_proposal, propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.gateway.delegated_keys import delegate_with_key
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

FILE = "productencatalogus-brugge.ttl"
TITLE = "Productencatalogus van Brugge"
DESCRIPTION = (
    "Onze dienstverlening zoals ze op de website staat, in begrijpelijk Nederlands. We werken ze elke maand bij. "
    "Vragen? Mail naar productencatalogus@brugge.example."
)
LEGAL_BASIS = "Decreet van 22 december 2017 over het lokaal bestuur, artikel 2: het welzijn van de inwoners."
OFFERED = (
    "title",
    "description",
    "language",
    "type",
    "targetAudiences",
    "themes",
    "keywords",
    "competentAuthorityLevels",
    "executingAuthorityLevels",
    "requirements",
    "procedures",
    "costs",
    "contactPoints",
    "productId",
    "concept",
    "status",
    "modified",
)
ASKED_BY_AALST = (
    "title",
    "description",
    "type",
    "targetAudiences",
    "themes",
    "keywords",
    "procedures",
    "costs",
    "modified",
)
PURPOSE_OF_AALST = (
    "We leggen onze productfiches naast die van Brugge, om onze teksten te verbeteren en ontbrekende diensten te "
    "vinden. We publiceren de teksten van Brugge niet."
)
PURPOSE_OF_GEEL = "We onderzoeken of onze chatbot naar het juiste loket van een andere stad kan verwijzen."
ASKED_BY_LEUVEN = ("title", "description", "type", "targetAudiences", "costs", "contactPoints")
PURPOSE_OF_LEUVEN = "We vergelijken wat attesten kosten, om onze eigen retributies te herbekijken."
READS_OF_GENK = 200
# Fictitious, as all of the demo town is.
SUPPLIER = Delegate(client_name="Verenigingswijzer", supplier_name="Fictief Software bv", supplier_kbo="0123.456.749")
OPEN_FIELDS = ("title", "type", "themes", "concept")
PURPOSE_OF_OPEN = "Elke gemeente mag onze lijst van diensten naast de eigen lijst leggen, om te zien wat er ontbreekt."
ASKED_BY_GEEL = ("title", "type", "themes", "contactPoints")


def fill(town: DemoTown) -> None:
    """Make what is not there yet: the dataset, its offer, a signed agreement and a proposed one."""
    offer = _offer(town)
    _agreement(town, "aalst", offer, _wish(ASKED_BY_AALST, PURPOSE_OF_AALST))
    _agreement(town, "geel", offer, _wish(ASKED_BY_GEEL, PURPOSE_OF_GEEL), signed=False)
    _answer(town, "leuven", offer)
    associations = _wish(ASKED_BY_GENK, PURPOSE, daily_reads=READS_OF_GENK, may_delegate=True)
    _agreement(town, "genk", offer_associations(town), associations)
    _delegate(town)
    playgrounds = _wish(demo_playgrounds.ASKED_BY_GENK, demo_playgrounds.PURPOSE)
    _agreement(town, "genk", offer_playgrounds(town), playgrounds)
    _open(town, offer)


def _wish(fields: Sequence[str], purpose: str, *, days: int = 365, **more: Any) -> Wish:
    """On the legal basis of them all, from today on."""
    today = timezone.localdate()
    period = period_of(today, today + timedelta(days=days - 1))
    return Wish(purpose=purpose, legal_basis=LEGAL_BASIS, fields=fields, period=period, **more)


def _delegate(town: DemoTown) -> None:
    """A supplier's client reads the associations of Mechelen for Genk."""
    genk = town.tenant("genk")
    with tenant_scope(genk):
        # A town that was filled before it could be said has no such agreement.
        agreement = Agreement.objects.filter(consumer=genk, may_delegate=True).first()
        if agreement is not None and not agreement.delegations.exists():
            delegate_with_key(
                actor=town.actor("genk", Role.ADMINISTRATOR),
                agreement=agreement,
                to=SUPPLIER,
                until=agreement.valid_until - timedelta(days=90),
            )


def _open(town: DemoTown, offer: Offer) -> None:
    """Any municipality may take titles and sorts of Brugge's catalogue; Genk does."""
    with tenant_scope(offer.owner):
        terms = OpenTerms.objects.filter(offer=offer).select_related("owner", "offer").first()
        if terms is None:
            terms = open_terms(
                actor=town.actor(offer.owner.slug, Role.ADMINISTRATOR),
                offer=offer,
                wish=_wish(OPEN_FIELDS, PURPOSE_OF_OPEN, daily_reads=1_000),
                audience=Audience.MUNICIPALITIES,
                advice=NO_PERSONAL_DATA,
            )
    genk = town.tenant("genk")
    with tenant_scope(genk):
        if not Agreement.objects.filter(accepts=terms).exists():
            accept_open_terms(actor=town.actor("genk", Role.ADMINISTRATOR), terms=terms, advice=NO_PERSONAL_DATA)


def _answer(town: DemoTown, slug: str, offer: Offer) -> None:
    """Brugge answers this one with other terms: fewer fields, and half a year."""
    consumer, provider = town.tenant(slug), offer.owner
    _agreement(town, slug, offer, _wish(ASKED_BY_LEUVEN, PURPOSE_OF_LEUVEN), signed=False)
    fewer = [name for name in ASKED_BY_LEUVEN if name != "contactPoints"]
    with tenant_scope(provider):
        proposal = Agreement.objects.get(offer=offer, owner=consumer)
        if Agreement.objects.filter(answers=proposal).exists():
            return
        counter_proposal(
            actor=town.actor(provider.slug, Role.DEVELOPER),
            agreement=proposal,
            wish=_wish(fewer, PURPOSE_OF_LEUVEN, days=183),
            reason="De contactgegevens heb je voor dit doel niet nodig. We kijken na een half jaar wat het opbracht.",
        )


def _offer(town: DemoTown) -> Offer:
    brugge, developer = town.tenant("brugge"), town.actor("brugge", Role.DEVELOPER)
    with tenant_scope(brugge):
        dataset = Dataset.objects.filter(title=TITLE).first()
        if dataset is None:
            dataset = open_dataset(actor=developer, kind="public-service", title=TITLE)
            source = files("vlavirgem_graphql.datasets").joinpath("demo", FILE).read_bytes()
            import_catalogue(actor=developer, dataset=dataset, source=source, file_name=FILE, whole=True)
        offer = Offer.objects.of(brugge).filter(dataset_id=dataset.pk).select_related("owner").first()
        if offer is None:
            offer, _done = publish_offer(
                actor=developer, dataset=dataset, title=TITLE, description=DESCRIPTION, fields=OFFERED
            )
    return offer


def _agreement(town: DemoTown, slug: str, offer: Offer, wish: Wish, *, signed: bool = True) -> None:
    """Proposed and signed by who reads, and ``signed`` by who provides."""
    consumer = town.tenant(slug)
    with tenant_scope(consumer):
        if Agreement.objects.filter(offer=offer, consumer=consumer).exists():
            return
        agreement = propose_agreement(actor=town.actor(slug, Role.DEVELOPER), offer=offer, wish=wish)
        sign_agreement(actor=town.actor(slug, Role.ADMINISTRATOR), agreement=agreement, advice=NO_PERSONAL_DATA)
    if signed:
        with tenant_scope(offer.owner):
            sign_agreement(
                actor=town.actor(offer.owner.slug, Role.ADMINISTRATOR), agreement=agreement, advice=NO_PERSONAL_DATA
            )
