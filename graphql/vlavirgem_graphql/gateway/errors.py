"""Errors that a client can act on: each has a stable code, and the id under which the log has the request.

Messages are in the reader's language, those of graphql-core too; clients match on the code, which never changes.
"""

from __future__ import annotations

import logging
from typing import Any

import psycopg
from django.core.exceptions import ValidationError
from django.db import DataError, OperationalError
from django.utils.translation import gettext as _
from graphql import GraphQLError, GraphQLFormattedError

from vlavirgem.graphql_requests.wording import in_our_words
from vlavirgem.refusal import Refusal
from vlavirgem.settings.logs import request_id
from vlavirgem_graphql.gateway.codes import CODES
from vlavirgem_tenants.requests.database_problems import busy_database, is_busy

log = logging.getLogger(__name__)

# What a statement that was prepared before a migration finds after it.
_OTHER_TABLES = (psycopg.errors.FeatureNotSupported, psycopg.errors.UndefinedColumn, psycopg.errors.UndefinedTable)
SYNTAX, INVALID, MASKED = "SYNTAX_ERROR", "INVALID_DOCUMENT", "INTERNAL_ERROR"


def refused(message: str, *, code: str, **extensions: Any) -> GraphQLError:
    """An error to raise from a field: it gets its path and reaches the client as it is."""
    return GraphQLError(message, extensions={"code": code, **extensions})


def formatted(error: GraphQLError, *, code: str = INVALID) -> GraphQLFormattedError:
    """The error as the client gets it, always with ``extensions.code``; ``code`` is for one that has none.

    ``extensions.id`` is the request's, as in X-Request-Id. What was raised by chance (a bug, the database) leaves no
    more than that: the log has the rest.
    """
    cause = error.original_error
    shown: GraphQLFormattedError
    if cause is None or isinstance(cause, GraphQLError):
        shown = error.formatted
        said = shown.get("extensions", {})
        if "code" not in said:
            shown["message"] = in_our_words(error.message, CODES.get(code, ""))
        extensions = {"code": code, **said}
    else:
        message, extensions = _explained(cause)
        shown = {"message": message}
        if error.path:
            shown["path"] = error.path
    shown["extensions"] = {**extensions, "id": request_id.get()}
    return shown


def _explained(cause: Exception) -> tuple[str, dict[str, Any]]:
    match cause:
        case Refusal():
            return cause.message, _of_refusal(cause)
        case OperationalError() if is_busy(cause):
            return _explained(busy_database())
        case ValidationError():
            details = _details_of(cause)
            return " ".join(cause.messages), {"code": "INVALID_VALUE", **({"details": details} if details else {})}
        case psycopg.errors.QueryCanceled():
            return _("The query took too long. Ask for less at once."), {"code": "TIMEOUT"}
        case psycopg.DataError() | DataError():
            return _("A value cannot be used here: it is too large or holds a NUL character."), {"code": "BAD_VALUE"}
    return masked(cause) if not isinstance(cause, _OTHER_TABLES) else _of_other_tables(cause)


def _of_other_tables(cause: Exception) -> tuple[str, dict[str, Any]]:
    log.error("gateway error %s: the tables are not those of the query", request_id.get(), exc_info=cause)
    return _("The schema changed while this was being answered. Ask again."), {"code": "SCHEMA_CHANGED"}


def code_of(refusal: Refusal) -> str:
    """The refusal's code as the gateway writes codes."""
    return refusal.code.upper().replace("-", "_")


def _of_refusal(refusal: Refusal) -> dict[str, Any]:
    """The code, and what else the refusal says: in which field, what to do, more of it, after how many seconds."""
    said = {
        "field": refusal.place,
        "remedy": refusal.remedy,
        "details": list(refusal.details),
        "evidence": refusal.evidence,
        "retryAfter": refusal.retry_after,
    }
    return {"code": code_of(refusal), **{name: value for name, value in said.items() if value}}


def _details_of(error: ValidationError) -> list[dict[str, str]]:
    """What is wrong with each field, where the fields are known."""
    by_field = error.message_dict if hasattr(error, "error_dict") else {}
    return [{"field": name, "message": text} for name, texts in by_field.items() for text in texts]


def masked(cause: Exception) -> tuple[str, dict[str, Any]]:
    """A message that tells nothing; the log has the rest under the id of the request."""
    log.error("gateway error %s", request_id.get(), exc_info=cause)
    return _("Something went wrong on our side. Mention the id when you report it."), {"code": MASKED}
