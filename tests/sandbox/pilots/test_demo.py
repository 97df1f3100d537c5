"""The demo's pilots: the whole road once, however often it is filled."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from vlavirgem_sandbox.chains.models import ChainRun
from vlavirgem_sandbox.chains.services import new_chain
from vlavirgem_sandbox.pilots import demo
from vlavirgem_sandbox.pilots.models import (
    Blueprint,
    BlueprintAdoption,
    Decision,
    Finding,
    Kpi,
    Measurement,
    Outcome,
    Pilot,
    PilotState,
)
from vlavirgem_sandbox.tryouts.telemetry import TryOutCard
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def town(brugge: Tenant, aalst: Tenant, genk: Tenant, actor_of: Callable[..., Actor]) -> Any:
    """The demo town as far as the pilots need it; Brugge plays Mechelen."""
    tenants = {"mechelen": brugge, "aalst": aalst, "genk": genk}
    return SimpleNamespace(tenant=tenants.__getitem__, actor=lambda slug, *roles: actor_of(tenants[slug], *roles))


@pytest.fixture(autouse=True)
def tryouts(monkeypatch: pytest.MonkeyPatch, calls: SimpleNamespace) -> None:
    """A try-out under every name that the demo asks for."""
    names = ("Verenigingen aan het loket", "Premies in het bouwloket")
    cards = [
        TryOutCard(
            id=uuid.uuid4(),
            name=name,
            service_name="Dienst",
            service_url="/services/agentschap/dienst/",
            agency_name="Agentschap",
            version_id=uuid.uuid4(),
            version_number=1,
            url="/tryouts/x/",
        )
        for name in names
    ]
    monkeypatch.setattr("vlavirgem_sandbox.pilots.demo.tryout_cards", lambda: cards)


@pytest.fixture(autouse=True)
def chain(brugge: Tenant) -> None:
    """The chain that the demo asks for, with a run of yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    with tenant_scope(brugge):
        found = new_chain(actor=Actor.system(brugge), name=demo.CHAIN_NAME)
        ChainRun.objects.create(
            chain=found,
            number=1,
            workflow_id="main",
            trigger="hand",
            person="Iemand",
            state="succeeded",
            began_at=yesterday,
            ended_at=yesterday,
        )


def test_the_demo_is_filled_once_with_the_road_from_calls_to_a_decision(town: Any, brugge: Tenant) -> None:
    demo.fill(town)
    demo.fill(town)
    with tenant_scope(brugge):
        pilots = {pilot.title: pilot for pilot in Pilot.objects.of(brugge)}
        assert set(pilots) == {demo.ASSOCIATIONS, demo.DRAFT}
        ended = pilots[demo.ASSOCIATIONS]
        assert (ended.state, pilots[demo.DRAFT].state) == (PilotState.ENDED, PilotState.DRAFT)
        assert Decision.objects.get(pilot=ended).outcome == Outcome.SCALE_UP
        assert Finding.objects.filter(pilot=ended).count() == 3
        assert Measurement.objects.filter(pilot=ended, tryout_id=ended.tryout_id).count() == 3
        assert Measurement.objects.get(pilot=ended, chain_id__isnull=False).runs_total == 1


def test_the_demos_partner_and_the_network_see_what_is_shared_with_them(town: Any, aalst: Tenant, genk: Tenant) -> None:
    demo.fill(town)
    with tenant_scope(aalst):
        assert set(Pilot.objects.values_list("title", flat=True)) == {demo.ASSOCIATIONS, demo.ENERGY}
    with tenant_scope(genk):
        assert set(Pilot.objects.led_by_others(genk).values_list("title", flat=True)) == {demo.ENERGY}


def test_the_demos_blueprint_is_shared_and_taken_over_once(town: Any, brugge: Tenant, genk: Tenant) -> None:
    demo.fill(town)
    demo.fill(town)
    with tenant_scope(genk):
        blueprint = Blueprint.objects.get()
        taken = BlueprintAdoption.objects.select_related("pilot").get()
        assert (blueprint.owner_id, blueprint.version, taken.version) == (brugge.pk, 1, 1)
        assert Pilot.objects.of(genk).get() == taken.pilot
        assert Kpi.objects.filter(pilot=taken.pilot).count() == 4
