"""Migration 0002 takes back all that it made."""

from __future__ import annotations

from importlib import import_module

import psycopg
from django.conf import settings

migration = import_module("vlavirgem_sandbox.purchases.migrations.0002_invariants")
LEFT = (
    "SELECT (SELECT count(*) FROM pg_proc WHERE proname LIKE 'purchases\\_%' AND prorettype = 'trigger'::regtype), "
    "(SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'purchases\\_%' AND NOT tgisinternal)"
)


def test_nothing_is_left_of_the_functions_and_triggers_and_they_can_be_made_again(own_database: str) -> None:
    with psycopg.connect(**settings.OWNER_ADDRESS.database(own_database).as_conninfo()) as owner:
        made = owner.execute(LEFT).fetchone()
        assert made is not None
        assert made[0] == migration.SQL.count("CREATE FUNCTION")
        assert made[1] == migration.SQL.count("CREATE TRIGGER")

        owner.execute(migration.REVERSE)
        assert owner.execute(LEFT).fetchone() == (0, 0)

        owner.execute(migration.SQL)
        assert owner.execute(LEFT).fetchone() == made
