"""Rows of every type of the schema, ours and others', and what one organisation may read of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import override
from graphql import GraphQLSchema

from tests.graphql.gateway.conftest import Api, agree, offer_records
from tests.graphql.gateway.domain_datasets import keep_datasets
from tests.graphql.gateway.domain_pilots import open_pilot, open_try_out, share_pages
from tests.graphql.gateway.domain_purchases import open_purchase
from tests.graphql.gateway.domain_records import ALL_KINDS
from tests.graphql.gateway.domain_rows import publish_services
from tests.graphql.gateway.plain_agreements import agreement_rows, event_matches
from tests.graphql.gateway.plain_datasets import dataset_record_matches, dataset_rows, require_dataset
from tests.graphql.gateway.plain_found import found_matches, found_rows, require_few_words
from tests.graphql.gateway.plain_pilots import (
    matches_of,
    part_rows,
    pilot_rows,
    shared_page_matches,
    shared_page_rows,
    try_out_rows,
)
from tests.graphql.gateway.plain_purchases import purchase_rows
from tests.graphql.gateway.plain_records import (
    figures_of,
    granted_of,
    offer_matches,
    orders_of,
    record_matches,
    record_rows,
)
from tests.graphql.gateway.plain_resolvers import Granted, Matches, World
from tests.graphql.gateway.plain_services import (
    organisation_matches,
    organisation_rows,
    service_matches,
    service_rows,
    version_rows,
)
from vlavirgem_graphql.datasets.models import DatasetRecord
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.models import Agreement, Audience, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.delegating import Delegate, delegate_reading, revoke_delegation
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, close_open_terms, open_terms
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.schema.root import build_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

KINDS = {kind.type_name: kind for kind in ALL_KINDS}
ROOTS = {
    **{kind.connection_name: kind.type_name for kind in KINDS.values()},
    "offers": "Offer",
    "agreements": "Agreement",
    "openTerms": "OpenTerms",
    "evidenceAboutUs": "EvidenceAboutUs",
    "organisations": "Organisation",
    "services": "Service",
    "tryOuts": "TryOut",
    "pilots": "Pilot",
    "jointPurchases": "JointPurchase",
    "sharedPages": "SharedPage",
    "datasets": "Dataset",
    "datasetRecords": "DatasetRecord",
    "find": "Found",
}
MATCHES: dict[str, Matches] = {
    "Offer": offer_matches,
    "Organisation": organisation_matches,
    "Service": service_matches,
    "TryOut": matches_of("state"),
    "TryOutCall": matches_of("verdict"),
    "Pilot": matches_of("state"),
    "JointPurchase": matches_of("stage"),
    "SharedPage": shared_page_matches,
    "EvidenceAboutUs": event_matches,
    "DatasetRecord": dataset_record_matches,
    "Found": found_matches,
}
# Of Brugge's seven records these are two, and a condition stands on a field that is not granted.
ROWS = (
    Condition(field="type", operator=Operator.IS_NOT, values=("advies",)),
    Condition(field="keywords", operator=Operator.IS, values=("w1", "w2", "w4")),
)


@cache
def whole_schema() -> GraphQLSchema:
    """The gateway's schema of all these kinds."""
    with override("en"):
        return build_schema(list(ALL_KINDS)).graphql


def make_rows(network: Tenant, aalst: Tenant, brugge: Tenant, genk: Tenant, api_for: Callable[..., Api]) -> None:
    """An operator makes a kind; each has offers, services, pilots, purchases, pages and datasets, and Aalst reads half
    of what the others offer."""
    with tenant_scope(network):
        make_kind(actor=Actor.system(network), document=example(FIRST))
    for kind in KINDS.values():
        ours = offer_records(aalst, 3 if kind.name == "public-service" else 2, kind=kind.name)
        if kind.name == "public-service":
            _open_to_all(aalst, ours, brugge)
        for tenant, count in ((brugge, 7), (genk, 4)):
            offer = offer_records(tenant, count, kind=kind.name, title=f'Loketten "{tenant.slug}" 100%')
            filtered = ROWS if (kind.name, tenant) == ("public-service", brugge) else ()
            fields, delegating = sorted(granted_of(kind)[tenant.slug]), bool(filtered)
            agreement = agree(aalst, offer, fields, rows=filtered, may_delegate=delegating)
            if delegating:
                _delegate(agreement)
    _open_and_close(genk)
    for tenant in (aalst, brugge, genk):
        services = publish_services(tenant)
        share_pages(tenant, genk if tenant != genk else aalst)
        keep_datasets(tenant)
    with tenant_scope(genk):
        version = services["whole"].versions.get(number=3)
    open_pilot(aalst, partners=(genk, brugge), tryout=open_try_out(aalst, version))
    shared = open_pilot(brugge, partners=(aalst,), tryout=open_try_out(brugge, version))
    open_purchase(brugge, aalst, left=genk, pilot=shared)
    open_purchase(genk, brugge, left=aalst, pilot=open_pilot(genk))
    open_purchase(aalst)
    reader = api_for(brugge)
    for asked in ("publicServices", "publicServices(first: 1)", 'projects(provider: ["aalst"])'):
        reader.ask(f"{{ {asked} {{ nodes {{ uri }} }} }}")


