"""Outages and maintenance: who announces them, who sees them where, and that they end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import NoticeKind, Service, ServiceNotice, ServiceVersion
from vlavirgem_sandbox.catalogue.services_notices import NoticePlan, announce, take_back
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_sandbox.tryouts.services_following import follow_service, mark_seen
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/"
TEXT = "Het register is onbereikbaar."


def plan(hours: int = 2, *, text: str = TEXT, versions: tuple[int, ...] = ()) -> NoticePlan:
    now = timezone.now()
    ends = now + timedelta(hours=hours)
    return NoticePlan(kind=NoticeKind.OUTAGE, starts_at=now, ends_at=ends, text=text, versions=versions)


def announced(agency: Tenant, planned: NoticePlan | None = None) -> ServiceNotice:
    with tenant_scope(agency):
        service = Service.objects.select_related("owner").get()
        return announce(actor=Actor.system(agency), service=service, plan=planned or plan())


def sees(page: str) -> bool:
    """As a notice; the history tells of it for good."""
    return f"<p>{TEXT}</p>" in page


def hears(page: Any) -> bool:
    return any(TEXT in entry.line for entry in page.context["waiting"])


@pytest.mark.usefixtures("association_register")
def test_a_notice_stands_on_the_page_of_the_service_until_it_ends_or_is_taken_back(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    member = client_for(aalst, Role.READER)
    before = sees(member.get(PAGE).text)

    notice = announced(agency)
    during = sees(member.get(PAGE).text)
    with tenant_scope(agency):
        take_back(actor=Actor.system(agency), notice=notice)
    after = sees(member.get(PAGE).text)
    announced(agency)
    with tenant_scope(agency):
        now = timezone.now()
        ServiceNotice.objects.update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
        verbs = [line.verb for line in History.objects.of(notice.service)]

    assert (before, during, after, sees(member.get(PAGE).text)) == (False, True, False, False)
    assert verbs == ["announced", "took back", "announced", "published"]


def test_who_tries_the_version_is_told_on_the_try_out_and_the_start_page_once(
    agency: Tenant, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    announced(agency, plan(versions=(1,)))
    lead = client_for(aalst, Role.PILOT_LEAD)

    assert sees(lead.get(tryout.get_absolute_url()).text)
    assert [TEXT in entry.line for entry in lead.get("/").context["waiting"]].count(True) == 1


def test_who_tries_it_twice_is_told_once_with_both_names(
    agency: Tenant, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get()
        open_tryout(actor=Actor.system(aalst), version=version, name="Loket, tweede")
    announced(agency)

    entries = client_for(aalst, Role.PILOT_LEAD).get("/").context["waiting"]

    told = [entry for entry in entries if TEXT in entry.line]
    assert [entry.url for entry in told] == [tryout.service_url]
    assert tryout.name in told[0].line
    assert "Loket, tweede" in told[0].line


def test_who_follows_is_told_on_the_start_page_until_it_is_marked_as_seen(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    lead = client_for(aalst, Role.PILOT_LEAD)
    with tenant_scope(aalst):
        service = Service.objects.select_related("owner").get()
        follow_service(actor=Actor.system(aalst), service=service)
    notice = announced(agency)
    told = hears(lead.get("/"))
    with tenant_scope(aalst):
        mark_seen(actor=Actor.system(aalst), service=service, keys=[str(notice.pk)])

    assert told
    assert not hears(lead.get("/"))
    assert not hears(client_for(aalst, Role.READER).get("/"))


@pytest.mark.usefixtures("association_register")
@pytest.mark.parametrize(
    ("planned", "place"),
    [
        (plan(-1), "ends_at"),
        (plan(24 * 40), "ends_at"),
        (plan(versions=(7,)), "versions"),
        (plan(text="Bel 85.07.30-033.28 voor hulp"), "text"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(agency: Tenant, planned: NoticePlan, place: str) -> None:
    with pytest.raises(Refusal) as refused:
        announced(agency, planned)

    assert refused.value.place == place
    with tenant_scope(agency):
        assert not ServiceNotice.objects.exists()


def test_a_municipality_announces_nothing_and_the_publisher_does(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    now = timezone.localtime()
    sent = {
        "kind": "maintenance",
        "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        "ends_at": f"{now + timedelta(hours=1):%d/%m/%Y %H:%M}",
        "text": TEXT,
    }

    assert client_for(aalst, Role.ADMINISTRATOR).post(f"{PAGE}announce/", sent).status_code == 404
    assert client_for(agency, Role.READER).post(f"{PAGE}announce/", sent).status_code == 403
    publisher = client_for(agency, Role.DEVELOPER)
    assert publisher.post(f"{PAGE}announce/", {**sent, "ends_at": "straks"}).status_code == 422
    page = publisher.post(f"{PAGE}announce/", sent, follow=True).text
    with tenant_scope(agency):
        stop = f"{PAGE}notices/{ServiceNotice.objects.get().pk}/stop/"

    assert sees(page)
    assert stop in page
    assert stop not in client_for(aalst, Role.ADMINISTRATOR).get(PAGE).text
    assert client_for(aalst, Role.ADMINISTRATOR).post(stop).status_code == 404
    assert not sees(publisher.post(stop, follow=True).text)
