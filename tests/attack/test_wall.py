"""The wall as it stands, and without each of its stones in turn."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from tests.attack.wall_probes import probe_all, tables_of_the_commons
from tests.attack.wall_rows import Row, loosen, plant
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall.building import check_wall, plan
from vlavirgem_tenants.wall.stones import Stone


@pytest.fixture
def tenants(own_database: str) -> list[Tenant]:
    return [find_tenant(slug) for slug in ("aalst", "brugge", "genk", "agentschap", "net")]


@pytest.fixture
def session(own_database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**settings.ADMIN_ADDRESS.database(own_database).as_conninfo()) as session:
        yield session
        session.rollback()


@pytest.fixture
def planted(session: psycopg.Connection, tenants: list[Tenant]) -> list[Row]:
    loosen(session)
    return plant(session, tenants[0], tenants[1])


def test_every_tenant_role_reaches_exactly_its_own(
    session: psycopg.Connection, tenants: list[Tenant], planted: list[Row]
) -> None:
    assert len({row.model for row in planted}) == tables_of_the_commons()
    assert probe_all(session, tenants, planted) == []


def test_every_stone_is_in_its_place(own_database: str) -> None:
    state = check_wall()
    assert state.stands, [stone.name for stone in state.missing]
    assert state.stones > 5 * tables_of_the_commons()


def test_taking_out_any_one_stone_is_noticed(
    session: psycopg.Connection, tenants: list[Tenant], planted: list[Row]
) -> None:
    unnoticed = [stone.name for stone in plan() if not _is_noticed(session, stone, tenants[:3], planted)]
    assert unnoticed == []


def _is_noticed(session: psycopg.Connection, stone: Stone, tenants: list[Tenant], rows: list[Row]) -> bool:
    """Whether the probes turn red without the stone (and the wall's own check sees it too)."""
    session.execute("SAVEPOINT stone")
    session.execute(stone.take)  # type: ignore[arg-type]
    table = stone.name.rpartition(" on ")[2]
    concerned = [row for row in rows if row.model._meta.db_table == table]
    noticed = bool(probe_all(session, tenants, concerned))
    seen_by_check = session.execute(stone.holds).fetchone() == (False,)  # type: ignore[arg-type]
    session.execute("ROLLBACK TO SAVEPOINT stone")
    return noticed and seen_by_check
