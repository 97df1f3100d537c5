"""GraphQL over HTTP: what a request is, and in which media type it is answered.

Source: the GraphQL-over-HTTP specification (graphql.github.io/graphql-over-http, draft of 2025).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

RESPONSE_JSON, PLAIN_JSON = "application/graphql-response+json", "application/json"


class NoRequestError(Exception):
    """A body that is JSON but no GraphQL request; it says why."""


@dataclass(frozen=True)
class GraphQLRequest:
    """The members of a request's body; ``document`` is the SHA-256 (hexadecimal) of one that is named, not sent."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None
    document: str = ""


def media_type_for(accepted: str) -> str | None:
    """The media type of the answer to a request with this Accept; None where it takes none of ours."""
    if RESPONSE_JSON in accepted:
        return RESPONSE_JSON
    if accepted == PLAIN_JSON or any(part in accepted for part in (PLAIN_JSON, "*/*", "application/*")):
        return PLAIN_JSON
    return None


def request_in(body: Any) -> GraphQLRequest:
    """The request in a body that was read as JSON; raises NoRequestError."""
    if isinstance(body, list):
        raise NoRequestError(_("Send one operation: batches are not taken."))
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise NoRequestError(_('The body must be a JSON object with a text "query".'))
    for name, kind in (("variables", dict), ("operationName", str), ("extensions", dict)):
        if body.get(name) is not None and not isinstance(body[name], kind):
            said = (
                _('"%(name)s" must be an object or null.') if kind is dict else _('"%(name)s" must be a text or null.')
            )
            raise NoRequestError(said % {"name": name})
    return GraphQLRequest(body["query"], body.get("variables"), body.get("operationName"))
