"""When the database did not do its work: what is told to who asked, and to who operates the installation."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.refusal import Refusal

# SQLSTATEs: PostgreSQL manual, appendix A.
# No lock within lock_timeout, a deadlock, statement_timeout, transactions that cannot be put in order, no more logins.
BUSY: Final = {"55P03", "40P01", "57014", "40001", "53300"}
FULL: Final = {"53100"}
SECONDS_TO_WAIT: Final = 5

DATABASE_CODES: Final[dict[str, Any]] = {
    "database-busy": gettext_lazy("The database was too busy, nothing was done; Retry-After says when to try again."),
    "database-full": gettext_lazy("The disk of the installation is full: reading works, changing nothing."),
    "database-unreachable": gettext_lazy("The database cannot be reached. Nothing was done; try again later."),
    "nul-in-address": gettext_lazy("What is asked for in the address holds a NUL character, which no text has."),
}
"""What each code means, for the page that the ``type`` of a problem points to."""

logger = logging.getLogger("vlavirgem.database")


def is_busy(error: Exception) -> bool:
    """Whether others were at work: it waited too long for a lock, for a statement, or for another in a circle.

    Trying again may well go right.
    """
    return _state(error) in BUSY


def database_refusal(error: Exception) -> Refusal:
    """What is told: busy, full, or (08*, 57P*, a socket that broke) out of reach."""
    if is_busy(error):
        return busy_database()
    return full_database() if _state(error) in FULL else unreachable_database()


def log_database_problem(error: Exception) -> None:
    """Tell the operator: what passes as a warning, a full disk with what to do, the rest with its trace."""
    if is_busy(error):
        logger.warning("A request waited too long for the database and was not done: %s", _first_line(error))
    elif _state(error) in FULL:
        logger.error(
            "The database's disk is full (%s). Nothing can be saved until there is room: make the volume larger, or "
            "look for what fills it (vlavirgem tryout prune --dry-run, old logs, backups beside the data).",
            _first_line(error),
        )
    else:
        logger.error("The database cannot be reached", exc_info=error)


def busy_database() -> Refusal:
    """What is told when the database is there, and others were at work on the same."""
    return Refusal(
        _("It is too busy here just now, so this step was not done. Nothing of it was saved."),
        remedy=_("Try again in a few seconds."),
        code="database-busy",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        retry_after=SECONDS_TO_WAIT,
    )


def full_database() -> Refusal:
    """What is told when there is no room left to write."""
    return Refusal(
        _("There is no room left to save anything. Nothing of what you did in this step was saved."),
        remedy=_("Tell who runs this installation; until then you can look, but change nothing."),
        code="database-full",
        status=HTTPStatus.INSUFFICIENT_STORAGE,
    )


def unreachable_database() -> Refusal:
    """What a person is told when the database went away."""
    return Refusal(
        _("The database cannot be reached just now. Nothing of what you did in this step was saved."),
        remedy=_("Wait a moment and try again; what you typed is still in your browser's previous page."),
        code="database-unreachable",
        status=HTTPStatus.SERVICE_UNAVAILABLE,
    )


def nul_in_address() -> Refusal:
    """What is told where the address asks for a text that PostgreSQL cannot hold: nobody types it, a scanner does."""
    return Refusal(
        _("The address holds a NUL character, which no text has."),
        remedy=_("Take %(sign)s out of it.") % {"sign": "%00"},
        code="nul-in-address",
        status=HTTPStatus.BAD_REQUEST,
    )


def _state(error: Exception) -> str | None:
    state: str | None = getattr(error.__cause__ or error, "sqlstate", None)
    return state


def _first_line(error: Exception) -> str:
    """Without the details, which may quote what a row holds."""
    return str(error).partition("\n")[0]
