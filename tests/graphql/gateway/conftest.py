"""Fixtures of the gateway: what three municipalities offer, what Aalst may read of it, and a client with a key."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F, Func, Value
from django.test import Client
from django.utils import timezone

from tests.graphql.gateway.domain_records import ALL_KINDS, body_of_kind
from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_graphql.exchange.models import (
    Advice,
    Agreement,
    AgreementAct,
    ExchangeEvent,
    ExchangeRecord,
    Offer,
    Verb,
    Verdict,
)
from vlavirgem_graphql.exchange.row_filters import Condition
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_graphql.signatures.services import key_of
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

ALL_FIELDS = find_kind("public-service").field_names


def body_of(number: int, who: str) -> dict[str, Any]:
    """A public service with something in every sort of field: text, HTML, codes, groups in groups, nothing."""
    return {
        "uri": f"https://data.example.org/{who}/{number}",
        "title": f'Dienst {number} van {who} "ü" \\ {{}}',
        "description": f"<p>Geheim van {who} {number}</p>",
        "type": ["bewijs", "toelating", "advies"][number % 3],
        "themes": [["burger-en-overheid"], [], ["wonen", "milieu"]][number % 3],
        "keywords": [f"w{number}", "é'%"],
        "forMunicipalityMerger": number % 2 == 0,
        "requirements": [
            {"title": f"Eis {place}", "evidence": [[], [{"title": "Attest", "description": None}], None][place % 3]}
            for place in range(number % 5)
        ],
        "contactPoints": [{"email": "loket@example.org", "addresses": [{"postalCode": "9300"}]}]
        if number % 2
        else None,
        "validFrom": ["2024-01-01T00:00:00+00:00", "2024-01-03T01:30:00.5+01:00", None][number % 3],
    }


def project_of(number: int, who: str) -> dict[str, Any]:
    """A project: numbers, days and yes or no, some of them absent."""
    return {
        "uri": f"https://data.example.org/{who}/projects/{number}",
        "title": f"Project {number} van {who}",
        "summary": f"<p>Geheim project van {who} {number}</p>",
        "status": ["lopend", None, "afgerond"][number % 3],
        "themes": [["wonen"], None][number % 2],
        "startDate": ["2024-01-01", "2023-12-31", None, "2024-02-03"][number % 4],
        "budget": [40_000 + 500 * number, None, 41_000][number % 3],
        "reusable": [True, False, None][number % 3],
        "results": [{"title": "Handleiding"}] if number % 2 else None,
    }


def _of_kind(kind: Kind, number: int, who: str) -> dict[str, Any]:
    return body_of_kind(kind, number, who)


BODIES: dict[str, Callable[[int, str], dict[str, Any]]] = {
    **{kind.name: partial(_of_kind, kind) for kind in ALL_KINDS},
    "public-service": body_of,
    "project": project_of,
}


@dataclass(frozen=True)
class Api:
    """A program that calls the gateway of one tenant with one key."""

    client: Client
    key: str

    def post(self, query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
        """Send a document, and return the response."""
        return self.client.post(
            "/graphql",
            json.dumps({"query": query, "variables": variables}),
            content_type="application/json",
            headers={"authorization": f"Bearer {self.key}", "accept": "application/json", **headers},
        )

    def ask(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send a document, and return the answer's JSON."""
        answer: dict[str, Any] = self.post(query, variables).json()
        return answer


def offer_records(tenant: Tenant, count: int, *, title: str = "Producten", kind: str = "public-service") -> Offer:
    """An offer of ``tenant`` with ``count`` records, each a minute older than the one before."""
    now = timezone.now().replace(microsecond=123000)
    with tenant_scope(tenant):
        offer = Offer.objects.create(
            owner=tenant,
            kind=kind,
            title=title,
            dataset_id=uuid4(),
            fields=list(find_kind(kind).field_names),
            record_count=count,
            visibility=Visibility.NETWORK,
        )
        for number in range(count):
            body = BODIES[kind](number, tenant.slug)
            ExchangeRecord.objects.create(
                owner=tenant,
                offer=offer,
                kind=kind,
                key=body["uri"],
                title=body[find_kind(kind).title_field],
                body=body,
                content_hash="0" * 64,
                updated_at=now - timedelta(minutes=number),
            )
        words = Func(F("body"), Value(list(find_kind(kind).searched_names)), function="public.exchange_search_vector")
        offer.records.update(search=words)
    return offer


