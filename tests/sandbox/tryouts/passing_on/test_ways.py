"""Every way in which a call reaches a try-out that passes on: over HTTP, from the console, from a chain, never from
memory; and what is held in the database while it waits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.real_service import CONTRACT, RealService, published
from tests.sandbox.tryouts.passing_on.conftest import Passed, opened_endpoint, prepare
from tests.sandbox.tryouts.test_short_way import LONG, Sent, Ways, ways_to
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, discard_draft, draft_version
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.endpoints.passage import destination_behind
from vlavirgem_sandbox.endpoints.services_opening import close_opening
from vlavirgem_sandbox.tryouts.calling import Wanted, call_tryout
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services_passing_on import PassingPlan, keep_calls_here, pass_calls_on
from vlavirgem_sandbox.tryouts.serving import departing, late_answers
from vlavirgem_sandbox.tryouts.serving.late_answers import Places
from vlavirgem_sandbox.tryouts.serving.standing import SECONDS_KEPT, forget_standings, standing_of
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def plain_ways(
    agency: Tenant, aalst: Tenant, real_service: RealService, client_for: Callable[..., Client]
) -> Iterator[Ways]:
    """Both ways to a try-out whose plain calls are answered from memory, with an endpoint that may answer it too."""
    for ways in ways_to(demo_contract("energieadvies.yaml"), agency, aalst, client_for):
        with tenant_scope(agency):
            version = ServiceVersion.objects.select_related("service__owner").get(pk=ways.tryout.version_id)
        opened_endpoint(agency, version, real_service.url)
        yield ways


def test_a_try_out_that_passes_on_is_never_answered_from_memory(
    plain_ways: Ways, real_service: RealService, aalst: Tenant
) -> None:
    sent = Sent(path="/maatregelen")
    assert [plain_ways.short(sent)[0] for _time in range(2)] == ["200 OK"] * 2
    with tenant_scope(aalst):
        plan = PassingPlan(opening=Opening.objects.get())
        on: dict[str, Any] = {"actor": Actor.system(aalst), "tryout": plain_ways.tryout}
        pass_calls_on(**on, plan=plan, lasts=timedelta(minutes=15))

    forget_standings()  # what the page that switches it on does in its own process

    assert [plain_ways.short(sent)[0] for _time in range(3)] == [LONG] * 3
    plain_ways.long(sent)
    assert [each.path for each in real_service.heard] == ["/v1/maatregelen"]
    with tenant_scope(aalst):
        keep_calls_here(**on)
    forget_standings()
    assert plain_ways.short(sent)[0] == "200 OK"


def test_another_process_knows_of_it_within_the_bound(prepared: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000.0]
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.standing.monotonic", lambda: clock[0])
    forget_standings()
    before = standing_of(prepared.tenant, prepared.tryout.public_id)
    assert before is not None
    assert before.is_plain(timezone.now())

    prepared.switch_on()  # elsewhere: nothing tells this process
    clock[0] += SECONDS_KEPT
    after = standing_of(prepared.tenant, prepared.tryout.public_id)

    assert after is not None
    assert not after.is_plain(timezone.now())
    assert after.is_plain(timezone.now() + timedelta(minutes=16))


@pytest.mark.parametrize("htmx", [True, False])
def test_the_console_shows_the_answer_of_the_acceptance_environment(
    passed: Passed, client_for: Callable[..., Client], *, htmx: bool
) -> None:
    developer = client_for(passed.tenant, Role.DEVELOPER)
    passed.service.broken = True
    address = f"/tryouts/{passed.tryout.public_id}/console/?operation=GET /jaren/%7Bjaar%7D"
    headers = {"HX-Request": "true"} if htmx else {}

    page = developer.post(address, {"path:jaar": "2031"}, headers=headers)

    assert page.status_code == 200
    text = page.content.decode()
    assert "Acceptatie" in text
    assert "&quot;2031&quot;" in text
    assert page["Content-Length"] == str(len(page.content))
    assert "aalst" not in json.dumps(passed.service.heard[0].headers).lower()
    assert passed.logged()[0].answer_violations


def test_a_step_of_a_chain_is_passed_on_too(passed: Passed) -> None:
    called = call_tryout(
        tenant=passed.tenant,
        tryout_id=passed.tryout.pk,
        wanted=Wanted(operation="POST /jaren", given=()),
        person="Keten",
        now=timezone.now(),
    )

    assert (called.status, passed.service.heard[0].method) == (400, "POST")
    assert called.call_id == passed.logged()[0].pk


def test_what_answers_a_try_out_of_a_draft_goes_on_with_the_draft_that_replaces_it(
    agency: Tenant, real_service: RealService
) -> None:
    # given: the publisher's own try-out of a draft, answered by its own acceptance environment
    passed = prepare(agency, agency, drafted(agency, "Eerste"), real_service)
    passed.switch_on()

    # when
    draft = drafted(agency, "Tweede")

    # then
    assert passed.call().status_code == 200
    assert len(real_service.heard) == 1
    with tenant_scope(agency):
        assert [each.version_id for each in Opening.objects.open()] == [draft.pk]
        discard_draft(actor=Actor.system(agency), version=draft)
        assert not Opening.objects.exists()
        connection.check_constraints()


def drafted(agency: Tenant, description: str) -> ServiceVersion:
    told = {**CONTRACT, "info": {**CONTRACT["info"], "description": description}}
    file = ContractFile(data=json.dumps(told).encode(), filename="jaren.json")
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=file, details=ServiceDetails(name="Jaren")).version
        return ServiceVersion.objects.select_related("service__owner").get(pk=draft.pk)


def test_as_many_calls_wait_as_may_and_one_more_is_told_so(passed: Passed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(departing, "PLACES", Places(1))
    assert passed.call().status_code == 200
    assert passed.call().status_code == 200
    monkeypatch.setattr(departing, "PLACES", Places(0))

    answer = passed.call()

    assert (answer.status_code, answer["Retry-After"], len(passed.service.heard)) == (503, "1", 2)


def test_a_call_that_is_held_back_leaves_in_the_place_that_it_has(
    passed: Passed, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given: one call may wait, as on a server with its usual number of threads
    places = Places(1)
    monkeypatch.setattr(departing, "PLACES", places)
    monkeypatch.setattr(late_answers, "PLACES", places)

    # when
    late = [passed.call(headers={"Prefer": "vvg-delay=0.001"}) for _turn in range(2)]

    # then: both were sent, and the place is free again
    assert [(each.status_code, each["VlaVirGem-Disturbance"]) for each in late] == [(200, "delay")] * 2
    assert len(passed.service.heard) == 2
    assert places.take(passed.tenant.pk)


def test_no_transaction_is_open_while_another_server_takes_its_time(
    own_database: str, real_service: RealService, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency, aalst = find_tenant("agentschap"), find_tenant("aalst")
    passed = prepare(agency, aalst, published(agency), real_service)
    passed.switch_on()
    open_then: list[bool] = []
    found = destination_behind

    def noting(*given: Any, **more: Any) -> Any:
        open_then.append(connection.in_atomic_block)  # before, and when the call is sent
        destination = found(*given, **more)
        open_then.append(connection.in_atomic_block)
        return destination

    monkeypatch.setattr(departing, "destination_behind", noting)

    assert passed.call().status_code == 200
    assert open_then == [False, False]
    assert len(passed.logged()) == 1


def test_the_page_says_who_answers_and_ends_it(passed: Passed, client_for: Callable[..., Client]) -> None:
    lead = client_for(passed.tenant, Role.PILOT_LEAD)
    page = f"/tryouts/{passed.tryout.public_id}/"
    passed.call()
    assert "127.0.0.1" in lead.get(page).content.decode()
    calls = lead.get(f"{page}calls/?endpoint=Acceptatie").content.decode()
    assert calls.count("doorgestuurd naar Acceptatie") == 1
    assert "Jaren" in lead.get("/data/").content.decode()

    assert lead.post(f"{page}keep-here/").status_code == 302

    with tenant_scope(passed.tenant):
        assert TryOut.objects.get(pk=passed.tryout.pk).passed_on_until is None
    assert "127.0.0.1" not in lead.get(f"{page}contract/").content.decode()
    assert "Jaren" not in lead.get("/data/").content.decode()


def test_the_page_says_that_the_publisher_closed_what_answered(
    agency: Tenant, passed: Passed, client_for: Callable[..., Client]
) -> None:
    lead = client_for(passed.tenant, Role.PILOT_LEAD)
    page = f"/tryouts/{passed.tryout.public_id}/"
    before = lead.get(page).text
    with tenant_scope(agency):
        close_opening(actor=Actor.system(agency), opening=passed.opening)

    after = lead.get(page).text

    assert passed.call().status_code == 503
    assert ("krijgen geen antwoord" in before, "krijgen geen antwoord" in after) == (False, True)
    assert "Elke oproep krijgt status 503" in after


def test_it_is_switched_on_by_who_may_and_only_after_a_plain_yes(
    prepared: Passed, client_for: Callable[..., Client]
) -> None:
    address = f"/tryouts/{prepared.tryout.public_id}/pass-on/"
    filled = {"opening": str(prepared.opening.pk), "minutes": "30"}
    member, lead = (client_for(prepared.tenant, role) for role in (Role.MEMBER, Role.PILOT_LEAD))
    assert member.post(address, {**filled, "understood": "on"}).status_code == 403
    assert lead.get(address).status_code == 200
    unticked = lead.post(address, filled)
    assert unticked.status_code == 422
    assert "Vink dit aan" in unticked.text

    assert lead.post(address, {**filled, "understood": "on"}).status_code == 302

    prepared.call()
    assert len(prepared.service.heard) == 1


def test_what_is_not_open_to_us_cannot_be_chosen(
    agency: Tenant, brugge: Tenant, prepared: Passed, client_for: Callable[..., Client]
) -> None:
    opening = prepared.opening
    with tenant_scope(agency):
        opening.visibility, opening.partner_ids = "partners", [brugge.pk]
        opening.save()
    lead = client_for(prepared.tenant, Role.PILOT_LEAD)
    address = f"/tryouts/{prepared.tryout.public_id}/pass-on/"

    chosen = {"opening": str(opening.pk), "minutes": "30", "understood": "on"}
    assert lead.post(address, chosen).status_code == 422
    assert "Acceptatie" not in lead.get("/services/agentschap/jaren/").content.decode()

    with tenant_scope(agency):
        opening.partner_ids = [brugge.pk, prepared.tenant.pk]
        opening.save()
    assert "Acceptatie" in lead.get("/services/agentschap/jaren/").content.decode()
    assert lead.post(address, chosen).status_code == 302
