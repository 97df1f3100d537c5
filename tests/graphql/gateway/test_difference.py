"""Random documents, compiled against plain resolvers over the same data: no difference, and nothing ungranted."""

from __future__ import annotations

import base64
import json
import random
import re
from datetime import datetime
from typing import Any

import pytest
from graphql import execute_sync, parse

from tests.graphql.gateway.conftest import Api, agree, offer_records
from tests.graphql.gateway.plain_resolvers import Row, World
from tests.graphql.gateway.random_documents import Writer
from vlavirgem_graphql.exchange.models import Agreement, ExchangeRecord, Grant, Offer
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SHORT, LONG = 300, 5_000
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$")
GRANTED: dict[str, set[str]] = {
    "brugge": {"uri", "title", "type", "themes", "requirements", "contactPoints", "validFrom"},
    "genk": {"uri", "description", "type", "keywords", "forMunicipalityMerger", "requirements"},
}
PROJECT_FIELDS: dict[str, set[str]] = {
    "brugge": {"uri", "title", "status", "themes", "startDate", "reusable", "results"},
    "genk": {"uri", "title", "themes", "budget", "startDate"},
}


@pytest.fixture
def world(aalst: Tenant, brugge: Tenant, genk: Tenant) -> World:
    """Aalst has its own offer, an agreement with Brugge and one with Genk on other fields."""
    offers = {
        "aalst": offer_records(aalst, 3),
        "brugge": offer_records(brugge, 7),
        "genk": offer_records(genk, 4, title='Genkse "producten"'),
    }
    for slug, fields in GRANTED.items():
        agree(aalst, offers[slug], sorted(fields))
    for tenant, count in ((brugge, 5), (genk, 6)):
        agree(aalst, offer_records(tenant, count, kind="project"), sorted(PROJECT_FIELDS[tenant.slug]))
    with tenant_scope(aalst):
        return World(
            lists={
                "publicServices": _records("public-service", "PublicService", GRANTED),
                "projects": _records("project", "Project", PROJECT_FIELDS),
                "offers": [_offer(offer) for offer in Offer.objects.select_related("owner")],
                "agreements": [_agreement(each) for each in Agreement.objects.select_related("owner", "provider")],
            },
            granted={"publicServices": {"aalst": None, **GRANTED}, "projects": {**PROJECT_FIELDS}},
        )


def _row(type_name: str, pk: Any, moment: datetime, values: dict[str, Any], **more: Any) -> Row:
    global_id = base64.b64encode(f"{type_name}:{pk}".encode()).decode()
    return Row(type_name, pk, moment, {"__typename": type_name, "id": global_id, **values}, **more)


def _tenant(tenant: Tenant) -> dict[str, Any]:
    names = ("nis_code", "kbo_number", "ovo_code")
    codes = {re.sub(r"_(\w)", lambda part: part[1].upper(), name): getattr(tenant, name) for name in names}
    return {"slug": tenant.slug, "name": tenant.name, "kind": tenant.kind, **codes}


def _offer(offer: Offer) -> Row:
    values = {
        **{name: getattr(offer, name) for name in ("kind", "title", "description", "fields")},
        "recordCount": offer.record_count,
        "publishedAt": offer.published_at.isoformat(),
        "provider": _tenant(offer.owner),
    }
    return _row("Offer", offer.pk, offer.published_at, values)


def _agreement(agreement: Agreement) -> Row:
    values = {
        **{name: getattr(agreement, name) for name in ("kind", "purpose", "fields")},
        "offerTitle": agreement.offer_title,
        "legalBasis": agreement.legal_basis,
        "validFrom": agreement.valid_from.isoformat(),
        "validUntil": agreement.valid_until.isoformat(),
        "live": Grant.objects.live().filter(agreement=agreement).exists(),
        "provider": _tenant(agreement.provider),
        "consumer": _tenant(agreement.consumer),
        "offer": _offer(agreement.offer).values,
    }
    return _row("Agreement", agreement.pk, agreement.created_at, values)


def _records(kind: str, type_name: str, granted: dict[str, set[str]]) -> list[Row]:
    records = ExchangeRecord.objects.filter(kind=kind).select_related("offer__owner")
    return [_record(record, type_name, granted) for record in records]


def _record(record: ExchangeRecord, type_name: str, granted: dict[str, set[str]]) -> Row:
    slug = record.offer.owner.slug
    body = {name: value for name, value in record.body.items() if slug not in granted or name in granted[slug]}
    values = {
        **body,
        "updatedAt": record.updated_at.isoformat(),
        "provider": _tenant(record.offer.owner),
        "offer": _offer(record.offer).values,
    }
    return _row(type_name, record.pk, record.updated_at, values, slug=slug, body=record.body)


def _comparable(value: Any) -> Any:
    """Moments as moments (PostgreSQL leaves out zeros at the end); objects as ordered pairs."""
    if isinstance(value, dict):
        return [(name, _comparable(part)) for name, part in value.items()]
    if isinstance(value, list):
        return [_comparable(part) for part in value]
    if isinstance(value, str) and MOMENT.match(value):
        return datetime.fromisoformat(value)
    return value


def _withheld(body: dict[str, Any]) -> list[str]:
    return [body[name] for name in ("description", "summary") if name in body]


def _codes(errors: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return sorted((tuple(error.get("path", ())), error["extensions"]["code"]) for error in errors)


def compare(api: Api, world: World, count: int, seed: int) -> int:
    """Compare ``count`` documents; returns how many of them gave data. An error shows the document."""
    compiled = gateway_schema().graphql
    plain = world.schema(compiled)
    rows = [row for listed in world.lists.values() for row in listed]
    writer = Writer(compiled, random.Random(seed))  # noqa: S311 - repeatable chance is what a test needs
    writer.cursors = [row.cursor for row in writer.chance.sample(rows, 6)]
    writer.ids = [row.values["id"] for row in writer.chance.sample(rows, 8)]
    secrets = [text for row in rows if row.slug == "brugge" for text in _withheld(row.body)]
    answered = 0
    for number in range(count):
        document, variables = writer.document()
        ours = api.ask(document, variables)
        if "data" not in ours:
            codes = {error["extensions"]["code"] for error in ours["errors"]}
            assert codes <= {"INVALID_DOCUMENT", "LIMIT_EXCEEDED"}, (number, document, ours)
            continue
        theirs = execute_sync(plain, parse(document), variable_values=variables)
        told = [{"path": error.path, "extensions": error.extensions} for error in theirs.errors or []]
        place = f"seed {seed}, document {number}: {document} {variables}"
        assert _codes(ours.get("errors", [])) == _codes(told), place
        assert _comparable(ours["data"]) == _comparable(theirs.data), place
        assert not any(secret in json.dumps(ours) for secret in secrets), place
        answered += 1
    return answered


def test_compiled_documents_answer_as_plain_resolvers_do(api: Api, world: World) -> None:
    assert compare(api, world, SHORT, seed=11) > SHORT * 0.6


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_thousands_of_compiled_documents_answer_as_plain_resolvers_do(api: Api, world: World, seed: int) -> None:
    assert compare(api, world, LONG // 5, seed=100 + seed) > LONG // 5 * 0.6
