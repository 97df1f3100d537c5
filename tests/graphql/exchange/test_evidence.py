"""The evidence log: one way in, a chain per tenant, and of another's events only what is about our data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.chain import check_chain, flaw_of
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, IncomingEvent, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def read(tenant: Tenant, offer: Offer, rows: int = 3) -> UUID:
    """Put a read on record, as the gateway does."""
    return append_event(
        actor=Actor.system(tenant), kind=EventKind.READ, rows_of_offers={offer.pk: rows}, detail={"fields": ["title"]}
    )


def chain_of(tenant: Tenant) -> list[ExchangeEvent]:
    with tenant_scope(tenant):
        return list(ExchangeEvent.objects.filter(owner=tenant).order_by("sequence"))


def test_events_form_a_chain_that_holds(aalst: Tenant, offer: Offer) -> None:
    # Given five reads
    with tenant_scope(aalst):
        for _number in range(5):
            read(aalst, offer)

    # Then they are numbered, linked, and tell what was read
    chain = chain_of(aalst)
    assert [event.sequence for event in chain] == [1, 2, 3, 4, 5]
    assert check_chain(chain).whole
    told = json.loads(chain[0].payload)
    assert (told["tenant"], told["kind"], told["offers"], told["rows"]) == (aalst.pk, "read", [str(offer.pk)], [3])
    assert UUID(told["id"]) == chain[0].pk


@dataclass(frozen=True)
class Copy:
    """A link outside the database, where it can be tampered with."""

    id: UUID
    owner_id: int
    sequence: int
    occurred_at: datetime
    kind: str
    actor: str
    agreement_id: UUID | None
    offer_ids: list[UUID]
    row_counts: list[int]
    provider_ids: list[int]
    payload: str
    previous_hash: bytes
    hash: bytes

    @classmethod
    def of(cls, event: ExchangeEvent) -> Copy:
        return cls(**{field.name: getattr(event, field.name) for field in fields(cls)})


def links_of(tenant: Tenant, offer: Offer, events: int = 5) -> list[Copy]:
    with tenant_scope(tenant):
        for _number in range(events):
            read(tenant, offer)
    return [Copy.of(event) for event in chain_of(tenant)]


@pytest.mark.parametrize("deed", ["edit", "delete", "reorder", "truncate"])
def test_tampering_with_the_log_is_found(deed: str, aalst: Tenant, offer: Offer) -> None:
    # Given a chain of five and its head, kept elsewhere
    links = links_of(aalst, offer)
    head = (5, links[-1].hash)
    assert check_chain(links, head=head).whole

    # When somebody with all power over the copy changes it
    tampered = {
        "edit": [*links[:2], replace(links[2], payload=links[2].payload.replace("[3]", "[1]")), *links[3:]],
        "delete": [*links[:2], *links[3:]],
        "reorder": [links[0], links[2], links[1], *links[3:]],
        "truncate": links[:4],
    }[deed]

    # Then it is found
    assert not check_chain(tampered, head=head).whole


@pytest.mark.parametrize(
    ("column", "value", "named"),
    [
        ("id", UUID(int=7), "id"),
        ("owner_id", 0, "tenant"),
        ("occurred_at", datetime(2001, 1, 1, tzinfo=UTC), "at"),
        ("kind", "denied", "kind"),
        ("actor", "Iemand anders", "actor"),
        ("agreement_id", UUID(int=7), "agreement"),
        ("offer_ids", [], "offers"),
        ("row_counts", [1], "rows"),
        ("provider_ids", [], "providers"),
    ],
)
def test_a_column_that_says_other_than_what_was_hashed_is_named(
    aalst: Tenant, offer: Offer, column: str, value: Any, named: str
) -> None:
    links = links_of(aalst, offer)
    assert [flaw_of(link) for link in links] == [""] * 5

    # When only what the page shows is changed, and the hashes are left alone
    links[2] = replace(links[2], **{column: value})

    # Then the place and the column are named
    verdict = check_chain(links)
    assert (verdict.links, verdict.broken_at) == (2, 3)
    assert verdict.reason == f"other than what was hashed: {named}"


@pytest.mark.parametrize("payload", ["", "[]", "null", "{", '{"sequence": "x"}'])
def test_a_text_hashed_anew_that_is_no_event_is_a_flaw_and_no_crash(aalst: Tenant, offer: Offer, payload: str) -> None:
    link = links_of(aalst, offer, 1)[0]
    forged = replace(link, payload=payload, hash=hashlib.sha256(link.previous_hash + payload.encode()).digest())
    assert flaw_of(link) == ""
    assert flaw_of(forged)


EVENT = """
    INSERT INTO public.exchange_event (id, owner_id, sequence, occurred_at, kind, actor, offer_ids, row_counts,
        provider_ids, payload, previous_hash, hash)
    SELECT gen_random_uuid(), owner_id, 99, now(), 'read', 'x', '{}', '{}', '{}', '{}', '', ''
    FROM public.exchange_event
