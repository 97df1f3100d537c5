"""The wall as it stands, and without each of its stones in turn."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from tests.attack.wall_probes import probe_all, tables_of_the_commons
from tests.attack.wall_rows import READ_BY_ALL, Row, loosen, plant
from vlavirgem.database.bootstrap import GATE_SETTINGS
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall import guarantees
from vlavirgem_tenants.wall.building import build_wall, check_wall, plan
from vlavirgem_tenants.wall.closures import setting_stones
from vlavirgem_tenants.wall.guarantees import guarantee_stones
from vlavirgem_tenants.wall.policies import history_stones
from vlavirgem_tenants.wall.stones import Stone

# What somebody with power over the database does, and the stone that is named for it.
ALTERATIONS = [
    ("ALTER POLICY tenants_read ON pilots_pilot USING (true)", "policy tenants_read on pilots_pilot"),
    ("ALTER POLICY tenants_add ON pilots_kpi TO public", "policy tenants_add on pilots_kpi"),
    ("CREATE POLICY more ON pilots_pilot FOR SELECT USING (true)", "no other policy on pilots_pilot"),
    ("GRANT SELECT ON exchange_chain_head TO {aalst}", "grants on exchange_chain_head"),
    ("GRANT SELECT (statements) ON wall_template TO {tenants}", "grants on wall_template"),
    ("GRANT SELECT ON pilots_pilot TO {tenants} WITH GRANT OPTION", "grants on pilots_pilot"),
    ("GRANT SELECT ON django_migrations TO PUBLIC", "each organisation's tables are open to its own role only"),
    ("GRANT USAGE ON SCHEMA {aalst} TO {brugge}", "each schema is open to its own role only"),
    (
        "GRANT SELECT (password) ON {aalst}.people_user TO {brugge}",
        "each organisation's tables are open to its own role only",
    ),
    ("GRANT {aalst} TO {brugge}", "no tenant's role is a member of another"),
    ("GRANT pg_read_all_data TO {gate}", "no tenant's role is a member of another"),
    (
        "ALTER TABLE purchases_lot DISABLE TRIGGER purchases_frozen",
        "trigger purchases_frozen on purchases_lot",
    ),
    (
        "ALTER FUNCTION purchases_keep_stage() SECURITY DEFINER",
        "function purchases_keep_stage",
    ),
    ("GRANT EXECUTE ON FUNCTION exchange_do_act TO {brugge}", "who calls exchange_do_act"),
    ("ALTER VIEW exchange_incoming_event RESET (security_barrier)", "view exchange_incoming_event"),
]


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
    stones = [stone for stone in plan() if stone not in [*at_login, *_seen_by_check_only()]]
    assert len(stones) == len(plan()) - len(GATE_SETTINGS) - len(_seen_by_check_only())
    unnoticed = [stone.name for stone in stones if not _is_noticed(session, stone, tenants[:3], planted)]
    assert unnoticed == []


def test_taking_out_any_guarantee_of_a_room_is_seen_and_it_is_put_back(session: psycopg.Connection) -> None:
    stones = _seen_by_check_only()
    assert {word for stone in stones for word in stone.name.split()[:1]} == {
        *("function", "who", "view", "constraint", "trigger", "no")
    }
    for stone in stones:
        session.execute("SAVEPOINT stone")
        session.execute(stone.take)
        assert not _holds(session, stone), stone.name
        _put_as_owner(session, stone)
        assert _holds(session, stone), stone.name
        session.execute("ROLLBACK TO SAVEPOINT stone")


@pytest.mark.parametrize("what", ["trigger", "constraint"])
def test_a_guarantee_that_a_later_migration_writes_anew_is_put_up_as_it_has_it(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given two of one name on two tables
    texts = {
        "trigger": "CREATE TRIGGER kept BEFORE {} ON {} FOR EACH ROW EXECUTE FUNCTION keep()",
        "constraint": "ALTER TABLE {1} ADD CONSTRAINT kept CHECK ({0} IS NULL)",
    }
    first, other, later = (texts[what].format(*words) for words in (("a", "one"), ("a", "two"), ("b", "one")))

    # When a later migration writes the first anew
    monkeypatch.setattr(guarantees, "_statements", lambda: iter([first, other, later]))
    stones = {stone.name: stone for stone in guarantee_stones(settings.DATABASE_ROLES)}

    # Then that is its only text, and the other's stays
    assert [stone.name for stone in guarantee_stones(settings.DATABASE_ROLES)] == [*stones]
    assert [stones[f"{what} kept on {table}"].put[1].strip() for table in ("one", "two")] == [later, other]


def test_each_stone_that_was_altered_is_named_and_put_back(session: psycopg.Connection, tenants: list[Tenant]) -> None:
    # Given a wall that stands, also beside a role of the operator's own that reads for a backup
    session.execute("CREATE ROLE backups_of_a_test")
    session.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO backups_of_a_test")
    stones = [*plan()]
    assert [one.name for one in stones if not _holds(session, one)] == []
    roles = settings.DATABASE_ROLES
    names = {"aalst": tenants[0].schema_name, "brugge": tenants[1].schema_name}
    for deed, stone in ALTERATIONS:
        # When somebody with power over the database opens it a little, then just that is named
        session.execute("SAVEPOINT deed")
        session.execute(deed.format(tenants=roles.tenants, gate=roles.gate, **names))
        open_stones = [one for one in stones if not _holds(session, one)]
        assert [one.name for one in open_stones] == [stone], deed

        # And putting it back closes it, and takes nothing else away
        _put_as_owner(session, open_stones[0])
        assert [one.name for one in stones if not _holds(session, one)] == [], deed
        session.execute("ROLLBACK TO SAVEPOINT deed")


@pytest.mark.parametrize("setting", GATE_SETTINGS)
def test_taking_away_a_setting_of_the_gates_login_is_noticed(own_database: str, setting: str) -> None:
    # Given a login that has it (only a login shows: so it is committed, on this copy)
    stones = dict(zip(GATE_SETTINGS, setting_stones(settings.DATABASE_ROLES, own_database), strict=True))
    assert _at_login(own_database, setting) == GATE_SETTINGS[setting]

    # When it is taken away
    with psycopg.connect(**settings.ADMIN_ADDRESS.database(own_database).as_conninfo(), autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {settings.DATABASE_ROLES.gate} RESET ALL")  # of the role alone: nothing needs it
        admin.execute(stones[setting].take)

    # Then the next login lacks it, the check names it, and building the wall brings it back
    assert setting == "TimeZone" or _at_login(own_database, setting) != GATE_SETTINGS[setting]
    assert check_wall().missing == (stones[setting],)
    assert build_wall() == []
    assert _at_login(own_database, setting) == GATE_SETTINGS[setting]


def _seen_by_check_only() -> list[Stone]:
    """What the probes cannot see. They look at rows with triggers switched off: the rooms' tests see what each does.
    And one more policy to read tells nothing about a table that everybody reads."""
    open_to_all = {f"no other policy on {table}" for table in READ_BY_ALL}
    return [
        *guarantee_stones(settings.DATABASE_ROLES),
        list(history_stones(settings.DATABASE_ROLES))[1],
        *(stone for stone in plan() if stone.name in open_to_all),
    ]


def _holds(session: psycopg.Connection, stone: Stone) -> bool:
    return session.execute(stone.holds).fetchone() == (True,)


def _put_as_owner(session: psycopg.Connection, stone: Stone) -> None:
    session.execute(f"SET ROLE {'NONE' if stone.by_admin else settings.DATABASE_ROLES.owner}")
    for statement in stone.put:
        session.execute(statement)
    session.execute("SET ROLE NONE")


def _at_login(database: str, setting: str) -> str:
    with psycopg.connect(**settings.GATE_ADDRESS.database(database).as_conninfo()) as gate:
        row = gate.execute(f"SHOW {setting}").fetchone()
    return str(row[0]) if row else ""


def _is_noticed(session: psycopg.Connection, stone: Stone, tenants: list[Tenant], rows: list[Row]) -> bool:
    """Whether the probes turn red without the stone (and the wall's own check sees it too)."""
    session.execute("SAVEPOINT stone")
    session.execute(stone.take)
    table = stone.name.rpartition(" on ")[2]
    concerned = [row for row in rows if row.model._meta.db_table == table]
    noticed = bool(probe_all(session, tenants, concerned))
    seen_by_check = session.execute(stone.holds).fetchone() == (False,)
    session.execute("ROLLBACK TO SAVEPOINT stone")
    return noticed and seen_by_check
