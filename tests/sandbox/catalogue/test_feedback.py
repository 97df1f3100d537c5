"""Questions about a service: who reads them, who answers, who may change what, and what the start pages tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Message, MessageKind, Reply, ReplyState, RoadmapLine, Service
from vlavirgem_sandbox.catalogue.services_feedback import (
    ask,
    change_message,
    mark_replies_seen,
    reply,
    withdraw_message,
)
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/feedback/"
TEXT = "Kan een afdeling ook geregistreerd worden?"
pytestmark = pytest.mark.usefixtures("association_register")


def asked_by(tenant: Tenant, *, to_all: bool = False, kind: MessageKind = MessageKind.QUESTION) -> Message:
    with tenant_scope(tenant):
        service = Service.objects.select_related("owner").get()
        return ask(actor=Actor.system(tenant), service=service, kind=kind, text=TEXT, to_all=to_all)


def answered(agency: Tenant, message: Message) -> Reply:
    with tenant_scope(agency):
        theirs = Message.objects.select_related("service__owner").get(pk=message.pk)
        return reply(actor=Actor.system(agency), message=theirs, text="Ja, vanaf nu.", state=ReplyState.DONE)


def hears(client: Client, words: str) -> bool:
    waiting: Any = client.get("/").context["waiting"]
    return any(words in f"{entry.title} {entry.line}" for entry in waiting)


def test_what_is_for_the_publisher_only_is_read_by_no_third_and_what_is_for_all_is(
    agency: Tenant, aalst: Tenant, brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    message = asked_by(aalst)
    answered(agency, message)
    page = client_for(brugge, Role.ADMINISTRATOR).get(PAGE).text
    with tenant_scope(brugge):
        rows = (Message.objects.count(), Reply.objects.count())
        history = History.objects.filter(subject_id=message.pk).count()

    asked_by(aalst, to_all=True)

    assert TEXT not in page
    assert (*rows, history) == (0, 0, 0)
    assert TEXT in client_for(agency, Role.READER).get(PAGE).text
    assert TEXT in client_for(brugge, Role.READER).get(PAGE).text


def test_a_question_waits_for_the_publisher_and_its_answer_for_who_asked_until_it_is_seen(
    agency: Tenant, aalst: Tenant, brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher, member = client_for(agency, Role.DEVELOPER), client_for(aalst, Role.MEMBER)
    member.post(f"{PAGE}ask/", {"kind": "question", "text": TEXT, "to_all": "on"})
    with tenant_scope(agency):
        message = Message.objects.get()
    waits = hears(publisher, TEXT)
    publisher.post(f"{PAGE}{message.pk}/reply/", {"text": "Ja, vanaf nu.", "state": "done"})
    told = hears(member, "Ja, vanaf nu.")
    with tenant_scope(aalst):
        [answer] = Reply.objects.all()
    member.post(f"{PAGE}{message.pk}/seen/", {"seen": [str(answer.pk)]})

    assert waits
    assert not hears(publisher, TEXT)
    assert told
    assert not hears(client_for(brugge, Role.MEMBER), "Ja, vanaf nu.")
    assert not hears(member, "Ja, vanaf nu.")


def test_nobody_but_the_publisher_answers_not_even_past_the_services(
    agency: Tenant, aalst: Tenant, brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    message = asked_by(aalst, to_all=True)
    sent = {"text": "Neen.", "state": "answered"}

    assert client_for(brugge, Role.ADMINISTRATOR).post(f"{PAGE}{message.pk}/reply/", sent).status_code == 404
    assert client_for(agency, Role.READER).post(f"{PAGE}{message.pk}/reply/", sent).status_code == 403
    with tenant_scope(brugge), pytest.raises(DatabaseError), transaction.atomic():
        Reply.objects.create(
            owner=brugge,
            message_id=message.pk,
            service_id=message.service_id,
            text="Neen.",
            state="answered",
            author="x",
        )
    assert client_for(agency, Role.DEVELOPER).post(f"{PAGE}{message.pk}/reply/", sent).status_code == 302


def test_who_asked_changes_it_until_it_is_answered_and_takes_it_back_at_any_time(
    agency: Tenant, aalst: Tenant, brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    message = asked_by(aalst, to_all=True)
    member = client_for(aalst, Role.MEMBER)
    sent = {"kind": "problem", "text": "Het lukt niet.", "to_all": "on"}

    stranger = client_for(brugge, Role.ADMINISTRATOR).post(f"{PAGE}{message.pk}/", sent)
    member.post(f"{PAGE}{message.pk}/", sent)
    with tenant_scope(aalst):
        changed = Message.objects.get()
        before = History.objects.of(changed)[0].detail["before"]["text"]
    answered(agency, message)
    with tenant_scope(aalst), pytest.raises(Refusal):
        change_message(
            actor=Actor.system(aalst), message=message, kind=MessageKind.WISH, text="Iets anders", to_all=False
        )
    gone = member.post(f"{PAGE}{message.pk}/remove/", follow=True).text
    other = client_for(brugge, Role.READER).get(PAGE).text
    member.post(f"{PAGE}{message.pk}/undo/")

    assert stranger.status_code == 404
    assert (changed.text, changed.kind, before) == ("Het lukt niet.", "problem", TEXT)
    assert "Het lukt niet." not in gone
    assert "Het lukt niet." not in other
    assert "Het lukt niet." in client_for(brugge, Role.READER).get(PAGE).text


def test_a_message_of_another_organisation_is_not_taken_back(aalst: Tenant, brugge: Tenant) -> None:
    message = asked_by(aalst, to_all=True)

    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        withdraw_message(actor=Actor.system(brugge), message=message)
    with tenant_scope(aalst):
        withdraw_message(actor=Actor.system(aalst), message=message)
        assert not Message.objects.shown().exists()

    assert refused.value.status == 403


def test_a_wish_becomes_a_line_of_the_roadmap_and_who_asked_is_told(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    message = asked_by(aalst, kind=MessageKind.WISH)
    publisher = client_for(agency, Role.DEVELOPER)

    wrong = publisher.post(f"{PAGE}{message.pk}/plan/", {"when": "ooit", "what": "Afdelingen"})
    publisher.post(f"{PAGE}{message.pk}/plan/", {"when": "2027-Q3", "what": "Afdelingen registreren"})

    with tenant_scope(aalst):
        line = RoadmapLine.objects.get()
    assert wrong.status_code == 422
    assert (line.wish_id, line.when) == (message.pk, "2027-Q3")
    assert hears(client_for(aalst, Role.MEMBER), "Afdelingen registreren")
    assert TEXT not in client_for(aalst, Role.READER).get("/services/agentschap/verenigingsregister/").text


@pytest.mark.parametrize("text", ["", "Mijn nummer is 85.07.30-033.28"])
def test_no_text_and_a_real_register_number_are_refused_and_nothing_is_kept(
    aalst: Tenant, client_for: Callable[..., Client], text: str
) -> None:
    page = client_for(aalst, Role.MEMBER).post(f"{PAGE}ask/", {"kind": "question", "text": text})

    assert page.status_code == 422
    with tenant_scope(aalst):
        assert not Message.objects.exists()


def test_a_reader_and_the_publisher_itself_ask_nothing_and_a_member_does(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    sent = {"kind": "question", "text": TEXT}

    assert client_for(aalst, Role.READER).post(f"{PAGE}ask/", sent).status_code == 403
    assert client_for(agency, Role.DEVELOPER).post(f"{PAGE}ask/", sent).status_code == 409
    assert client_for(aalst, Role.MEMBER).post(f"{PAGE}ask/", sent).status_code == 302


def test_a_long_thread_takes_as_many_queries_as_a_short_one_and_stands_on_pages(
    aalst: Tenant, client_for: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    for _number in range(25):
        asked_by(aalst, to_all=True)
    member = client_for(aalst, Role.MEMBER)

    with django_assert_max_num_queries(14):
        page = member.get(PAGE).text

    assert page.count('class="card"') == 20


def test_an_answer_is_told_however_many_others_were_seen_since(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    answered(agency, asked_by(aalst))
    for _number in range(21):
        seen = asked_by(aalst)
        with tenant_scope(agency):
            theirs = Message.objects.select_related("service__owner").get(pk=seen.pk)
            said = reply(actor=Actor.system(agency), message=theirs, text="Neen.", state=ReplyState.ANSWERED)
        with tenant_scope(aalst):
            mark_replies_seen(actor=Actor.system(aalst), message=seen, replies=[said.pk])

    member = client_for(aalst, Role.MEMBER)

    assert hears(member, "Ja, vanaf nu.")
    assert not hears(member, "Neen.")


def test_what_was_taken_back_is_read_by_the_publisher_on_no_page(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    message = asked_by(aalst)
    publisher = client_for(agency, Role.DEVELOPER)
    before = publisher.get(f"{PAGE}{message.pk}/reply/")
    with tenant_scope(aalst):
        withdraw_message(actor=Actor.system(aalst), message=message)

    assert TEXT in before.text
    assert publisher.get(f"{PAGE}{message.pk}/reply/").status_code == 404
    assert publisher.get(f"{PAGE}{message.pk}/plan/").status_code == 404
