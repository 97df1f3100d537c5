"""A pilot of Aalst as most tests need it: active, with one KPI that is typed in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from tests.sandbox.pilots.passed_on import end_pilot, share, told
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Blueprint, Kpi, Measurement, Pilot, PilotState, Source
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

FIRST_DAY = dt.date(2026, 9, 14)


@pytest.fixture
def lead(aalst: Tenant, actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(aalst, Role.PILOT_LEAD)


@pytest.fixture
def pilot(aalst: Tenant, lead: Actor) -> Pilot:
    with tenant_scope(aalst):
        opened = services.open_pilot(
            actor=lead, title="Loket zonder papier", goal="Minder wachten", starts_on=FIRST_DAY, tryout_id=uuid.uuid4()
        )
        services.add_kpi(actor=lead, pilot=opened, terms=minutes())
        return services.change_state(actor=lead, pilot=opened, to=PilotState.ACTIVE)


@pytest.fixture
def kpi(aalst: Tenant, pilot: Pilot) -> Kpi:
    with tenant_scope(aalst):
        return Kpi.objects.get(pilot=pilot)


@pytest.fixture
def measurement(aalst: Tenant, lead: Actor, kpi: Kpi) -> Measurement:
    with tenant_scope(aalst):
        return services.record_measurement(actor=lead, kpi=kpi, value=Decimal(12), period_to=FIRST_DAY)


@pytest.fixture
def fed_kpi(aalst: Tenant, lead: Actor, pilot: Pilot) -> Kpi:
    """A KPI that the call log feeds: the share of valid calls."""
    with tenant_scope(aalst):
        terms = services.KpiTerms(name="Geldige oproepen", target=Decimal(90), source=Source.VALID_SHARE)
        return services.add_kpi(actor=lead, pilot=pilot, terms=terms)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The figures that the try-out's telemetry gives; ``asked`` keeps the windows that were asked for."""
    wrong = uuid.uuid4()
    given = SimpleNamespace(
        total=200,
        ok=150,
        violations=30,
        disturbed=12,
        median_ms=41.5,
        sample=[uuid.uuid4(), wrong],
        violating_sample=[wrong],
        asked=[],
    )

    def call_figures(_tryout: uuid.UUID, **window: Any) -> SimpleNamespace:
        given.asked.append(window)
        return given

    monkeypatch.setattr("vlavirgem_sandbox.pilots.services.measuring.call_figures", call_figures)
    return given


def minutes(**changes: Any) -> services.KpiTerms:
    """Terms of a KPI in minutes, lower is better."""
    told: dict[str, Any] = {
        "name": "Doorlooptijd",
        "unit": "min",
        "direction": "lower",
        "baseline": Decimal(20),
        "target": Decimal(10),
    }
    return services.KpiTerms(**(told | changes))


@pytest.fixture
def ended(aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement) -> Pilot:
    """The pilot with a finding and the decision that ended it."""
    with tenant_scope(aalst):
        return end_pilot(lead, pilot, measurement)


@pytest.fixture
def blueprint(aalst: Tenant, lead: Actor, ended: Pilot) -> Blueprint:
    """The draft of its blueprint, of which nobody else sees anything."""
    with tenant_scope(aalst):
        return services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended))


@pytest.fixture
def shared(aalst: Tenant, lead: Actor, blueprint: Blueprint) -> Blueprint:
    """The same, shared with the network."""
    with tenant_scope(aalst):
        return share(lead, blueprint)
