"""What only an administrator can lay: done with that login, printed without it, and the print is enough."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
import typer
from django.conf import settings as house
from psycopg import sql
from typer.testing import CliRunner

from vlavirgem.cli import migrate
from vlavirgem.database.address import Roles
from vlavirgem.database.bootstrap import EXTENSIONS, bootstrap, missing_ground, take_turns, whole_ground
from vlavirgem_tenants.provisioning.migrating import prepare_database

NAME, ROLES = "vvg_printed", Roles(owner="vvg_printed_owner", gate="vvg_printed_gate")


def admin(database: str = "postgres") -> psycopg.Connection:
    assert house.ADMIN_ADDRESS is not None
    return psycopg.connect(**house.ADMIN_ADDRESS.database(database).as_conninfo(), autocommit=True)


@pytest.fixture
def bare(made_database: str) -> Iterator[None]:
    """A server without these roles and this database, before and after."""
    yield
    with admin() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME)))
        for role in (ROLES.tenants, ROLES.visitor, ROLES.gate, ROLES.owner):
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def run_script(script: list[str]) -> None:
    """As psql does, without asking for passwords."""
    session = admin()
    for line in script:
        if line.startswith("\\connect"):
            session.close()
            session = admin(NAME)
        elif not line.startswith("\\"):
            session.execute(line)
    session.close()


@pytest.mark.usefixtures("bare")
def test_what_is_printed_for_an_administrator_is_all_that_is_needed() -> None:
    with admin() as server:
        missing = missing_ground(server, NAME, ROLES)
    assert [line.split()[0] for line in missing[:7]] == ["CREATE"] * 4 + ["GRANT"] * 2 + ["CREATE"]
    assert len(missing) == 7 + len(EXTENSIONS) + 1

    run_script(whole_ground(NAME, ROLES))

    with admin(NAME) as done:
        assert missing_ground(done, NAME, ROLES) == []
        done.execute("DROP EXTENSION pg_trgm")
        assert missing_ground(done, NAME, ROLES) == ['CREATE EXTENSION IF NOT EXISTS "pg_trgm"']


def lay_ground() -> None:
    assert house.ADMIN_ADDRESS is not None
    bootstrap(house.ADMIN_ADDRESS, name=NAME, roles=ROLES, passwords={ROLES.gate: "genoeg-letters"})


@pytest.mark.usefixtures("bare")
def test_two_starts_at_once_on_an_empty_server_lay_the_ground_once() -> None:
    start = Barrier(2)

    def begin() -> None:
        start.wait(timeout=20)
        lay_ground()

    with ThreadPoolExecutor(2) as threads:
        for done in [threads.submit(begin) for _start in range(2)]:
            done.result(timeout=60)

    with admin(NAME) as town:
        assert missing_ground(town, NAME, ROLES) == []


@pytest.mark.usefixtures("bare")
def test_who_prepares_waits_for_a_migration_that_goes_on() -> None:
    lay_ground()
    with admin(NAME) as town:
        town.execute("DROP EXTENSION pg_trgm")
        missing = missing_ground(town, NAME, ROLES)
    with ThreadPoolExecutor(1) as threads:
        with admin(NAME) as migration:
            take_turns(migration)
            waiting = threads.submit(lay_ground)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=1)
            assert missing_ground(migration, NAME, ROLES) == missing
        waiting.result(timeout=60)
    with admin(NAME) as town:
        assert missing_ground(town, NAME, ROLES) == []


def run_migrate() -> Any:
    app = typer.Typer()
    app.command()(migrate.command)
    return CliRunner().invoke(app)


@pytest.mark.django_db
def test_migrate_prints_the_ground_and_stops_where_it_may_not_lay_it(made_database: str, settings: Any) -> None:
    settings.ENVIRONMENT = SimpleNamespace(embedded=None)
    settings.ADMIN_ADDRESS = None
    settings.OWNER_ADDRESS = replace(settings.OWNER_ADDRESS, user="vvg_nobody_here")
    done = run_migrate()
    assert done.exit_code == 1
    assert "CREATE ROLE" in done.stdout
    assert "\\connect" in done.stdout
    assert "cannot log in" in done.stderr


def test_without_the_administrators_login_a_complete_ground_is_left_alone(own_database: str, settings: Any) -> None:
    settings.ADMIN_ADDRESS = None
    prepare_database()
