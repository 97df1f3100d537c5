"""What disturbances do to one call: those that are on for its operation, and those it asks for itself."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.db import OperationalError, transaction

from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.preferences import wishes_of
from vlavirgem_sandbox.tryouts.models import (
    Disturbance,
    DisturbanceCount,
    DisturbanceKind,
    Spread,
    TryOut,
    Verdict,
)
from vlavirgem_sandbox.tryouts.models.disturbance import EVERY_CALL, HIGHEST_STATUS, LOWEST_STATUS, MOST_DELAY_MS
from vlavirgem_sandbox.tryouts.serving import disturbance_problems, log, problems
from vlavirgem_sandbox.tryouts.serving.late_answers import hold_back
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_tenants.requests.database_problems import SECONDS_TO_WAIT, is_busy

DISTURBANCE_HEADER: Final = "VlaVirGem-Disturbance"
_APPLIED: Final = "Preference-Applied"
_MINUTE: Final = 60
_ONE_IN_A_HUNDRED: Final = 2.326
"""Standard deviations above the middle of which a normal distribution has one in a hundred."""
_MOST_WISHED_MS: Final = 5_000
"""Of a delay that a call asks for itself: any key can, so it holds a thread for a shorter while."""
_SPOILS: Final = frozenset({DisturbanceKind.MALFORMED, DisturbanceKind.DROPPED})
"""Kinds that strike the body of an answer."""
Numbered = tuple[Disturbance, DisturbanceCount]
Wish = tuple[str, Disturbance]
"""What a call asked, as it wrote it, and the disturbance that this is."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What is to happen to the answer of one call."""

    kinds: tuple[DisturbanceKind, ...] = ()
    problem: CallProblem | None = None
    """The answer instead of the contract's."""
    wait_seconds: float = 0
    headers: tuple[tuple[str, str], ...] = ()
    wishes: tuple[Wish, ...] = ()
    """Of the call itself."""
    only_wished: bool = False
    """Whether nothing but its own wishes struck it."""

    def on(self, reply: log.Reply) -> log.Reply:
        """The reply, disturbed. Its verdict is its own: it says nothing of how well the program keeps to the contract.
        But a call that went against the contract stays one when only its own wish struck it: else whoever is measured
        could wish its mistakes out of the figures.

        An answer without a body cannot be cut off halfway: such a call goes as it should.
        """
        kinds = [kind for kind in self.kinds if reply.body or kind not in _SPOILS]
        granted = [wish for wish, disturbance in self.wishes if disturbance.kind in kinds]
        headers = (*_with_granted(reply.headers, granted), *self.headers)
        if not kinds:
            return replace(reply, headers=headers)
        struck = ", ".join(kinds)
        stays = self.only_wished and reply.verdict == Verdict.VIOLATION
        return replace(
            reply,
            status=int(self.problem.status) if self.problem else reply.status,
            headers=(*headers, (DISTURBANCE_HEADER, struck)),
            body=reply.body[: len(reply.body) // 2] if DisturbanceKind.MALFORMED in kinds else reply.body,
            verdict=reply.verdict if stays else Verdict.DISTURBED,
            disturbance=struck,
            wait_seconds=self.wait_seconds,
            dropped=DisturbanceKind.DROPPED in kinds,
        )


def effect_on(tryout: TryOut, call: CallRequest, operations: Sequence[str], now: datetime) -> Effect:
    """What strikes this call of these operations. Raises CallProblem (400) for a wish that cannot be read.

    A limit comes first, then delays, which add up; a call that has to wait and cannot gets nothing else.
    """
    asked = tuple(_asked_for(call))
    running = _numbered(tryout, operations, now)
    effect = Effect()
    for disturbance, count in running:
        if disturbance.kind == DisturbanceKind.RATE:
            effect = _limited(effect, disturbance, count, now)
    if effect.problem is not None:
        return effect
    others = [(each, count.calls) for each, count in running if strikes(each, count.calls)]
    struck = [*((disturbance, 0) for _wish, disturbance in asked), *others]
    if call.method == "HEAD":  # its answer has no body to spoil
        struck = [(each, number) for each, number in struck if each.kind not in _SPOILS]
    return _struck(replace(effect, wishes=asked, only_wished=not others), struck)


def strikes(disturbance: Disturbance, number: int) -> bool:
    """Whether call ``number`` is one of the share: the same for the same seed, so that a test can be repeated."""
    if disturbance.kind == DisturbanceKind.RATE:
        return False  # by the clock, not by a draw
    return _draws(disturbance, number).random() * EVERY_CALL < disturbance.share


def delay_ms(disturbance: Disturbance, number: int) -> float:
    """How late call ``number`` is answered, in milliseconds; never more than the longest."""
    first, most = disturbance.delay_ms or 0, disturbance.most_ms or 0
    draws = _draws(disturbance, number)
    draws.random()  # the one that decided whether it strikes
    drawn = float(first)
    if disturbance.spread == Spread.UNIFORM:
        drawn = draws.uniform(first, most)
    elif disturbance.spread == Spread.NORMAL:
        drawn = draws.gauss(first, (most - first) / _ONE_IN_A_HUNDRED)
    elif disturbance.spread == Spread.LONG_TAIL:
        drawn = draws.lognormvariate(math.log(first), math.log(most / first) / _ONE_IN_A_HUNDRED)
    return min(max(drawn, 0), most)


def _draws(disturbance: Disturbance, number: int) -> random.Random:
    return random.Random(f"{disturbance.seed}|{disturbance.kind}|{number}")  # noqa: S311 - repeatable, not secret


def _with_granted(headers: tuple[tuple[str, str], ...], granted: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """RFC 7240 section 3: one header that says which wishes were granted, the contract's and ours."""
    if not granted:
        return headers
    contracts = [value for name, value in headers if name == _APPLIED]
    others = tuple(pair for pair in headers if pair[0] != _APPLIED)
    return (*others, (_APPLIED, ", ".join([*contracts, *granted])))


def _numbered(tryout: TryOut, operations: Sequence[str], now: datetime) -> list[Numbered]:
    """Those that are on for the operations, with the number of this call; asks nothing while none is on."""
    if tryout.disturbed_until is None or now >= tryout.disturbed_until:
        return []
    running = {each.pk: each for each in tryout.disturbances.running(now).filter(operation__in=["", *operations])}
    try:
        with transaction.atomic():  # a wait that was too long is taken back to here
            counts = DisturbanceCount.objects.one_more(list(running.values()), now)
    except OperationalError as error:
        if is_busy(error):
            raise problems.try_out_busy(SECONDS_TO_WAIT) from error
        raise
    return [(running[count.pk], count) for count in counts]


def _limited(effect: Effect, disturbance: Disturbance, count: DisturbanceCount, now: datetime) -> Effect:
    """The headers of a limit (draft-ietf-httpapi-ratelimit-headers-10), and 429 over it."""
    most, wait = disturbance.per_minute or 0, _MINUTE - now.second
    left = max(most - count.minute_calls, 0)
    headers = (
        *effect.headers,
        ("RateLimit-Policy", f'"disturbance";q={most};w={_MINUTE}'),
        ("RateLimit", f'"disturbance";r={left};t={wait}'),
    )
    if count.minute_calls <= most:
        return replace(effect, headers=headers)
    problem = disturbance_problems.too_fast(str(disturbance), wait)
    return replace(effect, headers=headers, kinds=(DisturbanceKind.RATE,), problem=problem)


def _struck(effect: Effect, struck: list[tuple[Disturbance, int]]) -> Effect:
    kinds = tuple(dict.fromkeys(DisturbanceKind(disturbance.kind) for disturbance, _number in struck))
    late = [delay_ms(each, number) for each, number in struck if each.kind == DisturbanceKind.DELAY]
    wait = min(sum(late), MOST_DELAY_MS) / 1000
    if late and not hold_back(wait):
        problem = disturbance_problems.too_many_waiting(math.ceil(wait) or 1)
        return replace(effect, kinds=(DisturbanceKind.DELAY,), problem=problem, wishes=())
    errors = [each for each, _number in struck if each.kind == DisturbanceKind.STATUS]
    error = _error(errors[0], effect.wishes) if errors else None
    return replace(effect, kinds=kinds, wait_seconds=wait, problem=error)


def _error(disturbance: Disturbance, wishes: Sequence[Wish]) -> CallProblem:
    status = disturbance.status or HTTPStatus.SERVICE_UNAVAILABLE
    is_wished = any(disturbance is wished for _wish, wished in wishes)
    return disturbance_problems.disturbed(status, str(disturbance), is_wished=is_wished)


def _asked_for(call: CallRequest) -> Iterator[Wish]:
    """Disturbances that the caller asks for this one call with ``Prefer``, which nobody else notices."""
    wishes = wishes_of(call)
    if (wish := wishes.get("vvg-status")) is not None:
        status = int(wish) if wish.isascii() and wish.isdigit() and len(wish) == 3 else 0  # noqa: PLR2004 - RFC 9110 section 15
        if not LOWEST_STATUS <= status <= HIGHEST_STATUS:
            raise disturbance_problems.unreadable_wish("vvg-status", wish)
        yield f"vvg-status={status}", Disturbance(kind=DisturbanceKind.STATUS, status=status)
    if (wish := wishes.get("vvg-delay")) is not None:
        late = _milliseconds(wish)
        delay = Disturbance(kind=DisturbanceKind.DELAY, delay_ms=late, most_ms=late, spread=Spread.FIXED)
        yield f"vvg-delay={wish}", delay
    for kind in (DisturbanceKind.MALFORMED, DisturbanceKind.DROPPED):
        if f"vvg-{kind}" in wishes:
            yield f"vvg-{kind}", Disturbance(kind=kind)


def _milliseconds(wish: str) -> int:
    try:
        late = float(wish) * 1000
    except ValueError:
        raise disturbance_problems.unreadable_wish("vvg-delay", wish) from None
    if not 1 <= late <= _MOST_WISHED_MS:
        raise disturbance_problems.unreadable_wish("vvg-delay", wish)
    return round(late)
