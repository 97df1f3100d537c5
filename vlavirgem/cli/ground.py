"""The ground that each command stands on: a database that runs, and refusals that a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import psycopg
import typer
from django.conf import settings
from django.db import OperationalError, ProgrammingError, connections
from django.utils.translation import gettext as _
from rich.console import Console

from vlavirgem.database.embedded import ServerError
from vlavirgem.refusal import Refusal

out = Console()
err = Console(stderr=True)
# Of a database that is half made: a table, a column or a schema that is not there yet, or not granted yet.
NOT_PREPARED = {"42P01", "42703", "3F000", "42501"}


@contextmanager
def database() -> Iterator[None]:
    """Have the database at hand: the embedded server is started, or shared with the command that runs it."""
    server = settings.ENVIRONMENT.embedded
    try:
        if server is None:
            yield
        else:
            with server.running():
                yield
                connections.close_all()
    except Refusal as refusal:
        fail(refusal.message, place=refusal.place, remedy=refusal.remedy, details=refusal.details)
    except ServerError as error:
        fail(str(error))
    except (OperationalError, psycopg.OperationalError) as error:
        fail(
            _("The database cannot be reached: %(error)s") % {"error": error},
            remedy=_("Is it prepared? Run: vlavirgem migrate"),
        )
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) not in NOT_PREPARED:
            raise
        fail(
            _("The database is not prepared, or not up to date: %(error)s") % {"error": error},
            remedy=_("Run: vlavirgem migrate"),
        )


def fail(message: str, *, place: str = "", remedy: str = "", details: tuple[dict[str, str], ...] = ()) -> NoReturn:
    """Say what is wrong, where, and what to do; end with exit code 1."""
    err.print(message, style="bold red", markup=False)
    if place:
        err.print("  " + _("at: %(place)s") % {"place": place}, markup=False)
    for detail in details:
        err.print("  - " + " · ".join(value for value in detail.values() if value), markup=False)
    if remedy:
        err.print(remedy, markup=False)
    raise typer.Exit(1)
