"""Taking a blueprint over: a pilot and chains of one's own, once, by name or as a count, walked both ways."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.sandbox.pilots.passed_on import share, told
from vlavirgem.plugins import EvidenceRef, evidence_kinds
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.adopters import adopters_of
from vlavirgem_sandbox.pilots.models import (
    Blueprint,
    BlueprintAdoption,
    Decision,
    Kpi,
    Measurement,
    Pilot,
    PilotState,
    Source,
)
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def adopter(brugge: Tenant, actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(brugge, Role.PILOT_LEAD)


def adopted(actor: Actor, blueprint: Blueprint, *, by_name: bool = True) -> BlueprintAdoption:
    with tenant_scope(actor.tenant):
        found = Blueprint.objects.select_related("owner").get(pk=blueprint.pk)
        return services.adopt_blueprint(actor=actor, blueprint=found, by_name=by_name).adoption


def test_adopting_opens_a_draft_of_ones_own_with_the_kpis_and_without_what_was_measured(
    brugge: Tenant, aalst: Tenant, adopter: Actor, shared: Blueprint
) -> None:
    adoption = adopted(adopter, shared)
    with tenant_scope(brugge):
        pilot = Pilot.objects.get(pk=adoption.pilot_id)
        kpi = Kpi.objects.get(pilot=pilot)
        assert (pilot.owner_id, pilot.state, pilot.goal) == (brugge.pk, PilotState.DRAFT, "Minder wachten")
        assert (kpi.name, kpi.target, kpi.unit, kpi.baseline) == ("Doorlooptijd", Decimal(10), "min", None)
        assert (adoption.source_name, adoption.version) == (aalst.name, 1)
    with tenant_scope(aalst):
        assert not Pilot.objects.filter(pk=adoption.pilot_id).exists(), "the adopter's pilot is the adopter's"


def test_only_who_may_open_pilots_adopts(
    brugge: Tenant, adopter: Actor, shared: Blueprint, actor_of: Callable[..., Actor]
) -> None:
    with pytest.raises(Refusal) as refused:
        adopted(actor_of(brugge, Role.DEVELOPER), shared)
    assert refused.value.code == "role-needed"
    assert adopted(adopter, shared).version == 1


def test_adopting_twice_takes_effect_once(brugge: Tenant, adopter: Actor, shared: Blueprint) -> None:
    first, again = adopted(adopter, shared), adopted(adopter, shared)
    assert first.pk == again.pk
    with tenant_scope(brugge):
        assert Pilot.objects.of(brugge).count() == 1


def test_colleague_who_presses_at_the_same_moment_gets_the_same_pilot(
    brugge: Tenant, adopter: Actor, shared: Blueprint, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given that the first look finds nothing, as it does for both of them
    first = adopted(adopter, shared)
    seen: list[Any] = [None, first]
    monkeypatch.setattr("vlavirgem_sandbox.pilots.services.adopting._known", lambda _actor, _blueprint: seen.pop(0))

    # when
    second = adopted(adopter, shared)

    # then
    assert second.pk == first.pk
    with tenant_scope(brugge):
        assert Pilot.objects.of(brugge).count() == 1


def test_own_blueprint_and_what_is_no_longer_shared_are_refused(
    aalst: Tenant, brugge: Tenant, lead: Actor, adopter: Actor, shared: Blueprint
) -> None:
    with pytest.raises(Refusal) as own:
        adopted(lead, shared)
    with tenant_scope(aalst):
        services.withdraw_blueprint(actor=lead, blueprint=shared)
    with tenant_scope(brugge), pytest.raises(Refusal) as gone:
        services.adopt_blueprint(actor=adopter, blueprint=shared)
    assert (own.value.code, gone.value.code) == ("own-blueprint", "no-longer-shared")


def test_what_was_made_of_it_stays_when_it_is_withdrawn(
    aalst: Tenant, brugge: Tenant, lead: Actor, adopter: Actor, shared: Blueprint
) -> None:
    adoption = adopted(adopter, shared)
    with tenant_scope(aalst):
        services.withdraw_blueprint(actor=lead, blueprint=shared)
    with tenant_scope(brugge):
        still = BlueprintAdoption.objects.select_related("pilot").get(pk=adoption.pk)
        assert (still.title, still.source_name, still.pilot.owner_id) == (shared.title, aalst.name, brugge.pk)


def test_who_gives_a_name_is_named_and_who_does_not_is_no_more_than_a_count(
    aalst: Tenant, brugge: Tenant, genk: Tenant, adopter: Actor, shared: Blueprint, actor_of: Callable[..., Actor]
) -> None:
    # given
    adopted(adopter, shared)
    adopted(actor_of(genk, Role.PILOT_LEAD), shared, by_name=False)

    # when
    with tenant_scope(aalst):
        lead_knows, rows = adopters_of(shared), BlueprintAdoption.objects.count()
    with tenant_scope(brugge):
        adopter_knows = adopters_of(shared)

    # then: one without a name is too few to tell, and others are told nothing of it
    assert [adoption.owner.name for adoption in lead_knows.named] == [brugge.name]
    assert (lead_knows.without_name, rows) == (0, 1)
    assert adopter_knows.without_name is None


def test_three_without_a_name_are_counted(
    aalst: Tenant, shared: Blueprint, network: Tenant, brugge: Tenant, genk: Tenant, actor_of: Callable[..., Actor]
) -> None:
    for tenant in (network, brugge, genk):
        adopted(actor_of(tenant, Role.PILOT_LEAD), shared, by_name=False)
    with tenant_scope(aalst):
        assert adopters_of(shared).without_name == 3


def adopt_by_hand(owner: Tenant, blueprint: Blueprint) -> None:
    """A row that the services would not write: with the lead's own pilot."""
    BlueprintAdoption.objects.create(
        owner=owner, blueprint=blueprint, pilot_id=blueprint.pilot_id, version=1, title="x", source_name="y"
    )
    connection.check_constraints()


