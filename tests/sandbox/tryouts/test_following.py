"""Following a service: its news stands on the start page, once, until it is seen; nobody else knows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import changed_contract
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import deprecate_version, reinstate_version, withdraw_version
from vlavirgem_sandbox.tryouts.following import NewsKind, follow_of, news
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import end_tryout
from vlavirgem_sandbox.tryouts.services_following import follow_again, follow_service, mark_seen, unfollow_service
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/"
REASON = "Het veld voor de zetel verandert."


@pytest.fixture
def register(aalst: Tenant, association_register: ServiceVersion) -> Service:
    """The service, as a municipality reads it."""
    with tenant_scope(aalst):
        return Service.objects.select_related("owner").get(pk=association_register.service_id)


def next_version(agency: Tenant) -> None:
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        publish_service(actor=Actor.system(agency), file=changed_contract(), details=details)


def withdraw(agency: Tenant, number: int) -> None:
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get(number=number)
        withdraw_version(actor=Actor.system(agency), version=version, reason=REASON)


def told(tenant: Tenant) -> list[tuple[int, bool, str]]:
    with tenant_scope(tenant):
        return [(each.number, each.kind == NewsKind.WITHDRAWN, each.reason) for each in news()]


def test_what_happens_after_following_is_news_until_it_is_seen(
    agency: Tenant, aalst: Tenant, register: Service
) -> None:
    with tenant_scope(aalst):
        follow_service(actor=Actor.system(aalst), service=register)
    before = told(aalst)

    next_version(agency)
    withdraw(agency, 1)
    after = told(aalst)
    with tenant_scope(aalst):
        mark_seen(actor=Actor.system(aalst), service=register, keys=[each.key for each in news()])

    assert before == []
    assert sorted(after) == [(1, True, REASON), (2, False, "")]
    assert told(aalst) == []


def test_following_twice_keeps_one_and_unfollowing_ends_it(agency: Tenant, aalst: Tenant, register: Service) -> None:
    with tenant_scope(aalst):
        first = follow_service(actor=Actor.system(aalst), service=register)
        again = follow_service(actor=Actor.system(aalst), service=register)
    next_version(agency)
    while_followed = told(aalst)

    with tenant_scope(aalst):
        unfollow_service(actor=Actor.system(aalst), service=register)

    assert first == again
    assert while_followed == [(2, False, "")]
    assert told(aalst) == []


def test_what_a_try_out_tells_already_is_not_told_again_and_is_once_the_try_out_ended(
    agency: Tenant, aalst: Tenant, tryout: TryOut
) -> None:
    next_version(agency)
    withdraw(agency, 1)
    while_tried = told(aalst)

    with tenant_scope(aalst):
        end_tryout(actor=Actor.system(aalst), tryout=tryout)

    assert while_tried == []
    assert sorted(told(aalst)) == [(1, True, REASON), (2, False, "")]


def test_opening_a_try_out_follows_its_service_and_that_can_be_undone(
    aalst: Tenant, register: Service, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(aalst):
        assert follow_of(register) is not None

    client_for(aalst, Role.PILOT_LEAD).post(f"/tryouts/follow/{register.pk}/stop/")

    with tenant_scope(aalst):
        assert follow_of(register) is None
        assert TryOut.objects.filter(pk=tryout.pk).exists()


def test_the_start_page_tells_who_manages_try_outs_and_leads_to_the_button(
    agency: Tenant, aalst: Tenant, register: Service, client_for: Callable[..., Client]
) -> None:
    lead = client_for(aalst, Role.PILOT_LEAD)
    offered = lead.get(PAGE).text
    followed = lead.post(f"/tryouts/follow/{register.pk}/", follow=True)
    next_version(agency)
    withdraw(agency, 1)

    start = lead.get("/")
    unasked = client_for(aalst, Role.READER).get("/").text
    page = lead.get(PAGE).text
    keys = re.findall(r'name="seen" value="([^"]+)"', page)
    lead.post(f"/tryouts/follow/{register.pk}/seen/", {"seen": keys})
    after = lead.get("/")

    assert f"/tryouts/follow/{register.pk}/" in offered
    assert f"/tryouts/follow/{register.pk}/stop/" in followed.text
    assert [entry.url for entry in start.context["waiting"]].count(f"{PAGE}#following") == 2
    assert REASON in start.text
    assert "Je volgt deze dienst" not in unasked
    assert REASON in page
    assert f"/tryouts/follow/{register.pk}/seen/" in page
    assert f"{PAGE}#following" not in [entry.url for entry in after.context["waiting"]]


@pytest.mark.parametrize("act", ["", "stop/", "again/", "seen/"])
def test_a_reader_is_refused_and_a_pilot_lead_is_not(
    aalst: Tenant, register: Service, client_for: Callable[..., Client], act: str
) -> None:
    address = f"/tryouts/follow/{register.pk}/{act}"

    assert client_for(aalst, Role.READER).post(address).status_code == 403
    assert client_for(aalst, Role.PILOT_LEAD).post(address).status_code == 302


def test_what_happens_while_the_page_is_open_stays_news_when_the_rest_is_marked_as_seen(
    agency: Tenant, aalst: Tenant, register: Service
) -> None:
    with tenant_scope(aalst):
        follow_service(actor=Actor.system(aalst), service=register)
    next_version(agency)
    with tenant_scope(aalst):
        on_the_page = [each.key for each in news()]

    withdraw(agency, 1)
    with tenant_scope(aalst):
        mark_seen(actor=Actor.system(aalst), service=register, keys=[*on_the_page, "verzonnen"])
        follow = follow_of(register)

    assert told(aalst) == [(1, True, REASON)]
    assert follow is not None
    assert "verzonnen" not in follow.seen


def test_undoing_an_end_of_following_forgets_nothing_and_following_anew_begins_anew(
    agency: Tenant, aalst: Tenant, register: Service
) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        follow_service(actor=actor, service=register)
    next_version(agency)
    with tenant_scope(aalst):
        mark_seen(actor=actor, service=register, keys=[each.key for each in news()])
        unfollow_service(actor=actor, service=register)
    withdraw(agency, 1)
    while_ended = told(aalst)
    with tenant_scope(aalst):
        follow_again(actor=actor, service=register)
    undone = told(aalst)
    with tenant_scope(aalst):
        unfollow_service(actor=actor, service=register)
        follow_service(actor=actor, service=register)

    assert while_ended == []
    assert undone == [(1, True, REASON)]
    assert told(aalst) == []


def test_a_deprecation_is_news_until_it_is_taken_back_and_its_last_day_is_news_again(
    agency: Tenant, aalst: Tenant, register: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = Actor.system(agency)
    with tenant_scope(aalst):
        follow_service(actor=Actor.system(aalst), service=register)

    def deprecate(last_day: date) -> None:
        with tenant_scope(agency):
            version = ServiceVersion.objects.select_related("service__owner").get(number=1)
            deprecate_version(actor=actor, version=version, last_day=last_day, reason=REASON)

    def kinds() -> list[NewsKind]:
        with tenant_scope(aalst):
            return [each.kind for each in news()]

    deprecate(timezone.localdate())
    announced = kinds()
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get(number=1)
        reinstate_version(actor=actor, version=version)
    taken_back = kinds()
    deprecate(timezone.localdate())
    with tenant_scope(aalst):
        mark_seen(actor=Actor.system(aalst), service=register, keys=[each.key for each in news()])
    seen = kinds()
    later = timezone.localdate() + timedelta(days=2)
    monkeypatch.setattr(timezone, "localdate", lambda: later)
    over = kinds()

    assert (announced, taken_back, seen, over) == ([NewsKind.DEPRECATED], [], [], [NewsKind.WITHDRAWN])


def test_a_publisher_does_not_follow_its_own_service_nor_see_who_does(
    agency: Tenant, aalst: Tenant, register: Service, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(aalst):
        follow_service(actor=Actor.system(aalst), service=register)
    with tenant_scope(agency):
        assert follow_of(register) is None
        with pytest.raises(Refusal, match="Verenigingsregister"):
            follow_service(actor=Actor.system(agency), service=register)

    assert "/tryouts/follow/" not in client_for(agency, Role.DEVELOPER).get(PAGE).text


def test_another_municipality_hears_nothing_and_the_follower_does(
    agency: Tenant, aalst: Tenant, brugge: Tenant, register: Service
) -> None:
    with tenant_scope(aalst):
        follow_service(actor=Actor.system(aalst), service=register)

    next_version(agency)

    assert told(brugge) == []
    assert told(aalst) == [(2, False, "")]


def test_many_followed_services_take_as_many_queries_as_one(
    agency: Tenant, aalst: Tenant, register: Service, django_assert_max_num_queries: Any
) -> None:
    with tenant_scope(agency):
        for number in range(3):
            publish_service(
                actor=Actor.system(agency), file=changed_contract(), details=ServiceDetails(name=f"Dienst {number}")
            )
    with tenant_scope(aalst):
        for service in Service.objects.select_related("owner"):
            follow_service(actor=Actor.system(aalst), service=service)
    next_version(agency)

    with tenant_scope(aalst), django_assert_max_num_queries(5):
        assert len(news()) == 1
