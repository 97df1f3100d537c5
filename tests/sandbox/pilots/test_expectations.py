"""Hypotheses and KPIs."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.sandbox.pilots.conftest import FIRST_DAY
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Direction, Kpi, Measurement, Pilot, Source
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def terms(**changes: Any) -> services.KpiTerms:
    told: dict[str, Any] = {"name": "Wachttijd", "unit": "min", "target": Decimal(10)}
    return services.KpiTerms(**(told | changes))


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "allowed"),
    [
        (Direction.HIGHER, 10, 20, True),
        (Direction.HIGHER, 20, 10, False),
        (Direction.LOWER, 20, 10, True),
        (Direction.LOWER, 10, 20, False),
        (Direction.HIGHER, 10, 10, False),
        (Direction.HIGHER, None, 0, True),
    ],
)
def test_the_target_lies_ahead_of_the_baseline(
    aalst: Tenant, lead: Actor, pilot: Pilot, direction: Direction, baseline: int | None, target: int, allowed: bool
) -> None:
    asked = terms(direction=direction, baseline=None if baseline is None else Decimal(baseline), target=Decimal(target))
    with tenant_scope(aalst):
        if allowed:
            assert services.add_kpi(actor=lead, pilot=pilot, terms=asked).target == target
        else:
            with pytest.raises(ValidationError, match="verkeerde kant"):
                services.add_kpi(actor=lead, pilot=pilot, terms=asked)


@pytest.mark.parametrize(("value", "reached"), [("9", True), ("10", True), ("10.01", False)])
def test_lower_is_better_reaches_its_target_from_above(kpi: Kpi, value: str, reached: bool) -> None:
    assert kpi.reached_by(Decimal(value)) is reached


def test_a_name_stands_once_in_a_pilot(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst):
        services.add_kpi(actor=lead, pilot=pilot, terms=terms())
        with pytest.raises(ValidationError, match="heeft al een KPI"):
            services.add_kpi(actor=lead, pilot=pilot, terms=terms())


@pytest.mark.parametrize("target", [Decimal(-1), Decimal(101)])
def test_a_share_is_a_percentage(aalst: Tenant, lead: Actor, pilot: Pilot, target: Decimal) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError, match="van 0 tot 100"):
        services.add_kpi(actor=lead, pilot=pilot, terms=terms(source=Source.VALID_SHARE, target=target))


def test_only_a_pilot_with_a_try_out_has_a_kpi_that_calls_feed(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    asked = terms(source=Source.CALL_COUNT, operation="registerAssociation")
    with tenant_scope(aalst):
        assert services.add_kpi(actor=lead, pilot=pilot, terms=asked).operation == "registerAssociation"
        bare = services.open_pilot(actor=lead, title="Zonder", goal="Doel")
        with pytest.raises(Refusal) as refused:
            services.add_kpi(actor=lead, pilot=bare, terms=asked)
    assert (refused.value.code, refused.value.place) == ("no-tryout", "source")


def test_a_measured_kpi_keeps_its_unit_but_its_target_may_move(
    aalst: Tenant, lead: Actor, kpi: Kpi, measurement: Measurement
) -> None:
    as_it_is = {"name": kpi.name, "direction": Direction.LOWER, "baseline": kpi.baseline}
    with tenant_scope(aalst):
        moved = services.edit_kpi(actor=lead, kpi=kpi, terms=terms(**as_it_is, target=Decimal(8)))
        assert moved.target == 8
        with pytest.raises(Refusal) as refused:
            services.edit_kpi(actor=lead, kpi=kpi, terms=terms(**as_it_is, unit="uur"))
    assert (refused.value.code, refused.value.place) == ("kpi-measured", "unit")


def test_a_measured_kpi_of_the_call_log_can_be_renamed_in_another_language(
    aalst: Tenant, lead: Actor, pilot: Pilot, calls: object
) -> None:
    told = {"name": "Oproepen", "target": Decimal(5), "source": Source.CALL_COUNT}
    with tenant_scope(aalst), translation.override("nl"):
        kpi = services.add_kpi(actor=lead, pilot=pilot, terms=terms(**told))
        services.take_measurement(actor=lead, kpi=kpi, period_from=FIRST_DAY, period_to=FIRST_DAY)
        with translation.override("en"):
            renamed = services.edit_kpi(actor=lead, kpi=kpi, terms=terms(**{**told, "name": "Calls"}))

    assert renamed.name == "Calls"


@pytest.mark.parametrize(("language", "one", "two"), [("nl", "1 oproep", "2 oproepen"), ("en", "1 call", "2 calls")])
def test_calls_are_counted_in_the_readers_language_one_or_more(
    aalst: Tenant, lead: Actor, pilot: Pilot, language: str, one: str, two: str
) -> None:
    with tenant_scope(aalst):
        counted = terms(name="Oproepen", target=Decimal(5), source=Source.CALL_COUNT)
        kpi = services.add_kpi(actor=lead, pilot=pilot, terms=counted)

    with translation.override(language):
        said = [kpi.said(Decimal(number)).replace("\N{NO-BREAK SPACE}", " ") for number in (1, 2)]

    assert said == [one, two]


def test_a_kpi_says_which_calls_are_in_it_and_a_typed_one_does_not(
    aalst: Tenant, lead: Actor, pilot: Pilot, kpi: Kpi
) -> None:
    told = {"target": Decimal(5), "source": Source.CALL_COUNT}
    with tenant_scope(aalst):
        every = services.add_kpi(actor=lead, pilot=pilot, terms=terms(name="Alle", **told))
        one = services.add_kpi(actor=lead, pilot=pilot, terms=terms(name="Een", operation="GET /", **told))

    with translation.override("en"):
        assert "without a good key" in every.counted
        assert one.counted.startswith(every.counted)
        assert "before their operation was known" in one.counted
        assert kpi.counted == ""


def test_a_member_adds_no_kpi_and_no_hypothesis(
    aalst: Tenant, pilot: Pilot, lead: Actor, actor_of: Callable[..., Actor]
) -> None:
    member = actor_of(aalst, Role.MEMBER)
    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            services.add_kpi(actor=member, pilot=pilot, terms=terms())
        with pytest.raises(Refusal):
            services.add_hypothesis(actor=member, pilot=pilot, text="Sneller")
        assert services.add_hypothesis(actor=lead, pilot=pilot, text="Sneller").position == 0
        assert services.add_hypothesis(actor=lead, pilot=pilot, text="Beter").position == 1


@pytest.mark.parametrize("change", [{"direction": "aside"}, {"name": ""}, {"operation": "x"}, {"target": Decimal(30)}])
def test_the_database_refuses_what_the_services_would(aalst: Tenant, kpi: Kpi, change: dict[str, object]) -> None:
    with tenant_scope(aalst), pytest.raises(IntegrityError), transaction.atomic():
        Kpi.objects.filter(pk=kpi.pk).update(**change)
