"""Calls that are passed on: answered by what really runs, and all that comes before they may leave."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.real_service import SECRET, Said
from tests.sandbox.tryouts.passing_on.conftest import Passed
from vlavirgem_sandbox.endpoints.models import OpeningDay
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceKind, PassingOn, TryOutEvent, Verdict
from vlavirgem_sandbox.tryouts.services import end_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, disturb_tryout
from vlavirgem_sandbox.tryouts.services_passing_on import keep_calls_here
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

REAL_NUMBER = "85073003328"


def test_nothing_leaves_before_it_is_switched_on_and_everything_right_does_after(prepared: Passed) -> None:
    before = prepared.call()
    assert prepared.service.heard == []

    prepared.switch_on()
    after = prepared.call()

    assert before.status_code == after.status_code == 200
    assert after.json() == {"jaar": 2026}
    assert [(each.method, each.path) for each in prepared.service.heard] == [("GET", "/v1/jaren/2026")]
    assert after["VlaVirGem-Answered-By"] == "acceptance"
    assert "VlaVirGem-Answered-By" not in before
    own, passed_on = prepared.logged()
    assert (own.endpoint, passed_on.endpoint, passed_on.origin) == ("", "Acceptatie", "acceptance")
    assert passed_on.verdict == Verdict.OK
    assert str(passed_on.pk) == after["VlaVirGem-Call"]


def test_it_ends_by_itself_and_by_hand(passed: Passed) -> None:
    passed.call()
    with tenant_scope(passed.tenant):
        assert keep_calls_here(actor=Actor.system(passed.tenant), tryout=passed.tryout)
    passed.call()
    assert len(passed.service.heard) == 1

    passed.switch_on()
    with tenant_scope(passed.tenant):
        past = timezone.now() - timedelta(seconds=1)
        PassingOn.objects.update(until=past)
    passed.call()

    assert len(passed.service.heard) == 1
    with tenant_scope(passed.tenant):
        told = [event.telling for event in TryOutEvent.objects.filter(verb="passed-on")]
    assert all("Acceptatie" in each for each in told)


def test_the_callers_key_cookies_and_traces_stay_here_and_the_agencys_credential_goes_along(passed: Passed) -> None:
    passed.program.cookies["sessie"] = "van-de-beller"
    passed.call(
        headers={
            "Accept-Language": "nl",
            "Authorization": f"Bearer {passed.key}",
            "User-Agent": "Loketprogramma van Jan Peeters",
            "X-Forwarded-For": "10.1.2.3",
            "X-Sleutel": "van-de-beller",
            "X-Verzonnen": "1",
        }
    )

    [heard] = passed.service.heard
    sent = json.dumps(heard.headers)
    assert heard.headers["x-sleutel"] == SECRET
    assert heard.headers["accept-language"] == "nl"
    for stays in (passed.key.lower(), "jan peeters", "10.1.2.3", "van-de-beller", "x-verzonnen", "aalst"):
        assert stays not in sent.lower()
    assert heard.headers["vlavirgem-call"] == str(passed.logged()[0].pk)


def test_who_we_are_is_told_only_where_that_was_chosen(prepared: Passed) -> None:
    prepared.switch_on(tells_name=True)
    prepared.call()

    assert prepared.service.heard[0].headers["vlavirgem-organisation"] == "aalst"


@pytest.mark.parametrize(
    ("call", "status"),
    [
        ({"path": "/jaren/geen-getal"}, 400),
        ({"path": "/niets"}, 404),
        ({"path": f"/jaren/{REAL_NUMBER}"}, 422),
        ({"path": "/jaren", "method": "DELETE"}, 405),
    ],
)
def test_what_breaks_the_contract_or_names_a_real_person_does_not_leave(
    passed: Passed, call: dict[str, Any], status: int
) -> None:
    assert passed.call(**call).status_code == status

    assert passed.service.heard == []
    assert passed.call().status_code == 200
    assert len(passed.service.heard) == 1


def test_a_call_without_a_good_key_does_not_leave(passed: Passed) -> None:
    assert passed.call(headers={"X-Api-Key": "vvt_fout"}).status_code == 401

    assert passed.service.heard == []


@pytest.mark.parametrize("place", ["query", "body", "path"])
def test_a_key_of_ours_in_another_place_does_not_leave(passed: Passed, place: str) -> None:
    if place == "query":
        answer = passed.call(f"/jaren/2026?sleutel={passed.key}")
    elif place == "body":
        answer = passed.call("/jaren", "POST", json.dumps({"sleutel": passed.key}).encode())
    else:
        answer = passed.call("/jaren/2026?" + passed.key.replace("_", "%5F"))

    assert (answer.status_code, passed.service.heard) == (422, [])
    assert answer.json()["type"].endswith("#acceptance-unfit-call")


def test_an_answer_that_breaks_the_contract_comes_through_and_is_told_of(passed: Passed) -> None:
    passed.service.broken = True

    answer = passed.call()

    assert (answer.status_code, answer.json()) == (200, {"jaar": "2026"})
    [told] = json.loads(answer["VlaVirGem-Violations"])
    assert (told["place"], told["pointer"]) == ("body", "#/jaar")
    [logged] = passed.logged()
    assert logged.verdict == Verdict.OK
    assert logged.violations == []
    assert logged.answer_violations[0]["pointer"] == "/jaar"


def test_such_an_answer_is_refused_where_the_organisation_chose_so(prepared: Passed) -> None:
    prepared.switch_on(refuses_wrong=True)
    assert prepared.call().status_code == 200
    prepared.service.broken = True

    answer = prepared.call()

    problem = answer.json()
    assert (answer.status_code, problem["errors"][0]["pointer"]) == (502, "#/jaar")
    assert problem["type"].endswith("#acceptance-wrong-answer")
    assert prepared.logged()[1].endpoint == "Acceptatie"


def test_disturbances_work_on_top(passed: Passed) -> None:
    def disturb(kind: DisturbanceKind, **how: Any) -> None:
        with tenant_scope(passed.tenant):
            plan = DisturbancePlan(kind=kind, **how)
            disturb_tryout(
                actor=Actor.system(passed.tenant), tryout=passed.tryout, plan=plan, lasts=timedelta(minutes=5)
            )

    disturb(DisturbanceKind.MALFORMED)
    cut = passed.call()
    assert cut.content == b'{"jaar"'
    disturb(DisturbanceKind.STATUS, status=503)
    refused = passed.call()

    assert (refused.status_code, len(passed.service.heard)) == (503, 1)
    assert {each.verdict for each in passed.logged()} == {Verdict.DISTURBED}


def test_the_page_says_that_a_disturbance_goes_first_while_one_is_on(
    passed: Passed, client_for: Callable[..., Client]
) -> None:
    person = client_for(passed.tenant, Role.DEVELOPER)
    page = f"/tryouts/{passed.tryout.public_id}/"
    words = "Een storing gaat voor zolang ze aanstaat"
    before = person.get(page).text
    with tenant_scope(passed.tenant):
        plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=503)
        disturb_tryout(actor=Actor.system(passed.tenant), tryout=passed.tryout, plan=plan, lasts=timedelta(minutes=5))

    after = person.get(page).text

    assert words not in before
    assert words in after


def test_a_broken_connection_is_broken_on_an_answer_that_was_passed_on(passed: Passed) -> None:
    with tenant_scope(passed.tenant):
        plan = DisturbancePlan(kind=DisturbanceKind.DROPPED)
        disturb_tryout(actor=Actor.system(passed.tenant), tryout=passed.tryout, plan=plan, lasts=timedelta(minutes=5))

    answer = passed.call()

    with pytest.raises(ConnectionAbortedError):
        b"".join(answer.streaming_content)
    assert len(passed.service.heard) == 1


def test_head_is_passed_on_without_a_body(passed: Passed) -> None:
    answer = passed.call(method="HEAD")

    assert (answer.status_code, answer.content, passed.service.heard[0].method) == (200, b"", "HEAD")


def test_an_address_of_the_endpoint_becomes_one_of_the_try_out(passed: Passed) -> None:
    passed.service.says = Said(
        status=201,
        headers={"Location": f"{passed.service.url}/jaren/7", "Link": '</v1/jaren?p=2>; rel="next", <https://a.be/>'},
        body=b"",
    )

    answer = passed.call("/jaren", "POST")

    assert answer["Location"] == f"{passed.tenant.address}{passed.tryout.base_path}/jaren/7"
    assert answer["Link"] == f'<{passed.tryout.base_path}/jaren?p=2>; rel="next", <https://a.be/>'


def test_a_header_that_comes_twice_is_one_with_both_values(passed: Passed) -> None:
    passed.service.says = Said(
        headers={"Content-Type": "application/json", "Link": '<https://a.be/>; rel="prev"', "link": "<https://b.be/>"}
    )

    assert passed.call()["Link"] == '<https://a.be/>; rel="prev", <https://b.be/>'


def test_a_try_out_that_ends_passes_nothing_on_any_more(passed: Passed) -> None:
    with tenant_scope(passed.tenant):
        assert passed.tryout.passings_on.running(timezone.now()).exists()

        end_tryout(actor=Actor.system(passed.tenant), tryout=passed.tryout)

        assert not passed.tryout.passings_on.running(timezone.now()).exists()
        assert passed.tryout.passed_on_until is None
    assert (passed.call().status_code, passed.service.heard) == (401, [])


def test_calls_count_for_the_day_of_the_endpoint_and_of_the_try_out(agency: Tenant, passed: Passed) -> None:
    passed.call()
    passed.call()

    with tenant_scope(agency):
        assert OpeningDay.objects.get().calls == 2
    with tenant_scope(passed.tenant):
        assert OpeningDay.objects.count() == 0
        assert Call.objects.filter(tryout=passed.tryout).past_the_door().count() == 2


@pytest.mark.parametrize(
    ("asked", "status"), [({"If-None-Match": '"v1"'}, 304), ({"If-Match": '"v1"'}, 412), ({}, 502)]
)
def test_what_http_answers_to_a_condition_is_no_break_of_the_contract(
    prepared: Passed, asked: dict[str, str], status: int
) -> None:
    prepared.switch_on(refuses_wrong=True)
    prepared.service.says = Said(status=status if asked else 304, body=b"", headers={"ETag": '"v1"'})

    assert prepared.call(headers=asked).status_code == status