def test_database_takes_no_adoption_into_the_pilot_of_another(aalst: Tenant, brugge: Tenant, shared: Blueprint) -> None:
    with tenant_scope(brugge), pytest.raises(IntegrityError), transaction.atomic():
        adopt_by_hand(brugge, shared)


def test_kpi_that_calls_fed_is_typed_in_until_there_is_a_tryout(
    aalst: Tenant, brugge: Tenant, lead: Actor, adopter: Actor, measurement: Measurement, fed_kpi: Kpi, ended: Pilot
) -> None:
    with tenant_scope(aalst):
        shared = share(lead, services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended)))
    adoption = adopted(adopter, shared)
    with tenant_scope(brugge):
        kpi = Kpi.objects.get(pilot=adoption.pilot_id, name=fed_kpi.name)
        assert (kpi.source, kpi.unit) == (Source.TYPED, "%")


def test_evidence_is_walked_from_the_decision_to_who_took_it_over_and_back(
    aalst: Tenant, brugge: Tenant, adopter: Actor, shared: Blueprint
) -> None:
    adoption = adopted(adopter, shared)
    with tenant_scope(aalst):
        road = [
            EvidenceRef("pilot decision", Decision.objects.get().pk),
            EvidenceRef("blueprint", shared.pk),
            EvidenceRef("adopted pilot", adoption.pk),
        ]
        for here, there in itertools.pairwise(road):
            assert there in evidence_kinds.get(here.kind).after(here.id)
            assert here in evidence_kinds.get(there.kind).before(there.id)
        seen_by_lead = evidence_kinds.get("adopted pilot").card(adoption.pk)
        assert seen_by_lead is not None
        assert (brugge.name in seen_by_lead.title, seen_by_lead.url) == (True, "")
    with tenant_scope(brugge):
        own = evidence_kinds.get("adopted pilot").card(adoption.pk)
        assert own is not None
        assert own.url == adoption.get_absolute_url()
        assert evidence_kinds.get("blueprint").card(shared.pk) is not None


def test_adoption_without_a_name_shows_to_who_made_it_only(
    aalst: Tenant, brugge: Tenant, adopter: Actor, shared: Blueprint
) -> None:
    adoption = adopted(adopter, shared, by_name=False)
    with tenant_scope(aalst):
        assert evidence_kinds.get("adopted pilot").card(adoption.pk) is None
    with tenant_scope(brugge):
        assert evidence_kinds.get("adopted pilot").card(adoption.pk) is not None
        assert adoption.visibility == Visibility.OWN
