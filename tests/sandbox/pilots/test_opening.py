"""Opening a pilot and moving it from state to state."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Kpi, Pilot, PilotState
from vlavirgem_sandbox.pilots.services.opening import TRANSITIONS
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_a_pilot_opens_as_a_draft_that_only_we_see_and_its_history_says_who(aalst: Tenant, lead: Actor) -> None:
    with tenant_scope(aalst):
        pilot = services.open_pilot(actor=lead, title=" Titel ", goal="Doel")
        assert (pilot.title, pilot.state, pilot.visibility) == ("Titel", PilotState.DRAFT, Visibility.OWN)
        line = History.objects.of(pilot).get()
    assert (line.verb, line.actor_name) == ("opened", lead.name)


@pytest.mark.parametrize("role", [Role.READER, Role.MEMBER, Role.BUYER, Role.EDITOR, Role.DEVELOPER])
def test_other_roles_open_no_pilot(aalst: Tenant, actor_of: Callable[..., Actor], role: Role) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        services.open_pilot(actor=actor_of(aalst, role), title="Titel", goal="Doel")
    assert refused.value.code == "role-needed"


@pytest.mark.parametrize("role", [Role.PILOT_LEAD, Role.ADMINISTRATOR])
def test_a_pilot_lead_and_an_administrator_open_a_pilot(
    aalst: Tenant, actor_of: Callable[..., Actor], role: Role
) -> None:
    with tenant_scope(aalst):
        assert services.open_pilot(actor=actor_of(aalst, role), title="Titel", goal="Doel").pk


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"title": "", "goal": "Doel"}, "title"),
        ({"title": "Titel", "goal": "  "}, "goal"),
        ({"title": "t" * 121, "goal": "Doel"}, "title"),
    ],
)
def test_a_pilot_without_title_or_goal_is_refused_beside_the_field(
    aalst: Tenant, lead: Actor, told: dict[str, Any], field: str
) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError) as refused:
        services.open_pilot(actor=lead, **told)
    assert field in refused.value.message_dict


def test_a_period_that_ends_before_it_starts_is_refused(aalst: Tenant, lead: Actor) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError, match="laatste dag"):
        services.open_pilot(actor=lead, title="T", goal="D", starts_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 1, 1))


def test_a_pilot_without_kpi_does_not_start_and_with_one_it_does(aalst: Tenant, lead: Actor) -> None:
    with tenant_scope(aalst):
        pilot = services.open_pilot(actor=lead, title="T", goal="D")
        with pytest.raises(Refusal) as refused:
            services.change_state(actor=lead, pilot=pilot, to=PilotState.ACTIVE)
        assert refused.value.code == "no-kpi"
        services.add_kpi(actor=lead, pilot=pilot, terms=services.KpiTerms(name="K", target=Decimal(1)))
        started = services.change_state(actor=lead, pilot=pilot, to=PilotState.ACTIVE)
    assert started.state == PilotState.ACTIVE
    assert started.starts_on is not None


@pytest.mark.parametrize("to", list(PilotState))
@pytest.mark.parametrize("state", list(PilotState))
def test_only_the_steps_of_the_table_exist(
    aalst: Tenant, lead: Actor, pilot: Pilot, state: PilotState, to: PilotState
) -> None:
    with tenant_scope(aalst):
        Pilot.objects.filter(pk=pilot.pk).update(state=state)
        if to in TRANSITIONS[state]:
            assert services.change_state(actor=lead, pilot=pilot, to=to).state == to
        else:
            with pytest.raises(Refusal) as refused:
                services.change_state(actor=lead, pilot=pilot, to=to)
            assert refused.value.code == "no-such-step"


def test_a_closed_pilot_is_not_described_anew_and_an_open_one_is(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    dates = {"starts_on": pilot.starts_on, "ends_on": None}
    told: dict[str, Any] = {"title": "Nieuw", "goal": "Doel", "reason": "", **dates}
    with tenant_scope(aalst):
        assert services.edit_pilot(actor=lead, pilot=pilot, **told).title == "Nieuw"
        Pilot.objects.filter(pk=pilot.pk).update(state=PilotState.ENDED)
        with pytest.raises(Refusal) as refused:
            services.edit_pilot(actor=lead, pilot=pilot, **told)
    assert refused.value.code == "pilot-closed"


def test_the_try_out_changes_until_its_calls_are_measured(
    aalst: Tenant, lead: Actor, pilot: Pilot, fed_kpi: Kpi, calls: object
) -> None:
    with tenant_scope(aalst):
        other = uuid.uuid4()
        services.connect_tryout(actor=lead, pilot=pilot, tryout_id=other, service_name="Register")
        day = dt.date(2026, 9, 14)
        services.take_measurement(actor=lead, kpi=fed_kpi, period_from=day, period_to=day)
        services.connect_tryout(actor=lead, pilot=pilot, tryout_id=other, service_name="Register 2")
        with pytest.raises(Refusal) as refused:
            services.connect_tryout(actor=lead, pilot=pilot, tryout_id=uuid.uuid4(), service_name="Ander")
    assert refused.value.code == "measured-elsewhere"


@pytest.mark.parametrize(
    "change", [{"state": "bevroren"}, {"title": ""}, {"starts_on": None}, {"ends_on": dt.date(2020, 1, 1)}]
)
def test_the_database_refuses_what_the_services_would(aalst: Tenant, pilot: Pilot, change: dict[str, object]) -> None:
    with tenant_scope(aalst), pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.filter(pk=pilot.pk).update(**change)
