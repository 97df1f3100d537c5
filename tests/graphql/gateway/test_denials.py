"""A denial is on record with who asked and with whose data it was."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from graphql_relay import to_global_id

from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent, ExchangeRecord, IncomingEvent, Offer
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_graphql.gateway.services import revoke_key
from vlavirgem_graphql.gateway.trusted_documents import limit_key, trust_document
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ASKED_OF_BRUGGE = '{ publicServices(provider: ["brugge"]) { nodes { title } } }'


def test_asking_without_an_agreement_stands_in_the_evidence_of_both(
    api: Any, aalst: Tenant, brugge: Tenant, genk: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    # When Aalst asks Brugge's records without an agreement
    answer = api.ask(ASKED_OF_BRUGGE)

    # Then it gets an error that names the event, which both parties find, and nobody else
    (error,) = answer["errors"]
    with tenant_scope(aalst):
        own = ExchangeEvent.objects.get(kind="denied")
        assert (str(own.pk), own.offer_ids) == (error["extensions"]["evidence"], [brugge_offer.pk])
    with tenant_scope(brugge):
        assert IncomingEvent.objects.get().pk == own.pk
    with tenant_scope(genk):
        assert not IncomingEvent.objects.exists()


def test_with_an_agreement_the_owner_sees_the_read_instead(
    api: Any, brugge: Tenant, brugge_offer: Offer, brugge_agreement: Agreement
) -> None:
    assert len(api.ask(ASKED_OF_BRUGGE)["data"]["publicServices"]["nodes"]) == 7

    with tenant_scope(brugge):
        assert [(event.kind, event.rows) for event in IncomingEvent.objects.filter(kind__in=["read", "denied"])] == [
            ("read", 7)
        ]


def by_id(key: object) -> str:
    global_id = to_global_id("PublicService", str(key))
    return f'{{ node(id: "{global_id}") {{ id }} }}'


def test_an_id_that_is_not_ours_to_read_and_one_that_is_nobodys_look_the_same(
    api: Any, aalst: Tenant, genk: Tenant, genk_offer: Offer, brugge_agreement: Agreement
) -> None:
    # Given a record of Genk, with whom Aalst has no agreement, and an id that no record has
    with tenant_scope(genk):
        hidden = ExchangeRecord.objects.filter(offer=genk_offer).values_list("pk", flat=True)[0]

    # When Aalst asks for each
    answers = [api.ask(by_id(key)) for key in (hidden, uuid4())]

    # Then the answers and the events differ in nothing but their ids, and Genk's log has neither
    with tenant_scope(aalst):
        events = list(ExchangeEvent.objects.filter(kind="denied").order_by("sequence"))
    assert [answer["data"] for answer in answers] == [{"node": None}] * 2
    assert [answer["extensions"]["evidence"]["node"] for answer in answers] == [str(event.pk) for event in events]
    assert [(event.offer_ids, event.provider_ids) for event in events] == [([], [])] * 2
    details = [json.loads(event.payload)["detail"] for event in events]
    assert details[0].pop("record") == str(hidden) != details[1].pop("record")
    assert details[0] == details[1]
    with tenant_scope(genk):
        assert not IncomingEvent.objects.filter(kind="denied").exists()


def test_an_id_that_is_ours_to_read_is_on_record_as_a_read(
    api: Any, aalst: Tenant, brugge_agreement: Agreement
) -> None:
    with tenant_scope(aalst):
        key = ExchangeRecord.objects.values_list("pk", flat=True)[0]
    assert api.ask(by_id(key))["data"]["node"]
    with tenant_scope(aalst):
        (event,) = ExchangeEvent.objects.filter(kind__in=["read", "denied"])
    assert (event.kind, event.offer_ids, event.row_counts) == ("read", [brugge_agreement.offer_id], [1])


def test_a_revoked_key_that_is_still_used_is_on_record_and_an_unknown_one_is_not(
    api: Any, aalst: Tenant, keys_of: Any
) -> None:
    # Given a key that was revoked, and one that nobody ever had
    with tenant_scope(aalst):
        key = revoke_key(actor=Actor.system(aalst), key=keys_of(aalst)[0])

    # When each is used
    refused = api.post(ASKED_OF_BRUGGE)
    assert refused.status_code == 401
    assert api.post(ASKED_OF_BRUGGE, authorization="Bearer vvg_nooit-gemaakt").status_code == 401

    # Then the log tells of the one, with which key it was, and the answer names it; a stranger cannot fill it
    with tenant_scope(aalst):
        event = ExchangeEvent.objects.get(kind="denied")
    said = refused.json()["errors"][0]["extensions"]
    assert (said["code"], said["evidence"]) == ("REVOKED_KEY", str(event.pk))
    detail = json.loads(event.payload)["detail"]
    assert (detail["reason"], detail["key"], event.offer_ids) == ("REVOKED_KEY", str(key.pk), [])


def denied(tenant: Tenant) -> list[dict[str, Any]]:
    """The denials of a tenant's log, the first first: their ids, who, and what."""
    with tenant_scope(tenant):
        events = list(ExchangeEvent.objects.filter(kind="denied").order_by("sequence"))
    return [{"id": str(each.pk), "actor": each.actor, **json.loads(each.payload)["detail"]} for each in events]


