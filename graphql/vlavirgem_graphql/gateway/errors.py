"""Errors that a client can act on: each has a stable code; what is nobody's business is masked by an id the log has.

Messages are in the reader's language, those of graphql-core too; clients match on the code, which never changes.
"""

from __future__ import annotations

import logging
from typing import Any
from uuid import uuid4

import psycopg
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from graphql import GraphQLError, GraphQLFormattedError

from vlavirgem.graphql_requests.wording import in_our_words
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.codes import CODES

log = logging.getLogger(__name__)

SYNTAX, INVALID, MASKED = "SYNTAX_ERROR", "INVALID_DOCUMENT", "INTERNAL_ERROR"


def refused(message: str, *, code: str, **extensions: Any) -> GraphQLError:
    """An error to raise from a field: it gets its path and reaches the client as it is."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def formatted(error: GraphQLError, *, code: str = INVALID) -> GraphQLFormattedError:
    """The error as the client gets it, always with ``extensions.code``; ``code`` is for one that has none.

    What was raised by chance (a bug, the database) is logged under an id and leaves only that id.
    """
    cause = error.original_error
    shown: GraphQLFormattedError
    if cause is None or isinstance(cause, GraphQLError):
        shown = error.formatted
        said = shown.get("extensions", {})
        if "code" not in said:
            shown["message"] = in_our_words(error.message, CODES.get(code, ""))
        shown["extensions"] = {"code": code, **said}
        return shown
    message, extensions = _explained(cause)
    shown = {"message": message, "extensions": extensions}
    if error.path:
        shown["path"] = error.path
    return shown


def _explained(cause: Exception) -> tuple[str, dict[str, Any]]:
    match cause:
        case Refusal():
            code = cause.code.upper().replace("-", "_")
            return str(cause), {"code": code, **({"place": cause.place} if cause.place else {})}
        case ValidationError():
            return " ".join(cause.messages), {"code": "INVALID_VALUE"}
        case psycopg.errors.QueryCanceled():
            return _("The query took too long. Ask for less at once."), {"code": "TIMEOUT"}
        case psycopg.DataError():
            return _("A value cannot be used here: it is too large or holds a NUL character."), {"code": "BAD_VALUE"}
    return masked(cause)


def masked(cause: Exception) -> tuple[str, dict[str, Any]]:
    """A message that tells nothing but an id; the log has the rest under that id."""
    error_id = uuid4().hex
    log.error("gateway error %s", error_id, exc_info=cause)
    return _("Something went wrong on our side. Mention the id when you report it."), {"code": MASKED, "id": error_id}
