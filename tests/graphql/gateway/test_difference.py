"""Random documents, compiled against plain resolvers over the same data: no difference, and nothing ungranted."""

from __future__ import annotations

import json
import random
import re
from datetime import datetime
from typing import Any

import pytest
from graphql import GraphQLEnumType, execute_sync, parse

from tests.graphql.gateway.conftest import Api, agree, offer_records
from tests.graphql.gateway.domain_pilots import open_pilot, open_try_out, share_pages
from tests.graphql.gateway.domain_purchases import open_purchase
from tests.graphql.gateway.domain_rows import publish_services
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
    GRANTED,
    PROJECT_FIELDS,
    figures_of,
    offer_matches,
    orders_of,
    record_matches,
    record_rows,
)
from tests.graphql.gateway.plain_resolvers import Matches, World
from tests.graphql.gateway.plain_services import (
    organisation_matches,
    organisation_rows,
    service_matches,
    service_rows,
    version_rows,
)
from tests.graphql.gateway.random_documents import Writer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SHORT, LONG = 300, 5_000
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$")
ROOTS = {
    "publicServices": "PublicService",
    "projects": "Project",
    "offers": "Offer",
    "agreements": "Agreement",
    "organisations": "Organisation",
    "services": "Service",
    "tryOuts": "TryOut",
    "pilots": "Pilot",
    "jointPurchases": "JointPurchase",
    "sharedPages": "SharedPage",
}
MATCHES: dict[str, Matches] = {
    "PublicService": record_matches(GRANTED),
    "Project": record_matches(PROJECT_FIELDS),
    "Offer": offer_matches,
    "Organisation": organisation_matches,
    "Service": service_matches,
    "TryOut": matches_of("state"),
    "TryOutCall": matches_of("verdict"),
    "Pilot": matches_of("state"),
    "JointPurchase": matches_of("stage"),
    "SharedPage": shared_page_matches,
}

# Of Brugge's seven records these are two, and a condition stands on a field that is not granted.
ROWS = {
    "brugge": (
        Condition(field="type", operator=Operator.IS_NOT, values=("advies",)),
        Condition(field="keywords", operator=Operator.IS, values=("w1", "w2", "w4")),
    )
}


@pytest.fixture
def world(aalst: Tenant, brugge: Tenant, genk: Tenant) -> World:
    """Aalst has its own offer, agreements with Brugge and with Genk on other fields; each has services."""
    offers = {
        "aalst": offer_records(aalst, 3),
        "brugge": offer_records(brugge, 7),
        "genk": offer_records(genk, 4, title='Genkse "producten"'),
    }
    for slug, fields in GRANTED.items():
        agree(aalst, offers[slug], sorted(fields), rows=ROWS.get(slug, ()))
    for tenant, count in ((brugge, 5), (genk, 6)):
        agree(aalst, offer_records(tenant, count, kind="project"), sorted(PROJECT_FIELDS[tenant.slug]))
    for tenant in (aalst, brugge, genk):
        services = publish_services(tenant)
        share_pages(tenant, genk if tenant != genk else aalst)
    with tenant_scope(genk):
        version = services["whole"].versions.get(number=3)
    open_pilot(aalst, partners=(genk, brugge), tryout=open_try_out(aalst, version))
    shared = open_pilot(brugge, partners=(aalst,), tryout=open_try_out(brugge, version))
    open_purchase(brugge, aalst, left=genk, pilot=shared)
    open_purchase(genk, brugge, left=aalst, pilot=open_pilot(genk))
    open_purchase(aalst)
    return world_of(aalst, readable={"PublicService": set(offers), "Project": set(PROJECT_FIELDS)})


def world_of(reader: Tenant, *, readable: dict[str, set[str]]) -> World:
    """What a tenant reads of everything."""
    world = World(rows={}, roots=ROOTS, matches=MATCHES, readable=readable)
    for type_name, granted in (("PublicService", GRANTED), ("Project", PROJECT_FIELDS)):
        world.orders[type_name] = orders_of(world, type_name, granted)
        world.figures[type_name] = figures_of(granted)
    with tenant_scope(reader):
        world.rows |= {
            **record_rows(world),
            "Organisation": organisation_rows(world),
            "Service": service_rows(world),
            "ServiceVersion": version_rows(world, reader),
            **try_out_rows(world),
            "Pilot": pilot_rows(world),
            **part_rows(world),
            **purchase_rows(world),
            "SharedPage": shared_page_rows(world),
        }
    return world


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
    rows = [row for listed in world.rows.values() for row in listed]
    records = [row for name in world.readable for row in world.rows[name]]
    writer = Writer(compiled, random.Random(seed), list(world.roots))  # noqa: S311 - repeatable chance is what a test needs
    writer.cursors = {
        name: [row.cursor for row in writer.chance.sample(listed, min(len(listed), 4))]
        for name, listed in world.rows.items()
    }
    for name in world.readable:
        orders = compiled.type_map[f"{name}Order"]
        assert isinstance(orders, GraphQLEnumType)
        for order in orders.values:
            placed = writer.chance.sample(world.in_order(name, order), 4)
            writer.ordered_cursors[name, order] = [row.cursor for row in placed]
    writer.ids = [row.values["id"] for row in writer.chance.sample(rows, 40)]
    secrets = [text for row in records if row.search["slug"] == "brugge" for text in _withheld(row.search["body"])]
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
