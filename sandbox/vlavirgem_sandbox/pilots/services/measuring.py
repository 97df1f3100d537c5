"""Measurements: typed in, or taken from the try-out's call log or a chain's runs; taken back and put back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.telemetry import run_figures, runs_start
from vlavirgem_sandbox.pilots.models import Kpi, Measurement, Pilot, Source
from vlavirgem_sandbox.pilots.services.lead import open_to_change
from vlavirgem_sandbox.tryouts.telemetry import CallFigures, call_figures, log_start
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

CENT = Decimal("0.01")


@transaction.atomic
def record_measurement(
    *, actor: Actor, kpi: Kpi, value: Decimal, period_to: dt.date, period_from: dt.date | None = None, note: str = ""
) -> Measurement:
    """Type in a value for a day or a period.

    Raises ``ValidationError`` for a period that was measured already, and ``Refusal`` (409) for a day that is yet to
    come and for a KPI that the call log feeds: a typed value there would have no calls behind it.
    """
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=kpi.pilot)
    if Source(kpi.source).fed:
        raise Refusal(
            _("The values of this KPI are counted, not typed in."),
            remedy=_("Press “Take measurement now” instead."),
            code="kpi-is-fed",
        )
    measurement = Measurement(
        owner=actor.tenant,
        pilot=current,
        kpi=kpi,
        value=value,
        period_from=period_from or period_to,
        period_to=period_to,
        note=note.strip(),
    )
    _refuse_future(period_to)
    measurement.full_clean()
    measurement.save(force_insert=True)
    record(actor=actor, subject=current, verb="measured", reason=kpi.name, detail=_detail(measurement))
    return measurement


@transaction.atomic
def take_measurement(*, actor: Actor, kpi: Kpi, period_from: dt.date, period_to: dt.date) -> tuple[Measurement, bool]:
    """Measure a KPI from the calls or the runs in the period, the last day included; the second value says whether it
    is new.

    The same period again gives the measurement that stands. Raises ``Refusal`` (409) for a KPI that is typed in, and
    for a period without calls (or runs), or of which they were cleared: a value that rests on nothing is no evidence.
    """
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=kpi.pilot)
    source = Source(kpi.source)
    if not source.fed or (source.of_calls and current.tryout_id is None):
        raise Refusal(
            _("The values of this KPI are typed in."), remedy=_("Record a measurement instead."), code="kpi-is-typed"
        )
    _refuse_future(period_to)
    standing = kpi.measurements.standing().filter(period_from=period_from, period_to=period_to).first()
    if standing is not None:
        return standing, False
    since, until = _midnight(period_from), _midnight(period_to + dt.timedelta(days=1))
    measurement = Measurement(
        owner=actor.tenant,
        pilot=current,
        kpi=kpi,
        period_from=period_from,
        period_to=period_to,
        **(_from_runs(kpi, since, until) if source.of_runs else _from_calls(kpi, current, since, until)),
    )
    measurement.full_clean()
    measurement.save(force_insert=True)
    record(actor=actor, subject=current, verb="measured", reason=kpi.name, detail=_detail(measurement))
    return measurement, True


def _from_calls(kpi: Kpi, pilot: Pilot, since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
    """What a measurement says of the calls that it stands on."""
    assert pilot.tryout_id is not None, "looked at before"  # noqa: S101 - for the type checker
    _refuse_cleared(log_start(pilot.tryout_id), since)
    figures = call_figures(pilot.tryout_id, since=since, until=until, operation=kpi.operation or None)
    return {
        "value": _value(Source(kpi.source), figures),
        "tryout_id": pilot.tryout_id,
        "calls_total": figures.total,
        "calls_violating": figures.violations,
        "calls_disturbed": figures.disturbed,
        # The calls that went wrong come first: they are what a finding rests on.
        "sample_call_ids": list(dict.fromkeys([*figures.violating_sample, *figures.sample])),
    }


def _from_runs(kpi: Kpi, since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
    """What a measurement says of the runs that it stands on."""
    assert kpi.chain_id is not None, "the database sees to it"  # noqa: S101 - for the type checker
    _refuse_cleared(runs_start(kpi.chain_id), since)
    figures = run_figures(kpi.chain_id, since=since, until=until)
    if not figures.total:
        raise Refusal(
            _("The chain had no runs in this period that count."),
            remedy=_("Choose another period, or run the chain first."),
            code="no-runs",
            place="period_from",
        )
    share = (Decimal(100) * figures.succeeded / figures.total).quantize(CENT)
    return {
        "value": share if Source(kpi.source) is Source.RUN_SHARE else Decimal(figures.total),
        "chain_id": kpi.chain_id,
        "runs_total": figures.total,
        "runs_succeeded": figures.succeeded,
        "runs_disturbed": figures.disturbed,
        "sample_run_ids": list(figures.sample),
    }


@transaction.atomic
def withdraw_measurement(*, actor: Actor, measurement: Measurement) -> Measurement:
    """Take a measurement back. Raises ``Refusal`` (409) while a finding rests on it."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=measurement.pilot)
    resting = measurement.findings_evidence.filter(finding__withdrawn_at__isnull=True).select_related("finding").first()
    if resting is not None:
        raise Refusal(
            _("The finding “%(finding)s” rests on this measurement.") % {"finding": resting.finding},
            remedy=_("Change or withdraw that finding first."),
            code="finding-rests-on-it",
        )
    measurement.withdrawn_at = timezone.now()
    measurement.save(update_fields=["withdrawn_at", "updated_at"])
    record(
        actor=actor,
        subject=current,
        verb="measurement withdrawn",
        reason=measurement.kpi.name,
        detail=_detail(measurement),
    )
    return measurement


