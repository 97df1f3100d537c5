"""Sharing: nothing by default, partners by name, the network, and withdrawal with effect at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Kpi, Measurement, Pilot, PilotState
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

FIRST_DAY = dt.date(2026, 9, 14)


def seen_by(tenant: Tenant, pilot: Pilot) -> tuple[bool, int, int, int]:
    """Whether a tenant sees the pilot, and how many of its KPIs, measurements and lines of history."""
    with tenant_scope(tenant):
        return (
            Pilot.objects.filter(pk=pilot.pk).exists(),
            Kpi.objects.filter(pilot=pilot.pk).count(),
            Measurement.objects.filter(pilot=pilot.pk).count(),
            History.objects.of(pilot).count(),
        )


def test_another_tenant_sees_nothing_of_a_pilot_that_is_not_shared(
    aalst: Tenant, brugge: Tenant, pilot: Pilot, measurement: Measurement
) -> None:
    assert seen_by(aalst, pilot) == (True, 1, 1, 4)
    assert seen_by(brugge, pilot) == (False, 0, 0, 0)


def test_a_partner_sees_the_whole_story_and_a_stranger_none_of_it_until_it_is_withdrawn(
    aalst: Tenant, brugge: Tenant, genk: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[brugge])
    assert seen_by(brugge, pilot) == (True, 1, 1, 5)
    assert seen_by(genk, pilot)[0] is False
    with tenant_scope(aalst):
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.OWN)
    assert seen_by(brugge, pilot) == (False, 0, 0, 0)


def test_the_network_sees_what_is_shared_with_the_network_and_partners_stay_partners(
    aalst: Tenant, brugge: Tenant, genk: Tenant, lead: Actor, pilot: Pilot
) -> None:
    with tenant_scope(aalst):
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.NETWORK, partners=[brugge])
        shared = Pilot.objects.get(pk=pilot.pk)
        assert (shared.visibility, list(shared.partners())) == (Visibility.NETWORK, [brugge])
    assert seen_by(genk, pilot)[0] is True


def test_sharing_with_partners_names_at_least_one(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError) as refused:
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[aalst])
    assert "partners" in refused.value.message_dict


def test_a_partner_reads_but_does_not_change_by_service_or_by_hand(
    aalst: Tenant, brugge: Tenant, lead: Actor, pilot: Pilot, kpi: Kpi, actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(aalst):
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[brugge])
    partner = actor_of(brugge, Role.PILOT_LEAD)
    with tenant_scope(brugge):
        seen = Pilot.objects.get(pk=pilot.pk)
        with pytest.raises(Refusal) as paused:
            services.change_state(actor=partner, pilot=seen, to=PilotState.PAUSED)
        with pytest.raises(Refusal) as typed:
            services.record_measurement(
                actor=partner, kpi=Kpi.objects.get(pk=kpi.pk), value=Decimal(1), period_to=FIRST_DAY
            )
        assert Pilot.objects.filter(pk=pilot.pk).update(title="Van ons") == 0
        assert Kpi.objects.filter(pk=kpi.pk).delete()[0] == 0
    assert {paused.value.code, typed.value.code} == {"not-lead-partner"}
    with tenant_scope(aalst):
        assert services.change_state(actor=lead, pilot=pilot, to=PilotState.PAUSED).title == pilot.title


def test_an_ended_pilot_can_still_be_shared(aalst: Tenant, brugge: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst):
        Pilot.objects.filter(pk=pilot.pk).update(state=PilotState.ENDED)
        services.share_pilot(actor=lead, pilot=pilot, visibility=Visibility.PARTNERS, partners=[brugge])
    assert seen_by(brugge, pilot)[0] is True
