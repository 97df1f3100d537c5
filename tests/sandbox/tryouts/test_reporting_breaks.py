"""Who breaks on a next version: counted where the calls are, told as far as each organisation chose to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import changed_contract
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.foretelling import Foretold, ask_who_breaks, foretold_of
from vlavirgem_sandbox.catalogue.models import Foreseen, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version, publish_service
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import TryOut, UsageShown
from vlavirgem_sandbox.tryouts.reporting import show_usage
from vlavirgem_sandbox.tryouts.reporting_breaks import report_breaks
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_sandbox.tryouts.serving.log import Caller
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DETAILS = ServiceDetails(name="Verenigingsregister")
SEAT = {
    "street": "Dorp",
    "houseNumber": "1",
    "postalCode": "9300",
    "municipality": {"nisCode": "41002", "name": "Aalst"},
}
BODY = {"name": "Geheime naam", "kind": "feitelijke-vereniging", "activities": ["sport"], "seat": SEAT}
WITHOUT_ACTIVITIES = {name: value for name, value in BODY.items() if name != "activities"}


@pytest.fixture
def tries(association_register: ServiceVersion) -> Callable[[Tenant, UsageShown], TryOut]:
    """An organisation registers an association without activities, and shows so much of it."""

    def opened(tenant: Tenant, shown: UsageShown) -> TryOut:
        with tenant_scope(tenant):
            actor = Actor.system(tenant)
            version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
            tryout = open_tryout(actor=actor, version=version, name="Loket")
            headers = [("Content-Type", "application/json"), ("VR-Initiator", "OVO002067")]
            call = CallRequest(
                method="POST", path="/verenigingen", headers=headers, body=json.dumps(WITHOUT_ACTIVITIES).encode()
            )
            performed = perform(tryout=tryout, call=call, caller=Caller(person="An"), now=timezone.now())
            assert performed.reply.status == 201, performed.reply.body
            show_usage(actor=actor, tryout=tryout, choice=shown)
            return tryout

    return opened


def report(tenant: Tenant, tryout: TryOut) -> int:
    with tenant_scope(tenant):
        return report_breaks(actor=Actor.system(tenant), tryout=tryout)


def drafted(agency: Tenant, *, asked: bool) -> ServiceVersion:
    with tenant_scope(agency):
        actor = Actor.system(agency)
        service = ServiceVersion.objects.select_related("service__owner").get().service
        draft = draft_version(actor=actor, file=changed_contract(), details=DETAILS, service=service).version
        return ask_who_breaks(actor=actor, version=draft) if asked else draft


def seen(agency: Tenant, version: ServiceVersion) -> Foretold:
    with tenant_scope(agency):
        return foretold_of(version)


def test_a_draft_is_counted_only_when_its_publisher_asked_and_shown_to_nobody_else(
    agency: Tenant, aalst: Tenant, tries: Callable[..., TryOut], client_for: Callable[..., Client]
) -> None:
    tryout = tries(aalst, UsageShown.NAMED)
    draft = drafted(agency, asked=False)
    unasked = report(aalst, tryout)
    publisher = client_for(agency, Role.DEVELOPER)
    publisher.post(f"/services/publish/{draft.pk}/who-breaks/")
    asked = report(aalst, tryout)

    told = seen(agency, draft)
    [row] = told.named
    [hit] = told.hits
    page = publisher.get(f"/services/publish/{draft.pk}/").text
    theirs = client_for(aalst, Role.ADMINISTRATOR)

    assert (unasked, asked) == (0, 1)
    assert (row.owner, row.held, row.hit) == (aalst, 1, 1)
    assert (hit.departure.operation, hit.departure.place, hit.calls) == ("POST /verenigingen", "body", 1)
    assert aalst.name in page
    assert "Geheime naam" not in page
    with tenant_scope(agency):
        assert "Geheime naam" not in json.dumps(Foreseen.objects.get().lines)
    assert "?version=2" not in theirs.get("/services/agentschap/verenigingsregister/").text
    assert theirs.get("/services/agentschap/verenigingsregister/1/2/").status_code == 404
    assert theirs.get(f"/tryouts/open/{draft.pk}/").status_code == 404
    assert theirs.post(f"/services/publish/{draft.pk}/who-breaks/").status_code == 404


def test_nothing_is_told_by_who_chose_nothing_and_what_was_told_is_taken_back(
    agency: Tenant, aalst: Tenant, tries: Callable[..., TryOut]
) -> None:
    tryout = tries(aalst, UsageShown.NOTHING)
    draft = drafted(agency, asked=True)
    nothing = report(aalst, tryout)
    with tenant_scope(aalst):
        show_usage(actor=Actor.system(aalst), tryout=tryout, choice=UsageShown.NAMED)
    report(aalst, tryout)
    named = len(seen(agency, draft).named)
    with tenant_scope(aalst):
        show_usage(actor=Actor.system(aalst), tryout=tryout, choice=UsageShown.COUNTS)
    counts = seen(agency, draft)
    with tenant_scope(aalst):
        show_usage(actor=Actor.system(aalst), tryout=tryout, choice=UsageShown.NOTHING)

    assert (nothing, named) == (0, 1)
    assert (counts.named, counts.without_name, counts.hits) == ([], 0, [])
    assert not seen(agency, draft).is_told


def test_sums_of_three_without_a_name_are_told_and_of_two_are_not(
    agency: Tenant, aalst: Tenant, brugge: Tenant, genk: Tenant, network: Tenant, tries: Callable[..., TryOut]
) -> None:
    ours = {tenant: tries(tenant, UsageShown.COUNTS) for tenant in (aalst, brugge, genk)}
    draft = drafted(agency, asked=True)
    for tenant in (aalst, brugge):
        report(tenant, ours[tenant])
    of_two = seen(agency, draft)
    report(genk, ours[genk])
    of_three = seen(agency, draft)

    assert (of_two.without_name, of_two.hits) == (0, [])
    assert of_three.without_name == 3
    assert [hit.calls for hit in of_three.hits] == [3]
    assert not seen(network, draft).is_told
    with tenant_scope(agency):
        assert not Foreseen.objects.exists()


def test_what_is_live_already_stands_on_the_page_of_the_usage(
    agency: Tenant,
    aalst: Tenant,
    tries: Callable[..., TryOut],
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    tryout = tries(aalst, UsageShown.NAMED)
    with tenant_scope(agency):
        publish_service(actor=Actor.system(agency), file=changed_contract(), details=DETAILS)
    first, again = report(aalst, tryout), report(aalst, tryout)

    reader = client_for(agency, Role.READER)

    with django_assert_max_num_queries(16):
        page = reader.get("/services/agentschap/verenigingsregister/usage/").text

    assert (first, again) == (1, 1)
    assert "Wie loopt vast op versie 2" in page


def test_of_what_is_live_or_never_seen_it_cannot_be_asked(agency: Tenant, association_register: ServiceVersion) -> None:
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get()
        with pytest.raises(Refusal) as refused:
            ask_who_breaks(actor=Actor.system(agency), version=version)

    assert refused.value.status == 409
