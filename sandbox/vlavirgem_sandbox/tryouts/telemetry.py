"""What other rooms may know of a try-out's calls: figures, never content. The only file of this app they import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Aggregate, Count, FloatField, Q
from django.db.models.functions import TruncDate

from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict

SAMPLE_SIZE = 5


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """One day, in the installation's time zone."""

    day: date
    total: int
    ok: int


@dataclass(frozen=True, kw_only=True)
class CallFigures:
    """The calls of a period. ``violations`` went against the contract; what was refused is in ``total`` only.

    Calls turned away at the door, without a good key or too large to read, are in no figure: anybody on the network
    can make them, so they say nothing of the service.
    """

    total: int
    ok: int
    violations: int
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
    agency_name: str
    version_id: UUID
    version_number: int
    url: str
    operations: Sequence[str]
    """Keys of the operations that were called, for choosing one to measure."""


@dataclass(frozen=True, kw_only=True)
class CallCard:
    """One call, named as a link; its content stays behind the link."""

    id: UUID
    title: str
    at: datetime
    verdict: str
    url: str


class _Median(Aggregate):
    """PostgreSQL's continuous percentile at one half."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def call_figures(tryout_id: UUID, *, since: datetime, until: datetime, operation: str | None = None) -> CallFigures:
    """Figures over the calls from ``since`` (with it) to ``until`` (without it), of one operation or of all.

    Runs inside the tenant's scope, in four queries. A try-out that does not exist has no calls.
    """
    calls = Call.objects.filter(tryout_id=tryout_id).between(since, until).past_the_door()
    if operation is not None:
        calls = calls.filter(operation=operation)
    ok = Count("pk", filter=Q(verdict=Verdict.OK))
    totals = calls.aggregate(
        total=Count("pk"),
        ok=ok,
        violations=Count("pk", filter=Q(verdict=Verdict.VIOLATION)),
        median=_Median("duration_ms"),
    )
    days = calls.annotate(day=TruncDate("at")).order_by("day").values("day").annotate(total=Count("pk"), ok=ok)
    newest = calls.order_by("-at").values_list("pk", flat=True)
    return CallFigures(
        total=totals["total"],
        ok=totals["ok"],
        violations=totals["violations"],
        median_ms=totals["median"],
        by_day=[DayFigures(day=row["day"], total=row["total"], ok=row["ok"]) for row in days],
        sample=list(newest[:SAMPLE_SIZE]),
        violating_sample=list(newest.filter(verdict=Verdict.VIOLATION)[:SAMPLE_SIZE]),
    )


def tryout_cards() -> list[TryOutCard]:
    """The tenant's try-outs, newest first, for a form of another room."""
    called: dict[UUID, list[str]] = {}
    pairs = Call.objects.exclude(operation="").order_by("operation").values_list("tryout_id", "operation").distinct()
    for tryout_id, operation in pairs:
        called.setdefault(tryout_id, []).append(operation)
    return [_card(tryout, called.get(tryout.pk, [])) for tryout in TryOut.objects.order_by("-opened_at")]


def tryout_card(tryout_id: UUID) -> TryOutCard | None:
    """One of the tenant's try-outs; None when there is none of that id."""
    tryout = TryOut.objects.filter(pk=tryout_id).first()
    if tryout is None:
        return None
    operations = tryout.calls.exclude(operation="").order_by("operation").values_list("operation", flat=True)
    return _card(tryout, list(operations.distinct()))


def call_cards(call_ids: Iterable[UUID]) -> list[CallCard]:
    """The tenant's own calls among these ids, the oldest first, in one query; ids of others are left out."""
    calls = Call.objects.filter(pk__in=set(call_ids)).without_bodies().select_related("tryout").order_by("at")
    return [
        CallCard(
            id=call.pk, title=str(call), at=call.at, verdict=call.get_verdict_display(), url=call.get_absolute_url()
        )
        for call in calls
    ]


def _card(tryout: TryOut, operations: Sequence[str]) -> TryOutCard:
    return TryOutCard(
        id=tryout.pk,
        name=tryout.name,
        service_name=tryout.service_name,
        agency_name=tryout.agency_name,
        version_id=tryout.version_id,
        version_number=tryout.version_number,
        url=tryout.get_absolute_url(),
        operations=operations,
    )
