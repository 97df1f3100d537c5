"""The life of a version: in trial, live, on its way out with a last day, over; and what each lets people do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import changed_contract, demo_contract
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import (
    deprecate_version,
    put_live,
    reinstate_version,
    successors_of,
    withdraw_version,
)
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/"
DETAILS = ServiceDetails(name="Verenigingsregister", theme="leisure")


def version(number: int) -> ServiceVersion:
    return ServiceVersion.objects.select_related("service__owner").get(number=number)


def second_version(agency: Tenant, *, in_trial: bool = False) -> None:
    with tenant_scope(agency):
        publish_service(actor=Actor.system(agency), file=changed_contract(), details=DETAILS, in_trial=in_trial)


def deprecate(agency: Tenant, *, last_day: date, successor: int | None = None) -> None:
    with tenant_scope(agency):
        deprecate_version(
            actor=Actor.system(agency), version=version(1), last_day=last_day, successor=successor, reason="Te oud."
        )


def let_the_last_day_pass(agency: Tenant) -> None:
    with tenant_scope(agency):
        ServiceVersion.objects.filter(number=1).update(sunset_on=timezone.localdate() - timedelta(days=1))


def test_a_version_in_trial_can_be_tried_by_all_and_is_put_live_later(agency: Tenant, aalst: Tenant) -> None:
    with tenant_scope(agency):
        publish_service(actor=Actor.system(agency), file=demo_contract(), details=DETAILS, in_trial=True)
    with tenant_scope(aalst):
        seen = version(1)
        tried = open_tryout(actor=Actor.system(aalst), version=seen)
        was_live = ServiceVersion.objects.live().exists()

    with tenant_scope(agency):
        live = put_live(actor=Actor.system(agency), version=version(1))
        with pytest.raises(Refusal, match="proef"):
            put_live(actor=Actor.system(agency), version=version(1))

    assert (seen.standing, was_live, tried.version_number) == (PublicationState.TRIAL, False, 1)
    assert live.standing == live.service.state == PublicationState.ACTIVE


def test_a_draft_is_tried_by_its_publisher_and_by_nobody_else(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS).version
        draft = version(draft.number)
        own = open_tryout(actor=Actor.system(agency), version=draft)
    with tenant_scope(aalst), pytest.raises(Refusal):
        open_tryout(actor=Actor.system(aalst), version=draft)

    assert own.digest == draft.digest
    assert client_for(agency, Role.DEVELOPER).get(f"/tryouts/open/{draft.pk}/").status_code == 200
    assert client_for(aalst, Role.PILOT_LEAD).get(f"/tryouts/open/{draft.pk}/").status_code == 404


def test_a_deprecated_version_is_offered_until_its_last_day_and_counts_as_withdrawn_after_it(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant
) -> None:
    second_version(agency)
    deprecate(agency, last_day=timezone.localdate(), successor=2)
    with tenant_scope(aalst):
        before = version(1)
        open_tryout(actor=Actor.system(aalst), version=before)

    let_the_last_day_pass(agency)

    with tenant_scope(aalst):
        after = version(1)
        offered = list(ServiceVersion.objects.offered().values_list("number", flat=True))
        with pytest.raises(Refusal):
            open_tryout(actor=Actor.system(aalst), version=after)
    assert (before.standing, before.is_offered, before.successor_number) == (PublicationState.DEPRECATED, True, 2)
    assert (after.standing, offered) == (PublicationState.WITHDRAWN, [2])


def test_a_deprecation_can_be_taken_back_and_history_tells_both(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    deprecate(agency, last_day=timezone.localdate())
    with tenant_scope(agency):
        back = reinstate_version(actor=Actor.system(agency), version=version(1))
        verbs = [line.verb for line in History.objects.of(back.service)]
        with pytest.raises(Refusal):
            reinstate_version(actor=Actor.system(agency), version=version(1))

    assert (back.standing, back.sunset_on, back.deprecated_at) == (PublicationState.ACTIVE, None, None)
    assert verbs == ["reinstated", "deprecated", "published"]


def test_a_last_day_in_the_past_and_a_successor_that_is_not_offered_are_refused_at_their_field(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    today = timezone.localdate()
    with pytest.raises(Refusal) as past:
        deprecate(agency, last_day=today - timedelta(days=1))
    with pytest.raises(Refusal) as missing:
        deprecate(agency, last_day=today, successor=7)

    assert (past.value.place, missing.value.place) == ("last_day", "successor")
    with tenant_scope(agency):
        assert version(1).standing == PublicationState.ACTIVE
        assert successors_of(version(1)) == []


def test_a_service_stands_where_the_best_of_its_versions_does(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    stood = []
    second_version(agency, in_trial=True)
    deprecate(agency, last_day=timezone.localdate(), successor=2)
    with tenant_scope(agency):
        stood.append(Service.objects.get().state)
        withdraw_version(actor=Actor.system(agency), version=version(2), reason="Fout.")
        stood.append(Service.objects.get().state)
        withdraw_version(actor=Actor.system(agency), version=version(1), reason="Fout.")
        stood.append(Service.objects.get().state)

    assert stood == ["trial", "deprecated", "withdrawn"]


def test_the_database_keeps_the_contract_of_a_deprecated_version_and_its_moment_of_publishing(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    deprecate(agency, last_day=timezone.localdate())
    with tenant_scope(agency):
        for change in ({"digest": "0" * 64}, {"published_at": timezone.now()}, {"state": "draft"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ServiceVersion.objects.filter(number=1).update(**change)
            connection.check_constraints()
        assert ServiceVersion.objects.filter(number=1).update(sunset_on=timezone.localdate()) == 1


def test_a_municipality_changes_nothing_of_it_and_the_publisher_does(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    second_version(agency)
    sent = {"last_day": timezone.localdate().isoformat(), "successor": "2", "reason": "Te oud."}
    address = f"{PAGE}1/deprecate/"

    assert client_for(aalst, Role.ADMINISTRATOR).post(address, sent).status_code == 404
    assert client_for(agency, Role.READER).post(address, sent).status_code == 403
    assert client_for(agency, Role.DEVELOPER).post(address, {**sent, "last_day": "2020-01-01"}).status_code == 422
    done = client_for(agency, Role.DEVELOPER).post(address, sent, follow=True)

    assert f"{PAGE}1/reinstate/" in done.text
    seen = client_for(aalst, Role.MEMBER).get(f"{PAGE}?version=1").text
    assert "wordt uitgefaseerd" in seen.lower()
    assert f"{PAGE}1/withdraw/" not in seen
    assert client_for(agency, Role.DEVELOPER).post(f"{PAGE}1/reinstate/").status_code == 302


def test_the_preview_puts_a_draft_in_trial_and_the_page_of_the_service_puts_it_live(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS).version
    publisher = client_for(agency, Role.DEVELOPER)

    words = {"name": "", "summary": "", "theme": "leisure", "in_trial": "on"}
    publisher.post(f"/services/publish/{draft.pk}/", words)
    in_trial = publisher.get(PAGE).text
    asked = publisher.get(f"{PAGE}1/live/").text
    done = publisher.post(f"{PAGE}1/live/", follow=True).text

    assert f"{PAGE}1/live/" in in_trial
    assert 'name="confirmed"' in asked
    assert f"{PAGE}1/live/" not in done
    assert f"{PAGE}1/deprecate/" in done


def test_a_reason_with_a_real_register_number_is_refused_at_its_field_and_another_is_shown(
    association_register: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher = client_for(agency, Role.DEVELOPER)
    day = timezone.localdate().isoformat()
    wrong = {"reason": "Zie 85.07.30-033.28.", "last_day": day, "successor": ""}

    deprecated = publisher.post(f"{PAGE}1/deprecate/", wrong)
    withdrawn = publisher.post(f"{PAGE}1/withdraw/", wrong)

    assert (deprecated.status_code, withdrawn.status_code) == (422, 422)
    assert "reason" in deprecated.context["form"].errors
    assert "reason" in withdrawn.context["form"].errors
    assert publisher.post(f"{PAGE}1/withdraw/", {"reason": "Te oud."}).status_code == 302
