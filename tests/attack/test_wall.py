"""The wall as it stands, and without each of its stones in turn."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from tests.attack.wall_probes import probe_all, tables_of_the_commons
from tests.attack.wall_rows import Row, loosen, plant
from vlavirgem.database.bootstrap import GATE_SETTINGS
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall.building import build_wall, check_wall, plan
from vlavirgem_tenants.wall.closures import setting_stones
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
    at_login = list(setting_stones(settings.DATABASE_ROLES, settings.DATABASES["default"]["NAME"]))
    stones = [stone for stone in plan() if stone not in at_login]
    assert len(stones) == len(plan()) - len(GATE_SETTINGS)
    unnoticed = [stone.name for stone in stones if not _is_noticed(session, stone, tenants[:3], planted)]
    assert unnoticed == []


@pytest.mark.parametrize("setting", GATE_SETTINGS)
def test_taking_away_a_setting_of_the_gates_login_is_noticed(own_database: str, setting: str) -> None:
    # Given a login that has it (only a login shows: so it is committed, on this copy)
    stones = dict(zip(GATE_SETTINGS, setting_stones(settings.DATABASE_ROLES, own_database), strict=True))
    assert _at_login(own_database, setting) == GATE_SETTINGS[setting]

    # When it is taken away
    with psycopg.connect(**settings.ADMIN_ADDRESS.database(own_database).as_conninfo(), autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {settings.DATABASE_ROLES.gate} RESET ALL")  # of the role alone: nothing needs it
        admin.execute(stones[setting].take)  # type: ignore[arg-type]

    # Then the next login lacks it, the check names it, and building the wall brings it back
    assert setting == "TimeZone" or _at_login(own_database, setting) != GATE_SETTINGS[setting]
    assert check_wall().missing == (stones[setting],)
    assert build_wall() == []
    assert _at_login(own_database, setting) == GATE_SETTINGS[setting]


def _at_login(database: str, setting: str) -> str:
    with psycopg.connect(**settings.GATE_ADDRESS.database(database).as_conninfo()) as gate:
        row = gate.execute(f"SHOW {setting}").fetchone()
    return str(row[0]) if row else ""


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
