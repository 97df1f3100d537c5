"""What can be done with the messages of a try-out: have one sent, plan them, stop that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.contracts.model import Message
from vlavirgem_sandbox.tryouts.models import (
    MessagePlan,
    Occasion,
    ReceivedMessage,
    TryOut,
    TryOutState,
    Verb,
)
from vlavirgem_sandbox.tryouts.models.message_plan import LONGEST_DELAY, LONGEST_INTERVAL
from vlavirgem_sandbox.tryouts.problems_on_pages import as_refusal, contract_or_refusal
from vlavirgem_sandbox.tryouts.sending import Because, send
from vlavirgem_sandbox.tryouts.services import remember, require_not_ended
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse, contract_of
from vlavirgem_sandbox.tryouts.serving.performing import require_active
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
MOST_PLANS: Final = 20
"""Of one try-out."""


@dataclass(frozen=True, kw_only=True)
class PlanWish:
    """When a message is to be sent by itself: after calls of an operation, or every so many minutes."""

    message: str
    operation: str = ""
    delay_seconds: int = 0
    every_minutes: int | None = None


@transaction.atomic
def send_message(*, actor: Actor, tryout: TryOut, key: str, sent_at: datetime | None = None) -> ReceivedMessage:
    """Put one message in the inbox now. ``sent_at`` as in ``open_tryout``."""
    actor.require(Permission.TRYOUT_CALL)
    tryout.lock()
    now = sent_at or timezone.now()
    try:
        require_active(tryout, now)
    except CallProblem as problem:
        raise as_refusal(problem) from problem
    contract = contract_or_refusal(tryout)
    message = _working(contract, key)
    because = Because(occasion=Occasion.WISH, person=actor.name)
    received = send(tryout, contract, message, because=because, now=now)
    if received is None:
        raise Refusal(
            _("The message “%(message)s” cannot be made this time.") % {"message": message.name},
            remedy=_("Ask for it again, or tell the publisher that its schema leaves little room."),
            code="message-not-made",
        )
    return received


@transaction.atomic
def plan_message(*, actor: Actor, tryout: TryOut, wish: PlanWish, made_at: datetime | None = None) -> MessagePlan:
    """Send a message after calls or on a schedule from now on, in place of the same plan with other figures."""
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    require_not_ended(tryout)
    contract = contract_or_refusal(tryout)
    message = _working(contract, wish.message)
    _require_sensible(contract, wish)
    tryout.message_plans.filter(message=wish.message, operation=wish.operation).delete()
    _require_room(tryout)
    made = made_at or timezone.now()
    plan = MessagePlan.objects.create(
        tryout=tryout,
        message=wish.message,
        operation=wish.operation,
        delay_seconds=wish.delay_seconds,
        every_minutes=wish.every_minutes,
        next_at=made + timedelta(minutes=wish.every_minutes) if wish.every_minutes else None,
        made_by=actor.name,
        made_at=made,
    )
    remember(actor, tryout, Verb.MESSAGE_PLANNED, f"{message.name}, {in_words(plan)}", at=made_at)
    return plan


@transaction.atomic
def stop_plan(*, actor: Actor, plan: MessagePlan) -> None:
    """Send it no more. What was sent stays in the inbox."""
    actor.require(Permission.TRYOUT_MANAGE)
    remember(actor, plan.tryout, Verb.MESSAGE_UNPLANNED, f"{plan.message}, {in_words(plan)}")
    plan.delete()


def send_due(*, tryout: TryOut, now: datetime) -> int:
    """Send what the schedules of a try-out say; returns how many. What a pause let pass is not made up for.

    Where nothing is due it costs one query and holds nothing.
    """
    if not tryout.message_plans.due(now).exists():
        return 0
    with transaction.atomic():
        tryout.lock()
        contract = _contract_when_open(tryout, now)
        return sum(_sent_on_schedule(contract, plan, now) for plan in tryout.message_plans.due(now))


def _sent_on_schedule(contract: ContractInUse | None, plan: MessagePlan, now: datetime) -> bool:
    """Send it, if it can be, and say when the next one follows."""
    message = contract.messages.get(plan.message) if contract is not None else None
    received = None
    if contract is not None and message is not None and message.works:
        because = Because(occasion=Occasion.SCHEDULE, person=plan.made_by)
        received = send(plan.tryout, contract, message, because=because, now=now)
    plan.next_at = now + timedelta(minutes=plan.every_minutes or LONGEST_INTERVAL)
    plan.save(update_fields=["next_at"])
    return received is not None


def in_words(plan: MessagePlan) -> str:
    """When it is sent."""
    if plan.every_minutes:
        return _how_often(plan.every_minutes)
    if plan.delay_seconds:
        words = ngettext(
            "%(count)s second after %(operation)s", "%(count)s seconds after %(operation)s", plan.delay_seconds
        )
        return words % {"count": plan.delay_seconds, "operation": plan.operation}
    return _("right after %(operation)s") % {"operation": plan.operation}


def _how_often(minutes: int) -> str:
    """In the largest unit that it is a whole number of."""
    if minutes % _DAY == 0:
        return ngettext("every day", "every %(count)s days", minutes // _DAY) % {"count": minutes // _DAY}
    if minutes % _HOUR == 0:
        return ngettext("every hour", "every %(count)s hours", minutes // _HOUR) % {"count": minutes // _HOUR}
    return ngettext("every minute", "every %(count)s minutes", minutes) % {"count": minutes}


def _contract_when_open(tryout: TryOut, now: datetime) -> ContractInUse | None:
    if tryout.state != TryOutState.ACTIVE or tryout.is_over(now):
        return None
    try:
        return contract_of(tryout)
    except CallProblem:
        return None  # the version is out of the catalogue just now


def _working(contract: ContractInUse, key: str) -> Message:
    message = contract.messages.get(key)
    if message is not None and message.works:
        return message
    working = ", ".join(each.key for each in contract.messages.values() if each.works)
    raise Refusal(
        _("The contract has no message “%(message)s” that can be sent.") % {"message": key},
        remedy=_("Choose one of: %(messages)s.") % {"messages": working} if working else _("Try another service."),
        code="no-such-message",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place="message",
    )


def _require_sensible(contract: ContractInUse, wish: PlanWish) -> None:
    if bool(wish.operation) == bool(wish.every_minutes):
        raise _bad(
            _("A message is sent after calls of an operation, or every so many minutes."),
            _("Choose one of the two."),
            "operation",
        )
    if wish.operation and wish.operation not in contract.operations:
        raise _bad(
            _("The contract has no operation “%(operation)s”.") % {"operation": wish.operation},
            _("Choose one of: %(operations)s.") % {"operations": ", ".join(contract.operations)},
            "operation",
        )
    if not 0 <= wish.delay_seconds <= LONGEST_DELAY:
        raise _bad(_("A message comes at most an hour after its call."), _("Fill in 0 to 3600 seconds."), "delay")
    if wish.every_minutes is not None and not 1 <= wish.every_minutes <= LONGEST_INTERVAL:
        raise _bad(
            _("A schedule sends a message every minute at most, and once a week at least."),
            _("Fill in 1 to 10080 minutes."),
            "every_minutes",
        )


def _require_room(tryout: TryOut) -> None:
    if tryout.message_plans.count() >= MOST_PLANS:
        raise _bad(
            _("A try-out has at most %(most)s planned messages.") % {"most": MOST_PLANS},
            _("Stop one of them first."),
            "message",
        )


def _bad(message: str, remedy: str, place: str) -> Refusal:
    return Refusal(message, remedy=remedy, code="bad-plan", status=HTTPStatus.UNPROCESSABLE_ENTITY, place=place)