def agree(
    consumer: Tenant,
    offer: Offer,
    fields: list[str] | None = None,
    rows: Sequence[Condition] = (),
    *,
    begins_in_days: int = 0,
    daily_reads: int | None = None,
    may_delegate: bool = False,
) -> Agreement:
    """An agreement of ``consumer`` for thirty days on these fields (default: all), signed by both."""
    start = timezone.now() - timedelta(minutes=5) + timedelta(days=begins_in_days)
    with tenant_scope(consumer):
        agreement = Agreement.objects.create(
            owner=consumer,
            consumer=consumer,
            provider=offer.owner,
            offer=offer,
            offer_title=offer.title,
            kind=offer.kind,
            purpose="Vergelijken",
            legal_basis="Decreet",
            fields=fields if fields is not None else list(offer.fields),
            row_filter=[condition.as_json() for condition in rows],
            daily_reads=daily_reads,
            may_delegate=may_delegate,
            valid_from=start,
            valid_until=start + timedelta(days=30),
            content_hash="1" * 64,
            visibility=Visibility.PARTNERS,
            partner_ids=[offer.owner_id],
        )
    act(consumer, agreement, Verb.PROPOSED)
    act(consumer, agreement, Verb.SIGNED)
    act(offer.owner, agreement, Verb.SIGNED)
    return agreement


def act(tenant: Tenant, agreement: Agreement, verb: Verb) -> None:
    """One act of a party."""
    with tenant_scope(tenant):
        if verb is Verb.SIGNED:
            Advice.objects.create(owner=tenant, agreement=agreement, verdict=Verdict.NOT_NEEDED)
        signed = {"key": key_of(tenant), "signature": bytes(64)} if verb is Verb.SIGNED else {}
        AgreementAct.objects.create(
            **signed,
            owner=tenant,
            agreement=agreement,
            verb=verb,
            person_name="Iemand",
            content_hash=agreement.content_hash,
        )


def code_of(response: Any) -> str:
    """The code of what was refused."""
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


def events_of(tenant: Tenant, kind: str) -> list[ExchangeEvent]:
    """What stands in the log of a tenant, in order."""
    with tenant_scope(tenant):
        return list(ExchangeEvent.objects.filter(kind=kind).order_by("sequence"))


@pytest.fixture
def api_for() -> Callable[..., Api]:
    """``api_for(aalst)``: a program of Aalst with a fresh key."""

    def make(tenant: Tenant, *, may_introspect: bool = False, scopes: tuple[str, ...] = ()) -> Api:
        with tenant_scope(tenant):
            _key, text = make_key(
                actor=Actor.system(tenant), label="proef", may_introspect=may_introspect, scopes=scopes
            )
        return Api(Client(HTTP_HOST=tenant.host), text)

    return make


@pytest.fixture
def api(aalst: Tenant, api_for: Callable[..., Api]) -> Api:
    """A program of Aalst."""
    return api_for(aalst)


@pytest.fixture
def writer(aalst: Tenant, api_for: Callable[..., Api]) -> Api:
    """A program of Aalst whose key may do all that a key can."""
    return api_for(aalst, scopes=tuple(KeyScope))


@pytest.fixture(autouse=True)
def _marks_at_once(request: pytest.FixtureRequest) -> None:
    """A test's transaction never ends, and access marks change when one does."""
    if "own_database" in request.fixturenames or not {"aalst", "brugge", "genk"} & set(request.fixturenames):
        return
    network: Tenant = request.getfixturevalue("network")
    with tenant_scope(network), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS public.exchange_grant_changes_access, public.exchange_offer_changes_access IMMEDIATE"
        )


@pytest.fixture
def brugge_offer(brugge: Tenant) -> Offer:
    """Brugge offers seven public services."""
    return offer_records(brugge, 7)


@pytest.fixture
def genk_offer(genk: Tenant) -> Offer:
    """Genk offers four public services."""
    return offer_records(genk, 4)


@pytest.fixture
def brugge_agreement(aalst: Tenant, brugge_offer: Offer) -> Agreement:
    """Aalst may read everything of Brugge's offer."""
    return agree(aalst, brugge_offer)


@pytest.fixture
def keys_of() -> Callable[[Tenant], list[GatewayKey]]:
    """``keys_of(aalst)``: its keys."""

    def read(tenant: Tenant) -> list[GatewayKey]:
        with tenant_scope(tenant):
            return list(GatewayKey.objects.all())

    return read
