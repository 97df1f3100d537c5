"""Random documents, compiled against plain resolvers over the same data: no difference, and nothing ungranted."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from graphql import execute_sync, parse

from tests.graphql.gateway.conftest import Api
from tests.graphql.gateway.plain_resolvers import World
from tests.graphql.gateway.random_documents import LEFT_OUT_TYPES, Writer
from tests.graphql.gateway.reach import nodes_of
from tests.graphql.gateway.whole_world import make_rows, whole_schema, withheld_texts, world_of
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_tenants.directory.models import Tenant

SHORT, LONG = 300, 5_000
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$")


@pytest.fixture(autouse=True)
def _rows(
    network: Tenant, aalst: Tenant, brugge: Tenant, genk: Tenant, api_for: Callable[..., Api], settings: Any
) -> None:
    settings.GATEWAY_POINTS_A_MINUTE = settings.GATEWAY_POINTS_AN_HOUR = 10**9
    make_rows(network, aalst, brugge, genk, api_for)


@pytest.fixture
def world(aalst: Tenant) -> World:
    """What Aalst reads: it has its own, and agreements with Brugge and with Genk on half of each kind's fields."""
    return world_of(aalst, partners=("brugge", "genk"))


@pytest.fixture
def secrets(world: World, brugge: Tenant, genk: Tenant) -> set[str]:
    """What no answer to Aalst may hold."""
    found = withheld_texts(world, brugge, genk)
    assert len(found) > 100
    return found


def test_there_are_rows_of_every_type(world: World) -> None:
    assert world.rows.keys() == {*nodes_of(whole_schema()), "Found"} - LEFT_OUT_TYPES.keys()
    assert [name for name, rows in world.rows.items() if not rows] == []


@pytest.fixture
def program(aalst: Tenant, api_for: Callable[..., Api]) -> Api:
    """A program of Aalst that sees its datasets as well."""
    return api_for(aalst, scopes=(KeyScope.DATA,))


def _comparable(value: Any) -> Any:
    """Moments as moments (PostgreSQL leaves out zeros at the end); objects as ordered pairs."""
    if isinstance(value, dict):
        return [(name, _comparable(part)) for name, part in value.items()]
    if isinstance(value, list):
        return [_comparable(part) for part in value]
    if isinstance(value, str) and MOMENT.match(value):
        return datetime.fromisoformat(value)
    return value


def _codes(errors: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    return sorted((tuple(map(str, error.get("path", ()))), error["extensions"].get("code", error)) for error in errors)


def writer_of(world: World, others: list[World], seed: int) -> Writer:
    """A writer that has cursors and ids of what can be read, and ids of what others see."""
    chance = random.Random(seed)  # noqa: S311 - repeatable chance is what a test needs
    writer = Writer(whole_schema(), chance, list(world.roots))
    for name, rows in world.rows.items():
        writer.cursors[name] = [row.cursor for row in chance.sample(rows, min(len(rows), 4))]
    for name in world.readable:
        for order in writer.orders(name):
            placed = world.in_order(name, order)
            writer.ordered_cursors[name, order] = [row.cursor for row in chance.sample(placed, min(len(placed), 4))]
    for seen, most in ((world, 4), *((other, 1) for other in others)):
        for name, rows in seen.rows.items():
            chosen = chance.sample(rows, min(len(rows), most)) if name != "Found" else []
            writer.ids += [(name, row.values["id"]) for row in chosen]
    writer.datasets = [key for name, key in writer.ids if name == "Dataset"]
    return writer


def compare(api: Api, world: World, writer: Writer, count: int, secrets: set[str]) -> int:
    """Compare ``count`` documents that are answered; returns how many were written for that. An error shows the
    document."""
    plain = world.schema(writer.schema)
    answered = written = 0
    while answered < count and written < 2 * count:
        document, variables = writer.document()
        written += 1
        ours = api.ask(document, variables)
        if "data" not in ours:
            codes = {error["extensions"]["code"] for error in ours["errors"]}
            assert codes <= {"INVALID_DOCUMENT", "LIMIT_EXCEEDED"}, (written, document, ours)
            continue
        theirs = execute_sync(plain, parse(document), variable_values=variables)
        told = [
            {"path": error.path, "extensions": error.extensions or {"code": str(error)}}
            for error in theirs.errors or []
        ]
        place = f"document {written}: {document} {variables}"
        assert _codes(ours.get("errors", [])) == _codes(told), place
        assert _comparable(ours["data"]) == _comparable(theirs.data), place
        text = json.dumps(ours, ensure_ascii=False)
        assert not [secret for secret in secrets if json.dumps(secret, ensure_ascii=False)[1:-1] in text], place
        answered += 1
    assert answered == count
    return written


def test_compiled_documents_answer_as_plain_resolvers_do(
    program: Api, world: World, secrets: set[str], genk: Tenant
) -> None:
    writer = writer_of(world, [world_of(genk)], seed=11)

    assert compare(program, world, writer, SHORT, secrets) * 0.6 < SHORT


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_thousands_of_compiled_documents_answer_as_plain_resolvers_do(
    program: Api, world: World, secrets: set[str], genk: Tenant, brugge: Tenant, seed: int
) -> None:
    writer = writer_of(world, [world_of(genk), world_of(brugge)], seed=100 + seed)

    assert compare(program, world, writer, LONG // 5, secrets) * 0.6 < LONG // 5


def test_who_has_no_agreement_reads_no_record_whatever_it_asks(
    agency: Tenant, aalst: Tenant, brugge: Tenant, genk: Tenant, api_for: Callable[..., Api]
) -> None:
    world = world_of(agency)
    secrets = withheld_texts(world, aalst, brugge, genk)
    writer = writer_of(world, [world_of(aalst), world_of(brugge)], seed=23)

    written = compare(api_for(agency, scopes=(KeyScope.DATA,)), world, writer, SHORT, secrets)

    assert not world.records()
    assert written * 0.6 < SHORT