"""


@pytest.mark.parametrize(
    "statement",
    [
        EVENT,
        "UPDATE public.exchange_event SET actor = 'somebody else'",
        "DELETE FROM public.exchange_event",
        "TRUNCATE public.exchange_event",
        "UPDATE public.exchange_chain_head SET sequence = 0",
        "SELECT * FROM public.exchange_chain_head",
        "SELECT public.exchange_current_tenant()",
    ],
)
def test_there_is_no_way_into_the_log_but_the_function(aalst: Tenant, offer: Offer, statement: str) -> None:
    with tenant_scope(aalst):
        assert read(aalst, offer)

        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as db:
            db.execute(statement)


def test_the_tenant_of_an_event_is_the_role_and_nothing_that_is_said(
    aalst: Tenant, brugge: Tenant, offer: Offer
) -> None:
    # When Aalst's role appends while it claims to act for Brugge
    with tenant_scope(aalst):
        read(brugge, offer)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('role', %s, true)", [brugge.schema_name])

    # Then it stands in Aalst's chain
    assert len(chain_of(aalst)) == 1
    assert [event.kind for event in chain_of(brugge)] == ["published"]


def test_the_provider_sees_who_reads_and_nothing_of_third_parties(
    aalst: Tenant, brugge: Tenant, genk: Tenant, offer: Offer, dataset_of: Callable[..., Dataset]
) -> None:
    # Given a read over two providers at once, and one of another
    with tenant_scope(genk):
        theirs, _done = publish_offer(
            actor=Actor.system(genk), dataset=dataset_of(genk), title="Genk", description="", fields=["title"]
        )
    with tenant_scope(aalst):
        append_event(
            actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 3, theirs.pk: 2}, detail={}
        )
        read(aalst, theirs)

    # Then each sees the part about its own data
    with tenant_scope(brugge):
        seen = IncomingEvent.objects.get()
        assert (seen.owner, seen.offer_ids, seen.row_counts) == (aalst, [offer.pk], [3])
        assert not ExchangeEvent.objects.exclude(owner=brugge).exists()
    with tenant_scope(genk):
        assert sorted(event.rows for event in IncomingEvent.objects.all()) == [2, 3]
    with tenant_scope(aalst):
        assert not IncomingEvent.objects.exists()


def test_the_owner_of_the_data_sees_who_was_denied(aalst: Tenant, brugge: Tenant, genk: Tenant, offer: Offer) -> None:
    with tenant_scope(aalst):
        append_event(actor=Actor.system(aalst), kind=EventKind.DENIED, rows_of_offers={offer.pk: 0})

    with tenant_scope(brugge):
        assert [(event.kind, event.owner) for event in IncomingEvent.objects.all()] == [("denied", aalst)]
    with tenant_scope(genk):
        assert not IncomingEvent.objects.exists()


def test_each_step_of_an_agreement_is_in_the_chain_of_who_did_it(
    aalst: Tenant, brugge: Tenant, agreement: Agreement
) -> None:
    assert [event.kind for event in chain_of(aalst)] == ["proposed", "signed"]
    assert [event.kind for event in chain_of(brugge)] == ["published", "signed"]
    assert {event.agreement_id for event in chain_of(aalst)} == {agreement.pk}


def test_an_event_cannot_name_an_offer_that_is_not_there(aalst: Tenant, offer: Offer) -> None:
    with tenant_scope(aalst):
        with pytest.raises(DatabaseError), transaction.atomic():
            append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={UUID(int=1): 1})
        assert read(aalst, offer)
        assert ExchangeEvent.objects.count() == 1


def append_by_sql(kind: str, agreement: UUID | None) -> None:
    """What somebody could send who speaks SQL as a tenant."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT public.exchange_append_event(%s, 'wie dan ook', '{}', '{}', %s, '{}'::json)", [kind, agreement]
        )


@pytest.mark.parametrize("kind", EventKind.values)
def test_every_known_kind_of_event_is_taken(aalst: Tenant, agreement: Agreement, kind: str) -> None:
    with tenant_scope(aalst):
        append_by_sql(kind, agreement.pk)
        assert ExchangeEvent.objects.latest("sequence").kind == kind


@pytest.mark.parametrize(("kind", "named"), [("rewritten", True), ("", True), ("signed", False), ("revoked", False)])
def test_an_event_of_no_known_kind_or_a_step_of_no_agreement_is_refused(
    aalst: Tenant, agreement: Agreement, kind: str, *, named: bool
) -> None:
    with tenant_scope(aalst):
        before = ExchangeEvent.objects.count()
        with pytest.raises(DatabaseError, match="exchange_event_kind"):
            append_by_sql(kind, agreement.pk if named else None)
        append_by_sql("read", None)
        assert ExchangeEvent.objects.count() == before + 1


def test_only_its_parties_name_an_agreement_and_a_stranger_does_not_learn_that_it_is_there(
    aalst: Tenant, brugge: Tenant, genk: Tenant, agreement: Agreement
) -> None:
    for party in (aalst, brugge):
        with tenant_scope(party):
            append_by_sql("read", agreement.pk)
            assert ExchangeEvent.objects.latest("sequence").agreement_id == agreement.pk
    with tenant_scope(genk):
        answers = set()
        for agreement_id in (agreement.pk, UUID(int=1)):
            with pytest.raises(DatabaseError, match="only of a party") as refused:
                append_by_sql("read", agreement_id)
            answers.add(str(refused.value))
        assert len(answers) == 1
        assert not ExchangeEvent.objects.exists()
