"""Blueprints: prepared in private, shared as they were shown, published again as a version, and withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from tests.sandbox.pilots.passed_on import share, told
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.blueprint_content import content_of
from vlavirgem_sandbox.pilots.history_blueprints import history_of
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintDraft, Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def seen_by(tenant: Tenant) -> tuple[int, int]:
    """How many blueprints, and how many drafts of them, an organisation sees."""
    with tenant_scope(tenant):
        return Blueprint.objects.count(), BlueprintDraft.objects.count()


def test_only_a_pilot_that_ended_with_a_decision_gives_a_blueprint(aalst: Tenant, lead: Actor, pilot: Pilot) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        services.prepare_blueprint(actor=lead, pilot=pilot, told=told(pilot))
    assert refused.value.code == "pilot-not-ended"


def test_draft_is_seen_by_its_maker_only(aalst: Tenant, brugge: Tenant, blueprint: Blueprint) -> None:
    assert blueprint.state == "draft"
    assert (seen_by(aalst), seen_by(brugge)) == ((1, 1), (0, 0))


def test_only_the_lead_partner_makes_and_shares(
    aalst: Tenant, lead: Actor, ended: Pilot, blueprint: Blueprint, actor_of: Callable[..., Actor]
) -> None:
    # given
    member = actor_of(aalst, Role.MEMBER)

    # when
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as prepared:
            services.prepare_blueprint(actor=member, pilot=ended, told=told(ended))
        with pytest.raises(Refusal) as shared:
            share(member, blueprint)

        # then
        assert {prepared.value.code, shared.value.code} == {"role-needed"}
        assert services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, title="Anders")).title == "Anders"
        assert share(lead, blueprint).state == "active"


def test_shared_blueprint_holds_what_was_promised_and_nothing_that_was_measured(
    aalst: Tenant, brugge: Tenant, lead: Actor, blueprint: Blueprint
) -> None:
    # given
    with tenant_scope(aalst):
        share(lead, blueprint)

    # when
    with tenant_scope(brugge):
        kept = Blueprint.objects.get(pk=blueprint.pk).content
        content = content_of(kept)

    # then
    [kpi] = content.kpis
    assert (kpi.name, kpi.target, kpi.unit, kpi.direction) == ("Doorlooptijd", "10.00", "min", "lower")
    assert [finding.title for finding in content.findings] == ["Eén bezoek volstaat"]
    assert content.step_lines == ["Spreek af met de balie", "Open een proefopstelling"]
    assert "20" not in str(kept["kpis"]), "the baseline was measured"


def test_what_is_not_chosen_stays(aalst: Tenant, lead: Actor, ended: Pilot) -> None:
    with tenant_scope(aalst):
        blueprint = services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, kpi_ids=[], finding_ids=[]))
        content = content_of(share(lead, blueprint).content)
    assert (content.kpis, content.findings, content.chains) == ([], [], [])


def test_partners_see_it_others_do_not(
    aalst: Tenant, brugge: Tenant, genk: Tenant, lead: Actor, blueprint: Blueprint
) -> None:
    with tenant_scope(aalst):
        share(lead, blueprint, to=[brugge])
    assert (seen_by(brugge), seen_by(genk)) == ((1, 0), (0, 0))


def test_partners_have_to_be_named(aalst: Tenant, lead: Actor, blueprint: Blueprint) -> None:
    with tenant_scope(aalst):
        for visibility in (Visibility.PARTNERS, Visibility.OWN):
            with pytest.raises(ValidationError):
                share(lead, blueprint, visibility=visibility)


def test_what_goes_out_is_what_was_shown(aalst: Tenant, lead: Actor, ended: Pilot, blueprint: Blueprint) -> None:
    # given
    with tenant_scope(aalst):
        seen = services.content_to_share(blueprint).digest
        services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, goal="Iets anders"))

        # when
        with pytest.raises(Refusal) as refused:
            services.share_blueprint(
                actor=lead, blueprint=blueprint, visibility=Visibility.NETWORK, partners=[], shown=seen
            )

    # then
    assert refused.value.code == "changed-since-shown"
    assert seen_by(aalst) == (1, 1)
    with tenant_scope(aalst):
        assert Blueprint.objects.get().state == "draft"


def test_version_goes_up_when_what_others_read_changes(
    aalst: Tenant, brugge: Tenant, lead: Actor, ended: Pilot, blueprint: Blueprint
) -> None:
    with tenant_scope(aalst):
        first, again = share(lead, blueprint), share(lead, blueprint)
        services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, title="Beter"))
    with tenant_scope(brugge):
        assert Blueprint.objects.get().title == "Loket zonder papier", "a draft shows to nobody else"
    with tenant_scope(aalst):
        later = share(lead, blueprint)
    assert (first.version, again.version, later.version) == (1, 1, 2)
    assert len({first.digest, again.digest, later.digest}) == 2
    with tenant_scope(brugge):
        assert Blueprint.objects.get().title == "Beter"


def test_withdrawn_at_once_and_shared_again(aalst: Tenant, brugge: Tenant, lead: Actor, blueprint: Blueprint) -> None:
    with tenant_scope(aalst):
        share(lead, blueprint)
        assert services.withdraw_blueprint(actor=lead, blueprint=blueprint, reason="Verouderd").state == "withdrawn"
    assert seen_by(brugge) == (0, 0)
    with tenant_scope(aalst):
        assert share(lead, blueprint).version == 1
    assert seen_by(brugge) == (1, 0)


def test_real_register_number_is_refused_at_its_field(aalst: Tenant, lead: Actor, ended: Pilot) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        services.prepare_blueprint(actor=lead, pilot=ended, told=told(ended, steps="Bel 85.07.30-033.28"))
    assert (refused.value.code, refused.value.place) == ("real-number", "steps")


def test_history_keeps_what_was_prepared_with_its_maker(
    aalst: Tenant, brugge: Tenant, lead: Actor, blueprint: Blueprint
) -> None:
    with tenant_scope(aalst):
        share(lead, blueprint)
        assert len(history_of(blueprint, aalst)) == 2
    with tenant_scope(brugge):
        assert len(history_of(blueprint, brugge)) == 1
