"""Acts from a page that was shown before something was taken back: the evidence is looked at anew."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Decision, Finding, Measurement, Outcome, Pilot
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def finding(aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement) -> Finding:
    with tenant_scope(aalst):
        return services.record_finding(actor=lead, pilot=pilot, title="Sneller", measurements=[measurement])


def decide(lead: Actor, pilot: Pilot, finding: Finding) -> Decision:
    return services.decide(actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Gehaald.", findings=[finding])


def test_nothing_is_decided_on_a_finding_that_was_withdrawn_meanwhile(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding
) -> None:
    with tenant_scope(aalst):
        services.withdraw_finding(actor=lead, finding=Finding.objects.get(pk=finding.pk))

        with pytest.raises(ValidationError):
            decide(lead, pilot, finding)
        assert not Decision.objects.exists()

        services.restore_finding(actor=lead, finding=Finding.objects.get(pk=finding.pk))
        assert decide(lead, pilot, finding).outcome == Outcome.SCALE_UP


def test_no_finding_rests_on_a_measurement_that_was_withdrawn_meanwhile(
    aalst: Tenant, lead: Actor, pilot: Pilot, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        services.withdraw_measurement(actor=lead, measurement=Measurement.objects.get(pk=measurement.pk))

        with pytest.raises(ValidationError):
            services.record_finding(actor=lead, pilot=pilot, title="Sneller", measurements=[measurement])
        assert not Finding.objects.exists()


def test_a_finding_revised_from_an_older_page_stays_withdrawn(
    aalst: Tenant, lead: Actor, finding: Finding, measurement: Measurement
) -> None:
    with tenant_scope(aalst):
        services.withdraw_finding(actor=lead, finding=Finding.objects.get(pk=finding.pk))

        services.revise_finding(actor=lead, finding=finding, title="Trager", measurements=[measurement])

        assert Finding.objects.get().withdrawn_at is not None


def test_a_decision_withdrawn_twice_is_withdrawn_once(
    aalst: Tenant, lead: Actor, pilot: Pilot, finding: Finding
) -> None:
    with tenant_scope(aalst):
        decision = decide(lead, pilot, finding)
        first, second = (Decision.objects.select_related("pilot").get(pk=decision.pk) for _click in range(2))

        services.withdraw_decision(actor=lead, decision=first, reason="Te vroeg.")
        services.withdraw_decision(actor=lead, decision=second, reason="Te vroeg.")

        assert History.objects.of(pilot).filter(verb="decision withdrawn").count() == 1
