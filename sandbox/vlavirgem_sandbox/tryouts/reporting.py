"""What the publisher of a service sees of a try-out: the organisation's own choice, and the act that tells it.

Nobody else reads the call log: the organisation itself writes what its calls of a day come to into the commons, for as
long as it chooses to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import connection, transaction
from django.db.models import Count, F, FloatField, Func, IntegerField, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import ServiceVersion, UsageDay
from vlavirgem_sandbox.catalogue.usage import BOUNDS_MS, first_day
from vlavirgem_sandbox.tryouts.models import TryOut, UsageShown, Verb, Verdict
from vlavirgem_sandbox.tryouts.reporting_breaks import keep_to_choice
from vlavirgem_sandbox.tryouts.services import remember
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

Line = dict[str, Any]
_AFTERTHOUGHT: Final = timedelta(days=1)
"""The day before the latest that was told is told again: calls under way at midnight were written after it."""

# The place in the contract that each call went against; what was sent is in neither of these. A parameter's name is the
# contract's own, while the rest of the pointer, and a pointer into a body, may hold names that the caller made up.
_VIOLATIONS: Final = """
    SELECT (at AT TIME ZONE %(zone)s)::date, operation, each.found ->> 'place',
        CASE each.found ->> 'place' WHEN 'body' THEN '' ELSE split_part(each.found ->> 'pointer', '/', 1) END,
        each.found ->> 'rule', count(DISTINCT id)
    FROM tryouts_call, jsonb_array_elements(violations) each (found)
    WHERE tryout_id = %(tryout)s AND at >= %(since)s AND verdict = %(verdict)s
    GROUP BY 1, 2, 3, 4, 5
"""


@transaction.atomic
def show_usage(*, actor: Actor, tryout: TryOut, choice: UsageShown) -> TryOut:
    """Choose what the publisher sees. Holds from the next page that it opens: what it may no longer see is removed.

    Also of a try-out that has ended: what is told can be taken back at any time.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    tryout.lock()
    if tryout.usage_shown == choice:
        return tryout
    tryout.usage_shown = choice
    tryout.save(update_fields=["usage_shown"])
    remember(actor, tryout, Verb.SHOWN, str(choice.label))
    told_days(actor, tryout).delete()
    keep_to_choice(actor, tryout)
    _tell(actor, tryout, now=timezone.now())
    return tryout


@transaction.atomic
def report_usage(*, actor: Actor, tryout: TryOut, wait: bool = True) -> int:
    """Tell the publisher what the calls came to, as far as the organisation chose to; returns how many days were told.

    Telling twice changes nothing. Days that are no longer told are removed. Whoever acts needs no permission: the
    choice of the organisation is what allows it. Not to ``wait`` for calls that hold the try-out is to leave it to the
    next time.
    """
    if tryout.usage_shown == UsageShown.NOTHING:
        return 0
    # As it is now, and held: a choice taken back meanwhile must not be followed by one more row.
    held = TryOut.objects.shown().select_for_update(no_key=True, skip_locked=not wait).filter(pk=tryout.pk).first()
    return 0 if held is None else _tell(actor, held, now=timezone.now())


def told_days(actor: Actor, tryout: TryOut) -> QuerySet[UsageDay]:
    """The rows that the publisher sees of it, named or added up with others."""
    return UsageDay.objects.filter(owner=actor.tenant, tryout_id=tryout.pk)


def _tell(actor: Actor, tryout: TryOut, *, now: datetime) -> int:
    service_id = ServiceVersion.objects.filter(pk=tryout.version_id).values_list("service_id", flat=True).first()
    if service_id is None or tryout.usage_shown == UsageShown.NOTHING:
        return 0
    today = timezone.localdate(now)
    told = told_days(actor, tryout)
    told.filter(day__lt=first_day(today)).delete()
    latest: date | None = told.order_by("-day").values_list("day", flat=True).first()
    since = max(first_day(today), latest - _AFTERTHOUGHT) if latest else first_day(today)
    lines: defaultdict[date, list[Line]] = defaultdict(list, {today: []})  # today also without calls: it is being tried
    for day, line in _lines(tryout, since):
        lines[day].append(line)
    rows = [
        UsageDay(
            owner=actor.tenant,
            service_id=service_id,
            tryout_id=tryout.pk,
            version_number=tryout.version_number,
            day=day,
            named=tryout.usage_shown == UsageShown.NAMED,
            lines=lines[day],
            updated_at=now,
        )
        for day in sorted(lines)
    ]
    key, changed = ["owner", "tryout_id", "day"], ["named", "lines", "updated_at"]
    UsageDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=key, update_fields=changed)
    return len(rows)


def _lines(tryout: TryOut, since: date) -> Iterator[tuple[date, Line]]:
    """The counts of each day from then on, without what was disturbed on purpose or turned away at the door."""
    began = timezone.make_aware(datetime.combine(since, time()))
    calls = tryout.calls.filter(at__gte=began).past_the_door().exclude(verdict=Verdict.DISTURBED)
    by_day = calls.annotate(day=TruncDate("at")).order_by("day")
    for day, operation, verdict, count in by_day.values_list("day", "operation", "verdict").annotate(n=Count("pk")):
        yield day, {"kind": "calls", "operation": operation, "verdict": verdict, "calls": count}
    for day, number, count in by_day.annotate(bin=_bin()).values_list("day", "bin").annotate(n=Count("pk")):
        yield day, {"kind": "duration", "bin": number, "calls": count}
    yield from _violations(tryout, began)


def _bin() -> Func:
    """How many of the bounds the answering time reached."""
    bounds = Value([float(bound) for bound in BOUNDS_MS], output_field=ArrayField(FloatField()))
    return Func(F("duration_ms"), bounds, function="width_bucket", output_field=IntegerField())


def _violations(tryout: TryOut, began: datetime) -> Iterator[tuple[date, Line]]:
    asked: dict[str, Any] = {
        "zone": timezone.get_current_timezone_name(),
        "tryout": tryout.pk,
        "since": began,
        "verdict": Verdict.VIOLATION.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_VIOLATIONS, asked)
        for day, operation, place, name, rule, count in cursor.fetchall():
            told = {"operation": operation, "place": place, "name": name, "rule": rule}
            yield day, {"kind": "violation", **told, "calls": count}
