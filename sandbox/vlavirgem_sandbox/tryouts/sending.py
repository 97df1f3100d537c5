"""Sending a message, which is: putting it in the try-out's own inbox. Nothing goes out over the network."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.model import Cause, Message, SentMessage, Violation
from vlavirgem_sandbox.tryouts.models import MessagePlan, Occasion, ReceivedMessage, TryOut, Verdict
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse
from vlavirgem_sandbox.tryouts.serving.log import kept_headers, kept_text, kept_violation, storable
from vlavirgem_tenants.test_data_guard import find_real_numbers

MOST_A_CALL: Final = 20
"""Messages that one call can cause."""
_URL_LENGTH: Final = 2000
_HISTORY: Final = timedelta(minutes=1)
"""What happened longer ago than this is a history that is brought in, and keeps its own time."""
REAL_NUMBER: Final = "real-register-number"


@dataclass(frozen=True, kw_only=True)
class Because:
    """What made a try-out send a message."""

    occasion: Occasion
    operation: str = ""
    call_id: UUID | None = None
    person: str = ""


def send_after(tryout: TryOut, contract: ContractInUse, cause: Cause, *, call_id: UUID, now: datetime) -> None:
    """Send what a good call causes: the callbacks of its operation, and what was planned to follow it."""
    because = Because(occasion=Occasion.CALL, operation=cause.operation, call_id=call_id)
    for message, delay in _following(tryout, contract, cause.operation)[:MOST_A_CALL]:
        send(tryout, contract, message, because=because, cause=cause, now=now, delay=delay)


def causing(tryout: TryOut, contract: ContractInUse) -> frozenset[str]:
    """Keys of the operations whose calls cause messages; asks the database only where the contract has messages."""
    if not contract.messages:
        return frozenset()
    planned = MessagePlan.objects.filter(tryout=tryout, every_minutes=None).values_list("operation", flat=True)
    return frozenset({message.operation for message in contract.messages.values() if message.operation} | set(planned))


def _following(tryout: TryOut, contract: ContractInUse, operation: str) -> list[tuple[Message, timedelta]]:
    planned = {plan.message: plan.delay_seconds for plan in MessagePlan.objects.filter(tryout=tryout).after(operation)}
    return [
        (message, timedelta(seconds=planned.get(message.key, 0)))
        for message in contract.messages.values()
        if message.works and (message.operation == operation or message.key in planned)
    ]


def send(
    tryout: TryOut,
    contract: ContractInUse,
    message: Message,
    *,
    because: Because,
    now: datetime,
    cause: Cause | None = None,
    delay: timedelta = timedelta(0),
) -> ReceivedMessage | None:
    """Put one message in the inbox, ``delay`` from now. None for a callback whose call gave it no address.

    Messages of one try-out are sent one after the other, until the transaction ends: so each has its number, and a
    reader that has come to one never finds an earlier one later. Made from the same seed, the same messages follow each
    other from the start, and again after a reset.
    """
    number, moment = _next(tryout)
    arrives = (now if moment - now > _HISTORY else moment) + delay
    earlier = ReceivedMessage.objects.filter(tryout=tryout, message=message.key)
    if tryout.reset_at is not None:
        earlier = earlier.filter(at__gte=tryout.reset_at)
    try:
        sent = contract.compiled.message(message.key, seed=tryout.seed, number=earlier.count(), cause=cause)
    except (Ungeneratable, RecursionError):
        return None  # the dry run could make it; this number of it cannot be made
    if sent is None:
        return None
    violations = contract.compiled.message_violations(message.key, sent)
    return ReceivedMessage.objects.create(
        tryout=tryout,
        number=number,
        at=arrives,
        message=message.key[:300],
        kind=message.kind,
        name=message.name[:300],
        occasion=because.occasion,
        operation=because.operation[:300],
        call_id=because.call_id,
        person=because.person,
        **_kept(sent, violations),
    )


def _next(tryout: TryOut) -> tuple[int, datetime]:
    """The number of the next message, and the moment at which this transaction came to have it."""
    table = TryOut._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET messages_received = messages_received + 1 WHERE id = %s "  # noqa: S608 - our own table
            "RETURNING messages_received, clock_timestamp()",
            [tryout.pk],
        )
        number, moment = cursor.fetchone()
    return number, moment


def _kept(sent: SentMessage, violations: Iterable[Violation]) -> dict[str, Any]:
    """What is kept of a message; of one with the number of a real person, that and no more."""
    kept: dict[str, Any] = {"method": sent.method, "origin": sent.origin, "size": len(sent.body)}
    if find_real_numbers({"url": sent.url, "headers": [list(each) for each in sent.headers], "body": _read(sent)}):
        return {**kept, "verdict": Verdict.REFUSED, "reason": REAL_NUMBER}
    found = [kept_violation(violation) for violation in violations]
    return {
        **kept,
        "url": storable(sent.url)[:_URL_LENGTH],
        "headers": kept_headers((*sent.headers, ("Content-Type", sent.content_type))),
        "body": kept_text(sent.body),
        "verdict": Verdict.VIOLATION if found else Verdict.OK,
        "violations": found,
    }


def _read(sent: SentMessage) -> object:
    """The body as a value whose fields can be looked at; as text where it is no JSON."""
    try:
        return json.loads(sent.body) if sent.body else ""
    except (ValueError, RecursionError):
        return sent.body.decode(errors="replace")
