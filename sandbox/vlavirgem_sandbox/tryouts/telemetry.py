"""What other rooms may know of a try-out's calls: figures, never content. Beside ``calling`` all they import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Aggregate, Count, FloatField, Q
from django.db.models.functions import TruncDate

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import Call, TryOut, TryOutState, Verdict
from vlavirgem_sandbox.tryouts.serving.codes import PROBLEM_CODES

SAMPLE_SIZE = 5


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """One day, in the installation's time zone."""

    day: date
    total: int
    ok: int


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """The calls of a period: each kept to the contract, went against it, or was refused for another reason.

    Calls that were disturbed on purpose are counted apart and are in no other figure: what became of them says what
    the organisation was trying out, not how well its program keeps to the contract.
    Calls turned away at the door, without a good key or too large to read, are in no figure: anybody on the network
    can make them, so they say nothing of the service.
    """

    total: int
    ok: int
    violations: int
    refused: int
    disturbed: int
    median_ms: float | None
    """Median duration in milliseconds; None when there were no calls."""
    by_day: Sequence[DayFigures]
    """Days with calls, oldest first."""
    sample: Sequence[UUID]
    """Ids of the newest calls of the period, at most :data:`SAMPLE_SIZE`."""
    violating_sample: Sequence[UUID]
    """Ids of the newest calls that went against the contract: what a doubt about the figure asks to see."""


@dataclass(frozen=True, kw_only=True)
class TryOutCard:
    """What another room shows of a try-out: enough to choose it and to link to it."""

    id: UUID
    name: str
    service_name: str
    service_url: str
    """The page of the service, the same on every organisation's host."""
    agency_name: str
    version_id: UUID
    version_number: int
    url: str


@dataclass(frozen=True, kw_only=True)
class OperationCount:
    """An operation that can be tried, and how many calls it has had so far."""

    key: str
    calls: int


@dataclass(frozen=True, kw_only=True)
class CallCard:
    """One call, named as a link; its content stays behind the link.

    ``reason`` is why it was refused, or the first departure from the contract; empty for a good call.
    """

    id: UUID
    title: str
    at: datetime
    verdict: str
    url: str
    reason: str = ""


class _Median(Aggregate):
    """PostgreSQL's continuous percentile at one half."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def call_figures(tryout_id: UUID, *, since: datetime, until: datetime, operation: str | None = None) -> CallFigures:
    """Figures over the calls from ``since`` (with it) to ``until`` (without it), of one operation or of all.

    Runs inside the tenant's scope, in five queries. A try-out that does not exist has no calls.
    """
    everything = Call.objects.filter(tryout_id=tryout_id).between(since, until).past_the_door()
    if operation is not None:
        everything = everything.filter(operation=operation)
    calls = everything.exclude(verdict=Verdict.DISTURBED)
    ok = Count("pk", filter=Q(verdict=Verdict.OK))
    totals = calls.aggregate(
        total=Count("pk"),
        ok=ok,
        violations=Count("pk", filter=Q(verdict=Verdict.VIOLATION)),
        refused=Count("pk", filter=Q(verdict=Verdict.REFUSED)),
        median=_Median("duration_ms"),
    )
    days = calls.annotate(day=TruncDate("at")).order_by("day").values("day").annotate(total=Count("pk"), ok=ok)
    newest = calls.order_by("-at").values_list("pk", flat=True)
    return CallFigures(
        total=totals["total"],
        ok=totals["ok"],
        violations=totals["violations"],
        refused=totals["refused"],
        disturbed=everything.filter(verdict=Verdict.DISTURBED).count(),
        median_ms=totals["median"],
        by_day=[DayFigures(day=row["day"], total=row["total"], ok=row["ok"]) for row in days],
        sample=list(newest[:SAMPLE_SIZE]),
        violating_sample=list(newest.filter(verdict=Verdict.VIOLATION)[:SAMPLE_SIZE]),
    )


def log_start(tryout_id: UUID) -> datetime | None:
    """The moment before which calls were cleared, so that no figure can be made of them; None where none were."""
    return TryOut.objects.filter(pk=tryout_id).values_list("log_starts_at", flat=True).first()


def tryout_cards() -> list[TryOutCard]:
    """The tenant's try-outs, newest first, for a form of another room."""
    return [_card(tryout) for tryout in TryOut.objects.order_by("-opened_at")]


def cards_shown_to_publishers() -> list[TryOutCard]:
    """Those of which the publisher sees counts, for the page of all that leaves the organisation."""
    return [_card(tryout) for tryout in TryOut.objects.shown().order_by("-opened_at")]


def cards_passed_on(now: datetime) -> list[TryOutCard]:
    """Those whose calls leave the organisation at that moment, for the same page."""
    passed_on = TryOut.objects.exclude(state=TryOutState.ENDED).filter(passed_on_until__gt=now)
    return [_card(tryout) for tryout in passed_on.order_by("-opened_at")]


def tryout_card(tryout_id: UUID) -> TryOutCard | None:
    """One of the tenant's try-outs; None when there is none of that id."""
    tryout = TryOut.objects.filter(pk=tryout_id).first()
    return _card(tryout) if tryout is not None else None


def operations_of(tryout_id: UUID) -> list[OperationCount]:
    """The operations that the try-out's contract lets one call, in its order; also those not called yet.

    Those that were called and are no longer to be read in the catalogue come after them. None where there is no such
    try-out.
    """
    tryout = TryOut.objects.filter(pk=tryout_id).first()
    if tryout is None:
        return []
    past_the_door = tryout.calls.past_the_door().exclude(operation="").order_by("operation")
    called = dict(past_the_door.values_list("operation").annotate(n=Count("pk")))
    listed = ServiceVersion.objects.filter(pk=tryout.version_id).values_list("operations", flat=True).first() or []
    keys = dict.fromkeys([*(row["key"] for row in listed if row["works"]), *called])
    return [OperationCount(key=key, calls=called.get(key, 0)) for key in keys]


def call_cards(call_ids: Iterable[UUID]) -> list[CallCard]:
    """The tenant's own calls among these ids, the oldest first, in one query; ids of others are left out."""
    calls = Call.objects.filter(pk__in=set(call_ids)).with_departures().select_related("tryout")
    return [
        CallCard(
            id=call.pk,
            title=str(call),
            at=call.at,
            verdict=call.get_verdict_display(),
            reason=_reason(call),
            url=call.get_absolute_url(),
        )
        for call in calls.order_by("at")
    ]


def _reason(call: Call) -> str:
    if call.violations:
        first = call.violations[0]
        return f"{first['place']} {first['pointer'] or '/'}: {first['message']}"
    return str(PROBLEM_CODES.get(call.reason, call.reason))


def _card(tryout: TryOut) -> TryOutCard:
    return TryOutCard(
        id=tryout.pk,
        name=tryout.name,
        service_name=tryout.service_name,
        service_url=tryout.service_url,
        agency_name=tryout.agency_name,
        version_id=tryout.version_id,
        version_number=tryout.version_number,
        url=tryout.get_absolute_url(),
    )
