"""What of a call leaves when it is passed on: what the contract asks for, and nothing that says who calls."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote, urlencode

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.model import CallRequest, Operation
from vlavirgem_sandbox.tryouts.key_secrets import blot_secrets
from vlavirgem_sandbox.tryouts.serving import passing_problems
from vlavirgem_tenants.outgoing.sending import OutgoingCall

ORGANISATION_HEADER: Final = "VlaVirGem-Organisation"
_CALL_HEADER: Final = "VlaVirGem-Call"
_US: Final = "1.1 vlavirgem"
_NEGOTIATED: Final = frozenset(
    {
        "accept",
        "accept-language",
        "content-language",
        "content-type",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-unmodified-since",
        "idempotency-key",
        "soapaction",
    }
)
"""Headers of HTTP itself that a contract need not name."""
_NEVER: Final = frozenset(
    {
        "authorization",
        "connection",
        "content-length",
        "cookie",
        "expect",
        "forwarded",
        "from",
        "host",
        "keep-alive",
        "origin",
        "prefer",
        "proxy-authorization",
        "proxy-connection",
        "referer",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
        "x-api-key",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-real-ip",
    }
)
"""Headers that stay here though a contract names them: of the caller's connection, its key, and who it is."""
_DECODED_AT_MOST: Final = 4
"""Times that a path is decoded to see what it leads to; one that still changes then is not sent."""


def outgoing(
    call: CallRequest, operation: Operation, *, call_id: uuid.UUID, organisation: str, by_path: bool
) -> OutgoingCall:
    """The call as it goes out, without a credential. ``organisation`` is empty where it is not told.

    ``by_path`` is False for SOAP, whose calls all go to the endpoint's own address. Raises CallProblem for a call that
    was passed on before, that carries a key of ours, or whose path leads out of the endpoint's.
    """
    if "vlavirgem" in (call.header("Via") or "").lower():
        raise passing_problems.passed_on_already()
    headers = [*_sent_headers(call, operation), ("User-Agent", "VlaVirGem"), ("Via", _US), (_CALL_HEADER, str(call_id))]
    if organisation:
        headers.append((ORGANISATION_HEADER, organisation))
    query = urlencode(call.query, quote_via=quote)
    _refuse_keys(call, headers, query)
    if by_path:
        _refuse_ways_out(call.path)
    target = (call.path if by_path else "") + (f"?{query}" if query else "")
    return OutgoingCall(method=call.method, target=target, headers=tuple(headers), body=call.body)


def _sent_headers(call: CallRequest, operation: Operation) -> Iterator[tuple[str, str]]:
    named = {parameter.name.lower() for parameter in operation.parameters if parameter.location == "header"}
    between = {name.strip().lower() for name in (call.header("Connection") or "").split(",")}
    wanted = (_NEGOTIATED | named) - _NEVER - between
    yield from ((name, value) for name, value in call.headers if name.lower() in wanted)


def _refuse_keys(call: CallRequest, headers: list[tuple[str, str]], query: str) -> None:
    """A key of ours opens this try-out: it must not be read elsewhere, wherever in the call it stands."""
    body = call.body.decode("utf-8", errors="replace")
    for part in (unquote(call.path), unquote(query), *(value for _name, value in headers), body):
        if blot_secrets(part, blot="") != part:
            raise passing_problems.unfit_call(
                _("It carries a key of this installation. Send the key in X-Api-Key or Authorization only.")
            )


def _refuse_ways_out(path: str) -> None:
    """``..`` in whatever spelling: a server that resolves it would be asked for what the contract does not have."""
    decoded = path
    for _turn in range(_DECODED_AT_MOST):
        segments = decoded.replace("\\", "/").split("/")
        if any(segment.partition(";")[0] in {".", ".."} for segment in segments) or not decoded.isprintable():
            break
        further = unquote(decoded)
        if further == decoded:
            return
        decoded = further
    raise passing_problems.unfit_call(
        _(
            "Its path holds “.” or “..” as a part, or a character that has no place there. "
            "Leave that out, or let the try-out answer by itself again on its page."
        )
    )
