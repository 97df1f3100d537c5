"""Fixtures of the data exchange: small catalogues written here, and an offer of one municipality."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.row_filters import Condition
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import sign_agreement
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

PREFIXES = """
@prefix dct: <http://purl.org/dc/terms/> .
@prefix lpdc: <https://productencatalogus.data.vlaanderen.be/ns/ipdc-lpdc#> .
@prefix type: <https://productencatalogus.data.vlaanderen.be/id/concept/Type/> .
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix schema: <http://schema.org/> .
@prefix m8g: <http://data.europa.eu/m8g/> .
"""
FIELDS = ["uri", "title", "description", "type", "concept"]


def entry(number: int, *, title: str | None = "Dienst", more: str = "") -> str:
    """Turtle of one catalogue entry; ``title`` None leaves it out."""
    titled = f'dct:title "{title} {number}"@nl ;' if title is not None else ""
    return (
        f"<http://data.example.org/id/public-service/{number}> a lpdc:InstancePublicService ; {titled} "
        f'dct:description "<p>Uitleg {number}</p>"@nl ; dct:type type:Bewijs ; {more} '
        f"dct:source <http://data.example.org/id/concept/{number}> .\n"
    )


@pytest.fixture
def turtle() -> Callable[..., bytes]:
    """``turtle(3)``: a catalogue with three entries; further Turtle can be added after it."""

    def make(count: int = 3, *more: str) -> bytes:
        return (PREFIXES + "".join(entry(number) for number in range(1, count + 1)) + "".join(more)).encode()

    return make


@pytest.fixture
def dataset_of(turtle: Callable[..., bytes]) -> Callable[..., Dataset]:
    """``dataset_of(brugge)``: a dataset with three records, in the scope of its tenant."""

    def make(tenant: Tenant, count: int = 3, title: str = "Productencatalogus") -> Dataset:
        actor = Actor.system(tenant)
        dataset = open_dataset(actor=actor, kind="public-service", title=title)
        import_catalogue(actor=actor, dataset=dataset, source=turtle(count), file_name="catalogus.ttl")
        return dataset

    return make


@pytest.fixture
def catalogue_entry() -> Callable[..., str]:
    """``catalogue_entry(4, title="Parkeerkaart")``: Turtle of one entry."""
    return entry


@pytest.fixture
def propose_to() -> Callable[..., Agreement]:
    """``propose_to(actor, offer)``: propose an agreement that begins now."""
    return propose


@pytest.fixture
def offer(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> Offer:
    """Brugge offers three public services to the network."""
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        made, _done = publish_offer(
            actor=Actor.system(brugge), dataset=dataset, title="Producten van Brugge", description="", fields=FIELDS
        )
    return made


@pytest.fixture
def proposed(aalst: Tenant, offer: Offer) -> Agreement:
    """Aalst proposes to read title and type of Brugge's offer for a year."""
    with tenant_scope(aalst):
        return propose(Actor.system(aalst), offer)


@pytest.fixture
def sign_by_both() -> Callable[[Agreement], Agreement]:
    """``sign_by_both(agreement)``: the consumer signs, then the provider; it is in force."""
    return sign


@pytest.fixture
def agreement(proposed: Agreement) -> Agreement:
    """The same, signed by Aalst and by Brugge."""
    return sign(proposed)


def state_seen_by(tenant: Tenant) -> str:
    """Where the only agreement stands, to one of its parties."""
    with tenant_scope(tenant):
        return Agreement.objects.with_last_act().get().standing().state.value


def sign(agreement: Agreement) -> Agreement:
    """Sign for both parties."""
    for party in (agreement.consumer, agreement.provider):
        with tenant_scope(party):
            sign_agreement(actor=Actor.system(party), agreement=agreement, advice=NO_PERSONAL_DATA)
    return agreement


def propose(
    actor: Actor,
    offer: Offer,
    *,
    fields: tuple[str, ...] = ("title", "type"),
    days: int = 365,
    row_filter: Sequence[Condition] = (),
    daily_reads: int | None = None,
) -> Agreement:
    """Propose an agreement that begins now."""
    start: datetime = timezone.now() - timedelta(minutes=1)
    return propose_agreement(
        actor=actor,
        offer=offer,
        wish=Wish(
            purpose="Producten vergelijken",
            legal_basis="Decreet lokaal bestuur, art. 2",
            fields=fields,
            period=(start, start + timedelta(days=days)),
            row_filter=row_filter,
            daily_reads=daily_reads,
        ),
    )
