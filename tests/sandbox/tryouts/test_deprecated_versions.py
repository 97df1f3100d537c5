"""A try-out of a version on its way out: its calls announce the day, its page and the start page say so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.utils import timezone
from django.utils.http import parse_http_date

from tests.sandbox.demo_contracts import changed_contract
from vlavirgem_sandbox.catalogue.days import first_moment_after
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import deprecate_version
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.withdrawn_versions import withdrawal_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

REASON = "Versie 2 neemt het over."


def deprecate(agency: Tenant, *, successor: int | None = 2) -> None:
    with tenant_scope(agency):
        actor = Actor.system(agency)
        publish_service(actor=actor, file=changed_contract(), details=ServiceDetails(name="Verenigingsregister"))
        old = ServiceVersion.objects.select_related("service__owner").get(number=1)
        last_day = timezone.localdate() + timedelta(days=30)
        deprecate_version(actor=actor, version=old, last_day=last_day, successor=successor, reason=REASON)


def test_answers_and_refusals_announce_the_last_day_and_the_successor(
    agency: Tenant, tryout: TryOut, program: Client
) -> None:
    before = program.get(f"{tryout.base_path}/verenigingen")
    deprecate(agency)
    good = program.get(f"{tryout.base_path}/verenigingen")
    bad = program.get(f"{tryout.base_path}/bestaat-niet")

    assert (before.status_code, good.status_code, bad.status_code) == (200, 200, 404)
    assert not {"Deprecation", "Sunset", "Link"} & set(before.headers)
    for answer in (good, bad):
        assert answer["Deprecation"].startswith("@")
        since = int(answer["Deprecation"].removeprefix("@"))
        assert abs(since - timezone.now().timestamp()) < 60
        ends = first_moment_after(timezone.localdate() + timedelta(days=30))
        assert parse_http_date(answer["Sunset"]) == int(ends.timestamp())
        assert answer["Link"] == f'<{tryout.service_url}?version=2>; rel="successor-version"'


def test_without_a_successor_there_is_no_link(agency: Tenant, tryout: TryOut, program: Client) -> None:
    deprecate(agency, successor=None)

    answer = program.get(f"{tryout.base_path}/verenigingen")

    assert "Sunset" in answer.headers
    assert "Link" not in answer.headers


def test_the_page_of_the_try_out_names_the_day_and_leads_to_what_the_successor_changes(
    agency: Tenant, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    deprecate(agency)

    lead = client_for(aalst, Role.PILOT_LEAD)
    page = lead.get(tryout.get_absolute_url()).text
    start = lead.get("/").text

    assert "wordt uitgefaseerd" in page
    assert page.count(f"/tryouts/{tryout.public_id}/versions/2/") == 1
    assert REASON not in page
    assert "wordt uitgefaseerd" in start


def test_past_the_last_day_the_try_out_goes_on_and_says_that_its_version_is_withdrawn(
    agency: Tenant, aalst: Tenant, tryout: TryOut, program: Client
) -> None:
    deprecate(agency)
    yesterday = timezone.localdate() - timedelta(days=1)
    with tenant_scope(agency):
        ServiceVersion.objects.filter(number=1).update(sunset_on=yesterday)

    with tenant_scope(aalst):
        told = withdrawal_of(tryout)
    answer = program.get(f"{tryout.base_path}/verenigingen")

    assert told is not None
    assert (told.reason, told.at) == (REASON, first_moment_after(yesterday))
    assert (answer.status_code, "Sunset" in answer.headers) == (200, True)