@transaction.atomic
def restore_measurement(*, actor: Actor, measurement: Measurement) -> Measurement:
    """Put a withdrawn measurement back. Raises ``Refusal`` (409) when its period was measured anew meanwhile."""
    current = open_to_change(to=Permission.PILOT_RECORD, actor=actor, pilot=measurement.pilot)
    measurement.withdrawn_at = None
    try:
        with transaction.atomic():
            measurement.save(update_fields=["withdrawn_at", "updated_at"])
    except IntegrityError as taken:
        raise Refusal(
            _("This period was measured again meanwhile."),
            remedy=_("Withdraw the newer measurement first."),
            code="measured-again",
        ) from taken
    record(
        actor=actor,
        subject=current,
        verb="measurement restored",
        reason=measurement.kpi.name,
        detail=_detail(measurement),
    )
    return measurement


def _value(source: Source, figures: CallFigures) -> Decimal:
    judged = figures.ok + figures.violations  # a call that was refused says nothing about the contract
    if not figures.total or (source is Source.VALID_SHARE and not judged):
        raise Refusal(
            _("There were no calls in this period."),
            remedy=_("Choose another period, or call the try-out first."),
            code="no-calls",
            place="period_from",
        )
    if source is Source.VALID_SHARE:
        return (Decimal(100) * figures.ok / judged).quantize(CENT)
    if source is Source.MEDIAN_TIME:
        return Decimal(str(figures.median_ms)).quantize(CENT)
    return Decimal(figures.total)


def _refuse_future(day: dt.date) -> None:
    if day > timezone.localdate():
        raise Refusal(
            _("That day is yet to come."),
            remedy=_("Choose today or an earlier day."),
            code="day-to-come",
            place="period_to",
        )


def _refuse_cleared(start: dt.datetime | None, since: dt.datetime) -> None:
    """``start`` is the moment before which the calls or runs were cleared."""
    if start is not None and since < start:
        raise Refusal(
            _("What happened before %(day)s was cleared, so this period cannot be measured any more.")
            % {"day": date_format(timezone.localtime(start), "SHORT_DATE_FORMAT")},
            remedy=_("Choose a period that starts on a later day."),
            code="calls-cleared",
            place="period_from",
        )


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def _detail(measurement: Measurement) -> dict[str, str]:
    return {
        "value": str(measurement.value),
        "from": measurement.period_from.isoformat(),
        "until": measurement.period_to.isoformat(),
    }