def _open_to_all(owner: Tenant, offer: Offer, reader: Tenant) -> None:
    """Terms that ``reader`` accepts: what it then reads, its log tells the owner."""
    with tenant_scope(owner):
        terms = open_terms(
            actor=Actor.system(owner),
            offer=offer,
            wish=_wish(daily_reads=50),
            audience=Audience.MUNICIPALITIES,
            advice=NO_PERSONAL_DATA,
        )
    with tenant_scope(reader):
        accept_open_terms(actor=Actor.system(reader), terms=terms, advice=NO_PERSONAL_DATA)


def _delegate(agreement: Agreement) -> None:
    """Two suppliers read under it, or did."""
    reader = agreement.consumer
    actor = Actor.system(reader)
    for client in ("Loketwijzer", "Wegwijzer"):
        to = Delegate(client_name=client, supplier_name='"Bolwerk" 100% nv', supplier_kbo="0123456749")
        with tenant_scope(reader):
            made = delegate_reading(actor=actor, agreement=agreement, to=to, until=agreement.valid_until)
    with tenant_scope(reader):
        revoke_delegation(actor=actor, delegation=made)


def _open_and_close(owner: Tenant) -> None:
    """Terms that stand open, and terms that were closed."""
    with tenant_scope(owner):
        for title in ("Open", "Gesloten"):
            terms = open_terms(
                actor=Actor.system(owner),
                offer=offer_records(owner, 2, kind="address", title=title),
                wish=_wish(),
                audience=Audience.EVERYONE,
                advice=NO_PERSONAL_DATA,
            )
        close_open_terms(actor=Actor.system(owner), terms=terms, reason="Voorbij")


def _wish(**otherwise: Any) -> Wish:
    start = timezone.now() - timedelta(minutes=1)
    period = (start, start + timedelta(days=365))
    return Wish(
        purpose="Naast de eigen lijst leggen", legal_basis="Decreet", fields=["uri"], period=period, **otherwise
    )


def world_of(reader: Tenant, *, partners: tuple[str, ...] = ()) -> World:
    """What a tenant reads of everything, with agreements with these and itself on every kind."""
    granted: dict[str, Granted] = {name: granted_of(kind) for name, kind in KINDS.items()}
    readable = {name: {*partners, reader.slug} if partners else set[str]() for name in KINDS}
    world = World(rows={}, roots=ROOTS, matches=dict(MATCHES), readable=readable, granted=granted)
    world.requires = {"Found": require_few_words, "DatasetRecord": require_dataset}
    for name, kind in KINDS.items():
        world.matches[name] = record_matches(granted[name])
        world.orders[name] = orders_of(world, name, granted[name])
        world.figures[name] = figures_of(kind, granted[name])
    with tenant_scope(reader):
        world.rows |= {
            **record_rows(world),
            **agreement_rows(world),
            **dataset_rows(world),
            "Organisation": organisation_rows(world),
            "Service": service_rows(world),
            "ServiceVersion": version_rows(world, reader),
            **try_out_rows(world),
            "Pilot": pilot_rows(world),
            **part_rows(world),
            **purchase_rows(world),
            "SharedPage": shared_page_rows(world),
        }
        world.rows["Found"] = found_rows(world)
    return world


def withheld_texts(world: World, *others: Tenant) -> set[str]:
    """Texts of others that stand in nothing that the reader of this world may read: of rows that are not its own to
    read, of fields that its agreements do not cover, and of what these tenants did not offer."""
    shown, all_texts = set[str](), set[str]()
    visible = {row.key: row for row in world.records()}
    for tenant in others:
        with tenant_scope(tenant):
            for record in ExchangeRecord.objects.filter(offer__owner=tenant):
                all_texts.update(_texts(record.body))
            for kept in DatasetRecord.objects.all():
                all_texts.update(_texts(kept.body))
    for row in visible.values():
        shown.update(_texts({name: value for name, value in row.values.items() if not callable(value)}))
    return {text for text in all_texts - shown if len(text) > 12}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
