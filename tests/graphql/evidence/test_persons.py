"""Persons in the log: a mark stands for the name, and can be made to tell nothing without touching the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.forgetting import forget_person
from vlavirgem_graphql.evidence.services.published_keys import key_lines
from vlavirgem_graphql.evidence.verifier import EvidenceError, Trust, check_text, read_key
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, IncomingEvent
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.verification import verify_evidence
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


@pytest.fixture
def developer(aalst: Tenant, actor_of: Callable[..., Actor]) -> Actor:
    return actor_of(aalst, Role.DEVELOPER)


@pytest.fixture
def event(aalst: Tenant, agreement: Agreement, developer: Actor) -> UUID:
    """A read of Brugge's offer by a developer of Aalst, in the explorer."""
    return append(developer, agreement)


def append(actor: Actor, agreement: Agreement) -> UUID:
    with tenant_scope(actor.tenant):
        return append_event(actor=actor, kind=EventKind.READ, rows_of_offers={agreement.offer_id: 2})


def forget(tenant: Tenant, person_id: UUID) -> UUID:
    with tenant_scope(tenant):
        return forget_person(actor=Actor.system(tenant), person_id=person_id, reason="Verzoek")


def test_the_name_stands_beside_the_log_and_pages_show_it_to_both_parties(
    aalst: Tenant, brugge: Tenant, developer: Actor, event: UUID, client_for: ClientFor
) -> None:
    with tenant_scope(aalst):
        written = ExchangeEvent.objects.get(pk=event)
        assert developer.name not in written.payload
        assert written.actor.startswith("person:")
    for tenant, page in ((aalst, "/data/evidence/"), (brugge, "/data/evidence/about-us/")):
        client = client_for(tenant, Role.READER)
        assert developer.name in client.get(page, {"kind": "read"}).text
        assert developer.name in client.get(f"/data/evidence/{event}/").text
        found = client.get(page, {"q": developer.name[:9]}).context["page"].events
        assert event in {each.pk for each in found}


def test_one_person_has_one_mark_until_the_name_changes(aalst: Tenant, agreement: Agreement, developer: Actor) -> None:
    events = [append(developer, agreement), append(developer, agreement)]
    events.append(append(replace(developer, name="Andere Naam"), agreement))
    with tenant_scope(aalst):
        first, second, third = (ExchangeEvent.objects.get(pk=each).actor for each in events)
    assert first == second != third


def test_forgetting_leaves_the_log_whole_and_the_name_nowhere(
    aalst: Tenant, brugge: Tenant, developer: Actor, event: UUID, client_for: ClientFor
) -> None:
    assert developer.person_id is not None
    lists = {aalst: "/data/evidence/", brugge: "/data/evidence/about-us/"}

    def found(tenant: Tenant) -> bool:
        return str(event) in client_for(tenant, Role.READER).get(lists[tenant], {"q": developer.name}).text

    assert found(aalst)
    assert found(brugge)

    said = forget(aalst, developer.person_id)

    assert verify_evidence(aalst).whole
    with tenant_scope(aalst):
        assert not NamedPerson.objects.filter(person_id=developer.person_id).exists()
        told = json.loads(ExchangeEvent.objects.get(pk=said).payload)
        assert (told["kind"], told["detail"]["reason"], len(told["detail"]["persons"])) == (
            "person-forgotten",
            "Verzoek",
            1,
        )
    with tenant_scope(brugge):
        assert developer.name not in IncomingEvent.objects.get(pk=event).actor
    for tenant in (aalst, brugge):
        assert not found(tenant)
        page = client_for(tenant, Role.READER).get(f"/data/evidence/{event}/").text
        assert developer.name not in page
        assert "een persoon die vergeten is" in page


def test_the_proof_tells_who_it_was_until_that_is_forgotten_and_no_other_name_fits(
    aalst: Tenant,
    developer: Actor,
    event: UUID,
    client_for: ClientFor,
    checkpoint_of: Callable[[Tenant], Checkpoint],
) -> None:
    assert developer.person_id is not None
    checkpoint_of(aalst)
    client = client_for(aalst, Role.READER)
    with tenant_scope(aalst):
        trust = Trust([read_key(line) for line in key_lines()])
    bundle: dict[str, Any] = client.get(f"/evidence/{event}").json()
    assert check_text(json.dumps(bundle), trust).notes == [f"who acted is {developer.name}"]
    for wrong in ({"name": "Iemand Anders"}, {"secret": "00" * 32}):
        person = {**bundle["event"]["person"], **wrong}
        forged = {**bundle, "event": {**bundle["event"], "person": person}}
        with pytest.raises(EvidenceError, match="who acted is not"):
            check_text(json.dumps(forged), trust)

    forget(aalst, developer.person_id)

    after = client.get(f"/evidence/{event}").text
    assert check_text(after, trust).notes == ["who acted was forgotten, or is not told"]
    assert developer.name not in after


def test_each_organisation_forgets_its_own_persons_only_and_by_the_function_only(
    aalst: Tenant, brugge: Tenant, developer: Actor, event: UUID
) -> None:
    assert developer.person_id is not None
    with pytest.raises(Refusal):
        forget(brugge, developer.person_id)
    with tenant_scope(brugge):
        assert not NamedPerson.objects.filter(person_id=developer.person_id).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.exchange_forget_person(%s)", [developer.person_id])
            assert cursor.fetchone() == (0,)
    with tenant_scope(aalst):
        for statement in (
            "DELETE FROM public.exchange_named_person",
            "UPDATE public.exchange_named_person SET name = 'x'",
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)
        assert NamedPerson.objects.filter(person_id=developer.person_id).count() == 1


def test_an_administrator_forgets_somebody_on_the_page_and_a_developer_does_not(
    aalst: Tenant, developer: Actor, event: UUID, client_for: ClientFor
) -> None:
    administrator, other = client_for(aalst, Role.ADMINISTRATOR), client_for(aalst, Role.DEVELOPER)
    page = f"/data/evidence/persons/{developer.person_id}/"
    assert other.get("/data/evidence/persons/").status_code == other.post(page, {"reason": "x"}).status_code == 403
    assert page in administrator.get("/data/evidence/persons/").text
    assert administrator.get(page).status_code == 200
    assert administrator.post(page, {"reason": ""}).status_code == 422
    assert administrator.get(f"/data/evidence/persons/{uuid4()}/").status_code == 404

    assert administrator.post(page, {"reason": "Uit dienst"}).status_code == 302

    assert page not in administrator.get("/data/evidence/persons/").text


def test_the_page_of_persons_asks_the_database_a_fixed_number_of_questions(
    aalst: Tenant,
    agreement: Agreement,
    developer: Actor,
    client_for: ClientFor,
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(5):
        append(replace(developer, person_id=uuid4(), name=f"Persoon {number}"), agreement)
    client = client_for(aalst, Role.ADMINISTRATOR)
    with django_assert_max_num_queries(20):
        assert "Persoon 4" in client.get("/data/evidence/persons/").text
