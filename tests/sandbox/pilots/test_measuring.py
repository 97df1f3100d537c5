"""Measurements: typed in, taken from the calls, taken back and put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Kpi, Measurement, Pilot, Source
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

MONDAY, SUNDAY = dt.date(2026, 9, 14), dt.date(2026, 9, 20)


def take(lead: Actor, kpi: Kpi) -> tuple[Measurement, bool]:
    return services.take_measurement(actor=lead, kpi=kpi, period_from=MONDAY, period_to=SUNDAY)


def test_a_member_types_a_value_in_and_a_reader_does_not(
    aalst: Tenant, kpi: Kpi, actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(aalst):
        member, reader = actor_of(aalst, Role.MEMBER), actor_of(aalst, Role.READER)
        typed = services.record_measurement(actor=member, kpi=kpi, value=Decimal("11.5"), period_to=MONDAY)
        assert (typed.value, typed.period_from, typed.fed) == (Decimal("11.5"), MONDAY, False)
        with pytest.raises(Refusal) as refused:
            services.record_measurement(actor=reader, kpi=kpi, value=Decimal(1), period_to=SUNDAY)
    assert refused.value.code == "role-needed"


def test_one_value_a_day_stands(aalst: Tenant, lead: Actor, kpi: Kpi, measurement: Measurement) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError, match="al gemeten"):
        services.record_measurement(actor=lead, kpi=kpi, value=Decimal(3), period_to=measurement.period_to)


def test_a_day_to_come_is_refused_and_today_is_not(aalst: Tenant, lead: Actor, kpi: Kpi) -> None:
    today = timezone.localdate()
    with tenant_scope(aalst):
        services.record_measurement(actor=lead, kpi=kpi, value=Decimal(1), period_to=today)
        with pytest.raises(Refusal) as refused:
            services.record_measurement(actor=lead, kpi=kpi, value=Decimal(1), period_to=today + dt.timedelta(days=1))
    assert refused.value.code == "day-to-come"


def test_a_typed_kpi_is_not_measured_from_calls_nor_a_fed_one_typed_in(
    aalst: Tenant, lead: Actor, kpi: Kpi, fed_kpi: Kpi
) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as typed:
            take(lead, kpi)
        with pytest.raises(Refusal) as fed:
            services.record_measurement(actor=lead, kpi=fed_kpi, value=Decimal(1), period_to=MONDAY)
    assert (typed.value.code, fed.value.code) == ("kpi-is-typed", "kpi-is-fed")


def test_the_calls_of_whole_days_are_measured_and_named(
    aalst: Tenant, lead: Actor, pilot: Pilot, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    with tenant_scope(aalst):
        taken, new = take(lead, fed_kpi)
    assert new
    assert taken.value == Decimal("83.33")  # 150 of the 180 that were held against the contract
    assert (taken.calls_total, taken.calls_violating, taken.calls_disturbed) == (200, 30, 12)
    assert taken.sample_call_ids == [calls.violating_sample[0], calls.sample[0]]  # those that went wrong come first
    assert taken.tryout_id == pilot.tryout_id
    window = calls.asked[0]
    assert timezone.localtime(window["since"]).isoformat().startswith("2026-09-14T00:00")
    assert timezone.localtime(window["until"]).isoformat().startswith("2026-09-21T00:00")


@pytest.mark.parametrize(
    ("source", "value"), [(Source.CALL_COUNT, Decimal(200)), (Source.MEDIAN_TIME, Decimal("41.50"))]
)
def test_each_source_reads_its_own_figure_and_brings_its_unit(
    aalst: Tenant, lead: Actor, pilot: Pilot, calls: SimpleNamespace, source: Source, value: Decimal
) -> None:
    with tenant_scope(aalst):
        terms = services.KpiTerms(name="Uit het logboek", target=Decimal(500), source=source, unit="appels")
        kpi = services.add_kpi(actor=lead, pilot=pilot, terms=terms)
        assert kpi.unit == source.fixed_unit
        assert take(lead, kpi)[0].value == value


def test_the_same_period_again_gives_the_measurement_that_stands(
    aalst: Tenant, lead: Actor, fed_kpi: Kpi, calls: SimpleNamespace
) -> None:
    with tenant_scope(aalst):
        first, new = take(lead, fed_kpi)
        calls.total = 400
        second, new_again = take(lead, fed_kpi)
        assert (first.pk, new, new_again) == (second.pk, True, False)
        assert Measurement.objects.filter(kpi=fed_kpi).count() == 1


def test_a_period_without_calls_is_refused(aalst: Tenant, lead: Actor, fed_kpi: Kpi, calls: SimpleNamespace) -> None:
    calls.total = 0
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        take(lead, fed_kpi)
    assert refused.value.code == "no-calls"


def test_a_withdrawn_measurement_comes_back_unless_its_period_was_measured_anew(
    aalst: Tenant, lead: Actor, kpi: Kpi, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        services.withdraw_measurement(actor=lead, measurement=measurement)
        assert not kpi.measurements.standing().exists()
        services.restore_measurement(actor=lead, measurement=measurement)
        assert kpi.measurements.standing().get() == measurement
        services.withdraw_measurement(actor=lead, measurement=measurement)
        services.record_measurement(actor=lead, kpi=kpi, value=Decimal(9), period_to=measurement.period_to)
        with pytest.raises(Refusal) as refused:
            services.restore_measurement(actor=lead, measurement=measurement)
    assert refused.value.code == "measured-again"


def test_what_a_finding_rests_on_is_not_withdrawn_until_the_finding_is(
    aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        finding = services.record_finding(actor=lead, pilot=pilot, title="Sneller", measurements=[measurement])
        with pytest.raises(Refusal) as refused:
            services.withdraw_measurement(actor=lead, measurement=measurement)
        services.withdraw_finding(actor=lead, finding=finding)
        services.withdraw_measurement(actor=lead, measurement=measurement)
        with pytest.raises(Refusal) as gone:
            services.restore_finding(actor=lead, finding=finding)
    assert (refused.value.code, gone.value.code) == ("finding-rests-on-it", "evidence-withdrawn")


def test_the_database_keeps_a_measurement_with_its_own_pilots_kpi(
    aalst: Tenant, lead: Actor, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        other = services.open_pilot(actor=lead, title="Ander", goal="Doel")
        with transaction.atomic():
            Measurement.objects.filter(pk=measurement.pk).update(pilot=other)
            # Deferred constraints are checked at the end of the outermost transaction, which a test never reaches.
            with pytest.raises(IntegrityError):
                connection.check_constraints()
            transaction.set_rollback(True)


def test_the_database_refuses_a_fed_value_without_calls(aalst: Tenant, pilot: Pilot, measurement: Measurement) -> None:
    with tenant_scope(aalst), pytest.raises(IntegrityError), transaction.atomic():
        Measurement.objects.filter(pk=measurement.pk).update(tryout_id=pilot.tryout_id)
