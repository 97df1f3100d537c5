"""The guarantees of the rooms as stones: functions, views, triggers and constraints that their migrations write in SQL.

They are read out of the migrations themselves, so that nothing has to be listed a second time: what a migration of
the shared schema creates with RunSQL is looked at by `vlavirgem doctor` and put back by `vlavirgem migrate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from django.apps import apps
from django.conf import settings
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader

from vlavirgem.database.address import Roles
from vlavirgem_tenants.wall.rights import function_rights_stone
from vlavirgem_tenants.wall.seals import (
    Sealed,
    sealed_constraint,
    sealed_function,
    sealed_trigger,
    sealed_view,
)
from vlavirgem_tenants.wall.stones import Stone

FUNCTION = re.compile(r"CREATE (?:OR REPLACE )?FUNCTION (?:public\.)?(?P<name>\w+)\(.*?\$\$.*?\$\$", re.DOTALL)
VIEW = re.compile(r"CREATE (?:OR REPLACE )?VIEW (?:public\.)?(?P<name>\w+) [^;]*")
CONSTRAINT = re.compile(r"ALTER TABLE (?:public\.)?(?P<table>\w+) ADD CONSTRAINT (?P<name>\w+)\s[^;]*")
TRIGGER = re.compile(r"CREATE (?:CONSTRAINT )?TRIGGER (?P<name>\w+) [^;]*? ON (?:public\.)?(?P<table>\w+)\s[^;]*")
CALLABLE = re.compile(r"GRANT EXECUTE ON FUNCTION (?:public\.)?(?P<name>\w+)\(")


def guarantee_stones(roles: Roles) -> Iterator[Stone]:
    """What the migrations of the commons made: functions first, since triggers and views stand on them."""
    text = "\n;\n".join(_statements())
    open_to_tenants = set(CALLABLE.findall(text))
    for name, statement in _last_of_each(FUNCTION, text).items():
        yield _stone(
            f"function {name}",
            statement.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1),
            f"DROP FUNCTION public.{name} CASCADE",
            sealed_function(name, statement),
        )
        yield function_rights_stone(name, roles, to_tenants=name in open_to_tenants)
    for name, statement in _last_of_each(VIEW, text).items():
        yield _stone(
            f"view {name}",
            statement.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1),
            f"DROP VIEW public.{name}",
            sealed_view(name, statement),
        )
    yield from _parts("constraint", CONSTRAINT, sealed_constraint, text)
    yield from _parts("trigger", TRIGGER, sealed_trigger, text)


def _last_of_each(pattern: re.Pattern[str], text: str) -> dict[str, str]:
    """Each by its name, as the last migration that writes it has it."""
    return {found["name"]: found[0] for found in pattern.finditer(text)}


def _parts(what: str, pattern: re.Pattern[str], seal: Callable[[str, str, str], Sealed], text: str) -> Iterator[Stone]:
    drop = {
        "constraint": "ALTER TABLE public.{table} DROP CONSTRAINT {if_exists}{name} CASCADE",  # others may stand on it
        "trigger": "DROP TRIGGER {if_exists}{name} ON public.{table}",
    }[what]
    last = {(found["name"], found["table"]): found[0] for found in pattern.finditer(text)}  # as `_last_of_each` does
    for (name, table), statement in last.items():
        take, clear = (drop.format(table=table, name=name, if_exists=word) for word in ("", "IF EXISTS "))
        yield _stone(f"{what} {name} on {table}", statement, take, seal(table, name, statement), clear)


def _stone(name: str, make: str, take: str, sealed: Sealed, *before: str) -> Stone:
    return Stone(name=name, put=(*before, make, sealed.put), take=take, holds=sealed.holds)


def _statements() -> Iterator[str]:
    """All SQL that the migrations of the shared schema run, in their order."""
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for (app, _name), migration in sorted(on_disk.items()):
        if apps.get_app_config(app).name in settings.SHARED_APPS:
            yield from (str(step.sql) for step in migration.operations if isinstance(step, RunSQL))
