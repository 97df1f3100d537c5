"""The inbox: what a service sends arrives in the try-out, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.conftest import opened
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts import sending
from vlavirgem_sandbox.tryouts.models import Call, MessagePlan, ReceivedMessage, TryOut, Verb, Verdict
from vlavirgem_sandbox.tryouts.retention import prune_tryout
from vlavirgem_sandbox.tryouts.services import end_tryout, pause_tryout, reset_tryout
from vlavirgem_sandbox.tryouts.services_messages import (
    MOST_PLANS,
    PlanWish,
    in_words,
    plan_message,
    send_due,
    send_message,
    stop_plan,
)
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DELIVERED = "documentBezorgd (POST /documenten)"
ADDED = "adresToegevoegd (adressen/{nisCode}/wijzigingen)"
CHANGED = "adresGewijzigd (adressen/{nisCode}/wijzigingen)"
DOCUMENT = {
    "title": "Attest van woonst",
    "documentType": "attest",
    "recipient": "TP-00042",
    "file": {"name": "attest.pdf", "mediaType": "application/pdf", "sizeInBytes": 48213},
    "callbackUrl": "https://aalst.example/bezorgd",
}


def posted(program: Client, tryout: TryOut, path: str, body: Any) -> Any:
    return program.post(f"{tryout.base_path}{path}", json.dumps(body), "application/json")


def test_a_call_that_gives_an_address_gets_its_callback_in_the_inbox(
    deliveries: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    made = posted(calling(deliveries), deliveries, "/documenten", DOCUMENT)

    assert made.status_code == 201
    with tenant_scope(aalst):
        received = ReceivedMessage.objects.get()
        cause = Call.objects.get(pk=received.call_id or "")
    assert (received.method, received.url) == ("POST", "https://aalst.example/bezorgd")
    assert json.loads(received.body)["documentId"] == made.json()["documentId"]
    assert (received.verdict, received.operation, cause.status) == (Verdict.OK, "POST /documenten", 201)


def test_a_call_without_an_address_and_a_call_against_the_contract_get_none(
    deliveries: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    program = calling(deliveries)
    without = {key: value for key, value in DOCUMENT.items() if key != "callbackUrl"}

    statuses = [posted(program, deliveries, "/documenten", body).status_code for body in (without, {})]

    assert statuses == [201, 422]
    with tenant_scope(aalst):
        assert not ReceivedMessage.objects.exists()


def test_a_call_that_is_answered_with_an_error_causes_none(
    deliveries: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    address = f"{deliveries.base_path}/documenten"
    wish = {"Prefer": "status=400"}

    refused = calling(deliveries).post(address, json.dumps(DOCUMENT), "application/json", headers=wish)

    assert refused.status_code == 400
    with tenant_scope(aalst):
        assert not ReceivedMessage.objects.exists()


def test_a_client_publishes_to_a_channel_and_the_reply_is_about_the_same(
    addresses: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    told = {"addressId": "ADR-000777", "reason": "wrong-number"}

    answer = posted(calling(addresses), addresses, "/adressen/meldingen", told)

    assert (answer.status_code, answer.content) == (202, b"")
    with tenant_scope(aalst):
        received = ReceivedMessage.objects.get()
    assert json.loads(received.body)["addressId"] == "ADR-000777"
    assert received.url == "adressen/meldingen/antwoorden"


def test_what_a_client_publishes_against_the_schema_is_refused_with_every_place_and_logged(
    addresses: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    wrong = {"addressId": "777", "reason": "because", "other": 1}

    answer = posted(calling(addresses), addresses, "/adressen/meldingen", wrong)

    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {"#/addressId", "#/reason", "#"}
    with tenant_scope(aalst):
        assert Call.objects.get().verdict == Verdict.VIOLATION
        assert not ReceivedMessage.objects.exists()


def test_examples_take_turns_and_a_reset_starts_them_anew(addresses: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        first, second = (send_message(actor=actor, tryout=addresses, key=ADDED) for _turn in range(2))
        reset_tryout(actor=actor, tryout=addresses)
        again = send_message(actor=actor, tryout=addresses, key=ADDED)

    assert first.body != second.body
    assert first.body == again.body
    assert [each.number for each in (first, second, again)] == [1, 2, 3]


def test_who_may_not_call_may_not_have_one_sent_and_who_may_does(
    addresses: TryOut, aalst: Tenant, actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as refused:
            send_message(actor=actor_of(aalst, Role.READER), tryout=addresses, key=ADDED)

        sent = send_message(actor=actor_of(aalst, Role.DEVELOPER), tryout=addresses, key=ADDED)

    assert refused.value.status == 403
    assert sent.name == "adresToegevoegd"


def test_a_paused_try_out_sends_nothing_and_an_unknown_message_is_named(addresses: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as unknown:
            send_message(actor=actor, tryout=addresses, key="nothing")
        pause_tryout(actor=actor, tryout=addresses)
        with pytest.raises(Refusal) as paused:
            send_message(actor=actor, tryout=addresses, key=ADDED)

    assert (unknown.value.code, paused.value.code) == ("no-such-message", "paused")
    assert ADDED in str(unknown.value.remedy)


def test_a_message_planned_after_calls_comes_as_much_later(
    addresses: TryOut, calling: Callable[[TryOut], Client], aalst: Tenant
) -> None:
    wish = PlanWish(message=ADDED, operation="POST /adressen/meldingen", delay_seconds=60)
    with tenant_scope(aalst):
        plan_message(actor=Actor.system(aalst), tryout=addresses, wish=wish)

    posted(calling(addresses), addresses, "/adressen/meldingen", {"addressId": "ADR-000001", "reason": "missing-box"})

    with tenant_scope(aalst):
        now = timezone.now()
        assert [each.name for each in ReceivedMessage.objects.arrived(now)] == ["meldingBehandeld"]
        later = ReceivedMessage.objects.arrived(now + timedelta(seconds=61))
        assert [each.name for each in later] == ["adresToegevoegd", "meldingBehandeld"]


def test_a_schedule_sends_when_it_is_due_once_and_never_makes_up_for_a_pause(addresses: TryOut, aalst: Tenant) -> None:
    actor, began = Actor.system(aalst), timezone.now()
    with tenant_scope(aalst):
        plan_message(actor=actor, tryout=addresses, wish=PlanWish(message=CHANGED, every_minutes=10), made_at=began)

        sent = [send_due(tryout=addresses, now=began + timedelta(minutes=minutes)) for minutes in (9, 10, 11, 45)]
        pause_tryout(actor=actor, tryout=addresses)
        while_paused = send_due(tryout=addresses, now=began + timedelta(minutes=60))

    assert sent == [0, 1, 0, 1]
    assert while_paused == 0


def test_a_plan_is_replaced_by_the_same_with_other_figures_and_stopped(addresses: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        for minutes in (10, 20):
            plan_message(actor=actor, tryout=addresses, wish=PlanWish(message=CHANGED, every_minutes=minutes))
        plan = MessagePlan.objects.get()
        assert plan.every_minutes == 20
        stop_plan(actor=actor, plan=plan)
        assert not MessagePlan.objects.exists()
        told = [event.verb for event in addresses.events.all()[:3]]
    assert told == [Verb.MESSAGE_UNPLANNED, Verb.MESSAGE_PLANNED, Verb.MESSAGE_PLANNED]


@pytest.mark.parametrize(
    "wish",
    [
        PlanWish(message=ADDED),
        PlanWish(message=ADDED, operation="POST /adressen/meldingen", every_minutes=5),
        PlanWish(message=ADDED, operation="GET /nothing"),
        PlanWish(message=ADDED, operation="POST /adressen/meldingen", delay_seconds=3601),
        PlanWish(message=ADDED, every_minutes=10_081),
        PlanWish(message="nothing", every_minutes=5),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_and_leaves_nothing(
    wish: PlanWish, addresses: TryOut, aalst: Tenant
) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as refused:
            plan_message(actor=Actor.system(aalst), tryout=addresses, wish=wish)

        assert refused.value.remedy
        assert not MessagePlan.objects.exists()


def test_plans_have_an_end_and_go_with_the_try_out(addresses: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        MessagePlan.objects.bulk_create(
            MessagePlan(tryout=addresses, message=f"m{number}", operation="POST /x", made_by="x")
            for number in range(MOST_PLANS)
        )
        with pytest.raises(Refusal) as refused:
            plan_message(actor=actor, tryout=addresses, wish=PlanWish(message=ADDED, every_minutes=5))
        end_tryout(actor=actor, tryout=addresses)
        assert not MessagePlan.objects.exists()
    assert refused.value.code == "bad-plan"


def test_the_number_of_a_real_person_in_an_example_is_not_kept(agency: Tenant, aalst: Tenant) -> None:
    contract = demo_contract("adreswijzigingen.yaml")
    data = contract.data.replace(b"newName: Marktplein", b'newName: "85073003328"')
    tryout = opened(agency, aalst, ContractFile(data=data, filename="real.yaml"))
    with tenant_scope(aalst):
        key = "straatHernoemd (adressen/{nisCode}/wijzigingen)"
        received = send_message(actor=Actor.system(aalst), tryout=tryout, key=key)
        other = send_message(actor=Actor.system(aalst), tryout=tryout, key=ADDED)

    assert (received.verdict, received.reason, received.body) == (Verdict.REFUSED, sending.REAL_NUMBER, "")
    assert (other.verdict, other.reason) == (Verdict.OK, "")


def test_old_messages_are_foreseen_to_be_cleared_and_young_ones_are_not(addresses: TryOut, aalst: Tenant) -> None:
    actor, now = Actor.system(aalst), timezone.now()
    with tenant_scope(aalst):
        for days in (100, 1):
            send_message(actor=actor, tryout=addresses, key=ADDED, sent_at=now - timedelta(days=days))
    with tenant_scope(aalst):
        foreseen = prune_tryout(actor=actor, tryout=addresses, before=now - timedelta(days=50), dry_run=True)

    assert foreseen.messages == 1


def test_a_service_that_sends_nothing_asks_the_database_nothing_more(
    tryout: TryOut, program: Client, aalst: Tenant
) -> None:
    with CaptureQueriesContext(connection) as queries:
        program.get(f"{tryout.base_path}/verenigingen")

    assert not [each for each in queries if "messageplan" in each["sql"] or "receivedmessage" in each["sql"]]
    with tenant_scope(aalst):
        assert not tryout.sends_messages


@pytest.mark.parametrize(("minutes", "words"), [(1, "minuut"), (90, "90 minuten"), (60, "uur"), (2880, "2 dagen")])
def test_how_often_is_said_in_the_largest_whole_unit(minutes: int, words: str) -> None:
    assert words in in_words(MessagePlan(every_minutes=minutes))
