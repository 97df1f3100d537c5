"""A mutation that is sent again under the same Idempotency-Key: done once, answered twice.

The answer is kept in the transaction of the write, so there is never one without the other. Of a mutation that was
refused nothing was done and nothing is kept: it may be sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.models import KeptAnswer
from vlavirgem_graphql.gateway.negotiation import HttpRefusalError
from vlavirgem_tenants.requests.retried import idempotency_key

if TYPE_CHECKING:
    from vlavirgem.graphql_requests.requests import GraphQLRequest

KEPT_FOR: Final = timedelta(hours=24)
_SECONDS_TO_WAIT = 1
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"


def answered_once(
    asked: GraphQLRequest, caller: UUID, header: str, do: Callable[[], tuple[dict[str, Any], HTTPStatus]]
) -> tuple[str, HTTPStatus, bool]:
    """The answer (JSON) to a mutation under an Idempotency-Key, its status, and whether it was given before.

    ``do`` is called where it was not. Raises HttpRefusalError: 409 while the same request is being done, 422 for a key
    that came with another request, and for one that cannot be kept.
    """
    try:
        key = idempotency_key(header)
    except Refusal as refusal:
        raise HttpRefusalError(refusal.status, "IDEMPOTENCY_KEY_UNREADABLE", str(refusal)) from refusal
    request_hash = _hash_of(asked)
    known = _kept(caller, key, request_hash)
    if known is not None:
        return known, HTTPStatus.OK, True
    payload, status = do()
    text = orjson.dumps(payload).decode()
    if "errors" not in payload:
        _keep(caller, key, request_hash, text)
    return text, status, False


def _hash_of(asked: GraphQLRequest) -> str:
    """What tells one request from another: its document, its variables in any order, its operation."""
    text = orjson.dumps([asked.query, asked.variables, asked.operation_name], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(text).hexdigest()


def _kept(caller: UUID, key: str, request_hash: str) -> str | None:
    """The answer that was given before. Whoever comes with the same key meanwhile is refused until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"gateway_kept_answer|{caller}|{key}"])
        (is_ours,) = cursor.fetchone()
    if not is_ours:
        raise HttpRefusalError(
            HTTPStatus.CONFLICT,
            "IDEMPOTENCY_KEY_AT_WORK",
            _("A request with this Idempotency-Key is being done. Send it again a little later."),
            {"Retry-After": str(_SECONDS_TO_WAIT)},
        )
    answers = KeptAnswer.objects.filter(caller=caller, idempotency_key=key)
    known = answers.filter(answered_at__gt=timezone.now() - KEPT_FOR).first()
    if known is not None and known.request_hash != request_hash:
        raise HttpRefusalError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "IDEMPOTENCY_KEY_USED",
            _("This Idempotency-Key came before, with another request. Send a new key for a new request."),
        )
    return None if known is None else known.answer


def _keep(caller: UUID, key: str, request_hash: str, answer: str) -> None:
    """Keep the answer for a day; those that are older go."""
    now = timezone.now()
    KeptAnswer.objects.filter(answered_at__lte=now - KEPT_FOR).delete()
    KeptAnswer.objects.create(
        caller=caller, idempotency_key=key, request_hash=request_hash, answer=answer, answered_at=now
    )
