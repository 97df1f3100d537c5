"""A database that is half prepared is told in words, by each command alike."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings as house
from typer.testing import Result

from vlavirgem.cli import tenant


@pytest.mark.parametrize(
    "half_made",
    [
        "ALTER TABLE public.directory_tenant RENAME TO not_there_yet",
        "ALTER TABLE public.directory_tenant RENAME COLUMN ovo_code TO not_there_yet",
        "REVOKE SELECT ON public.directory_tenant FROM PUBLIC, vvg_gate_visitor",
    ],
)
@pytest.mark.usefixtures("in_english")
def test_a_half_prepared_database_says_what_to_run(
    own_database: str, command: Callable[..., Result], half_made: str
) -> None:
    # Given a list that works
    whole = command(tenant.app, "list")
    assert whole.exit_code == 0
    assert "aalst" in whole.stdout

    # When a part of the database is not there
    with psycopg.connect(**house.ADMIN_ADDRESS.database(own_database).as_conninfo()) as admin:
        admin.execute(half_made)

    # Then there is a remedy, and no traceback
    done = command(tenant.app, "list")
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert "Run: vlavirgem migrate" in done.stderr