def test_a_member_without_the_role_is_on_record_and_a_developer_is_answered(aalst: Tenant, client_for: Any) -> None:
    body = json.dumps({"query": "{ __typename }"})
    reader, developer = (
        client_for(aalst, role).post("/graphql", body, content_type="application/json")
        for role in (Role.READER, Role.DEVELOPER)
    )

    assert developer.json()["data"] == {"__typename": "Query"}
    (event,) = denied(aalst)
    said = reader.json()["errors"][0]["extensions"]
    assert (reader.status_code, said["code"], said["evidence"]) == (403, "ROLE_NEEDED", event["id"])
    assert (event["reason"], event["field"], event["key"]) == ("ROLE_NEEDED", None, None)
    # And the log knows the person by a mark, which can be forgotten
    with tenant_scope(aalst):
        assert NamedPerson.objects.get(mark=event["actor"]).person_id


JSON = {"content_type": "application/json"}
PAUSE = 'mutation { pauseAgreement(agreement: "%s", reason: "Proef") { agreement { live } } }'
OPEN = 'mutation { openDataset(kind: "association", title: "Verenigingen") { dataset { id } } }'


def test_what_a_key_or_a_role_does_not_allow_is_on_record_and_what_it_does_is_not(
    api: Any, aalst: Tenant, api_for: Any, client_for: Any, brugge_agreement: Agreement
) -> None:
    # Given an act that a key was not made for, and one that a member has no role for
    by_key = api.ask(OPEN)
    body = json.dumps({"query": PAUSE % to_global_id("Agreement", str(brugge_agreement.pk))})
    by_member = client_for(aalst, Role.DEVELOPER).post("/graphql", body, **JSON).json()
    # Then each answer names its event
    events = denied(aalst)
    extensions = [answer["errors"][0]["extensions"] for answer in (by_key, by_member)]
    assert [each["code"] for each in extensions] == ["KEY_SCOPE_NEEDED", "ROLE_NEEDED"]
    assert [each["evidence"] for each in extensions] == [event["id"] for event in events]
    assert [(event["field"], event["reason"]) for event in events] == [
        ("openDataset", "KEY_SCOPE_NEEDED"),
        ("pauseAgreement", "ROLE_NEEDED"),
    ]
    # And who may leaves none
    assert "errors" not in api_for(aalst, scopes=("data",)).ask(OPEN)
    assert "errors" not in client_for(aalst, Role.ADMINISTRATOR).post("/graphql", body, **JSON).json()
    assert len(denied(aalst)) == 2


def test_a_key_that_brings_another_document_than_its_own_is_on_record(api: Any, aalst: Tenant, keys_of: Any) -> None:
    with tenant_scope(aalst):
        (key,) = keys_of(aalst)
        actor, schema = Actor.system(aalst), gateway_schema().graphql
        trust_document(actor=actor, key=key, text=ASKED_OF_BRUGGE, schema=schema)
        limit_key(actor=actor, key=key, only_trusted=True)

    refused = api.post("{ __typename }").json()["errors"][0]["extensions"]

    (event,) = denied(aalst)
    assert (refused["code"], refused["evidence"]) == ("DOCUMENT_NOT_TRUSTED", event["id"])
    assert (event["reason"], event["key"]) == ("DOCUMENT_NOT_TRUSTED", str(key.pk))
    assert api.post(ASKED_OF_BRUGGE).json()["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"
