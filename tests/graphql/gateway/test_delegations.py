"""A supplier's client reads for a municipality: what one agreement covers and nothing else, as long as both hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from graphql import GraphQLSchema, build_client_schema, get_introspection_query, parse
from graphql_relay import to_global_id

from tests.graphql.gateway.conftest import Api, act, agree, offer_records
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import (
    Agreement,
    Delegation,
    ExchangeEvent,
    ExchangeRecord,
    IncomingEvent,
    Offer,
    Verb,
)
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.delegating import Delegate, delegate_reading, revoke_delegation
from vlavirgem_graphql.exchange.verification import verify_evidence
from vlavirgem_graphql.gateway import delegated_keys
from vlavirgem_graphql.gateway.context import Caller
from vlavirgem_graphql.gateway.contract import Contract, contract_text, delegated_shape
from vlavirgem_graphql.gateway.delegated_documents import refused_beyond
from vlavirgem_graphql.gateway.delegated_keys import MOST_KEYS, delegate_with_key, make_delegated_key
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_graphql.schema.mutations.root import ACTS
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

WHO = Delegate(client_name="Loketwijzer", supplier_name="Bolwerk Software nv", supplier_kbo="0123.456.749")
SERVICES = "{ publicServices(first: 50) { totalCount nodes { title description provider { slug } } } }"
DAY = timedelta(days=1)


def delegate(agreement: Agreement, days: int = 5, *, may_introspect: bool = False) -> tuple[Delegation, Api]:
    """A delegation of the reader, and a program with its first key."""
    reader = agreement.consumer
    with tenant_scope(reader):
        until = timezone.now() + timedelta(days=days)
        delegation, text = delegate_with_key(
            actor=Actor.system(reader), agreement=agreement, to=WHO, until=until, may_introspect=may_introspect
        )
    return delegation, Api(Client(HTTP_HOST=reader.host), text)


def titles(api: Api) -> list[str]:
    return [node["title"] for node in api.ask(SERVICES)["data"]["publicServices"]["nodes"]]


def refusal_of(api: Api, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """What is said of the one error; nothing was answered."""
    answer = api.ask(query, variables)
    assert not any((answer.get("data") or {}).values())
    said: dict[str, Any] = answer["errors"][0]["extensions"]
    return said


def denied_of(tenant: Tenant, model: Any = ExchangeEvent) -> list[Any]:
    with tenant_scope(tenant):
        return list(model.objects.filter(kind="denied"))


@pytest.fixture
def terms(aalst: Tenant, brugge_offer: Offer) -> Agreement:
    """Aalst may read titles of what Brugge calls a permission, and have a supplier read them."""
    kept = [Condition(field="type", operator=Operator.IS, values=("toelating",))]
    return agree(aalst, brugge_offer, ["uri", "title", "type"], kept, may_delegate=True)


@pytest.fixture
def supplier(terms: Agreement) -> Api:
    """The supplier's client, with a key."""
    return delegate(terms)[1]


def test_a_delegate_reads_exactly_what_the_agreement_covers(
    terms: Agreement, supplier: Api, api: Api, aalst: Tenant, genk_offer: Offer
) -> None:
    # Given that Aalst reads more than was delegated: another agreement, and its own records
    agree(aalst, genk_offer)
    offer_records(aalst, 2)

    # When both ask the same, then the delegate gets the rows and the fields of the one agreement
    found = supplier.ask(SERVICES)["data"]["publicServices"]
    assert [node["title"].split(" van")[0] for node in found["nodes"]] == ["Dienst 1", "Dienst 4"]
    assert {node["provider"]["slug"] for node in found["nodes"]} == {"brugge"}
    assert {node["description"] for node in found["nodes"]} == {None}
    assert found["totalCount"] == 2
    # And Aalst's own program everything
    assert api.ask(SERVICES)["data"]["publicServices"]["totalCount"] == 2 + 4 + 2


def test_figures_search_and_conditions_stay_within_it(supplier: Api, aalst: Tenant, genk_offer: Offer) -> None:
    agree(aalst, genk_offer)
    figures = supplier.ask("{ publicServicesAggregate { count groups(by: [type]) { key count } } }")
    assert figures["data"]["publicServicesAggregate"] == {"count": 2, "groups": [{"key": ["toelating"], "count": 2}]}
    for narrowed in ('search: "Dienst"', 'where: {title: {contains: "Dienst"}}'):
        found = supplier.ask(f"{{ publicServices({narrowed}) {{ totalCount }} }}")
        assert found["data"]["publicServices"]["totalCount"] == 2
    said = refusal_of(supplier, '{ publicServices(provider: ["genk"]) { totalCount } }')
    assert said["code"] == "AGREEMENT_REQUIRED"


def test_one_record_is_found_by_its_id_where_the_agreement_covers_it(
    supplier: Api, aalst: Tenant, brugge_offer: Offer, genk_offer: Offer
) -> None:
    agree(aalst, genk_offer)
    with tenant_scope(aalst):
        of_genk = ExchangeRecord.objects.filter(offer=genk_offer).first()
        covered = ExchangeRecord.objects.filter(offer=brugge_offer).first()
    assert of_genk is not None
    assert covered is not None
    query = "query($id: ID!) { node(id: $id) { id ... on PublicService { title } } }"

    def asked(type_name: str, key: object) -> Any:
        return supplier.ask(query, {"id": to_global_id(type_name, str(key))})

    assert asked("PublicService", covered.pk)["data"]["node"]["title"] == covered.title
    assert asked("PublicService", of_genk.pk)["data"]["node"] is None
    for name in gateway_schema().sources:
        if name != "PublicService":
            # A kind of record without agreement, our own rows, or those of a domain
            (error,) = supplier.ask(
                "query($id: ID!) { node(id: $id) { id } }", {"id": to_global_id(name, str(covered.pk))}
            )["errors"]
            assert error["extensions"]["code"] in {"KEY_SCOPE_NEEDED", "AGREEMENT_REQUIRED", "BAD_ID"}, name


def test_every_other_root_field_is_refused_on_record_and_none_of_it_is_told(
    supplier: Api, api: Api, aalst: Tenant
) -> None:
    query = gateway_schema().graphql.query_type
    assert query is not None
    others = set(query.fields) - {"publicServices", "publicServicesAggregate", "node"}
    documents = {
        "find": '{ find(words: "Dienst") { edges { cursor } } }',
        "_entities": '{ _entities(representations: [{__typename: "Offer", id: "x"}]) { __typename } }',
        "_service": "{ _service { sdl } }",
        "datasetRecords": '{ datasetRecords(dataset: "x") { edges { cursor } } }',
        "datasetRecordHistory": '{ datasetRecordHistory(record: "x") { __typename } }',
    }
    for name in sorted(others):
        asked = documents.get(name, f"{{ {name} {{ __typename }} }}")
        said = refusal_of(supplier, asked)
        assert said["code"] == "KEY_SCOPE_NEEDED", (name, said)
        assert said["remedy"]
        assert said["evidence"]
    assert len(denied_of(aalst)) == len(others)
    # Where the same is asked with a key of our own, it is answered
    assert "errors" not in api.ask("{ agreements { nodes { purpose } } offers { nodes { title } } }")


@pytest.mark.parametrize(
    "document",
    [
        "{ publicServices { nodes { offer { title } } } }",
        "{ publicServices { nodes { ...more } } } fragment more on PublicService { offer { __typename } }",
        "{ publicServices { nodes { title } } agreements { __typename } }",
        '{ node(id: "x") { ... on Offer { title } } }',
        "{ publicServices { nodes { title } } more: offers @skip(if: true) { __typename } }",
        "{ ...all } fragment all on Query { evidence { nodes { id } } }",
    ],
)
def test_what_leads_from_a_record_to_more_is_refused_whole(supplier: Api, document: str) -> None:
    assert refusal_of(supplier, document)["code"] == "KEY_SCOPE_NEEDED"
    assert titles(supplier)


def test_fragments_that_are_spread_over_and_over_take_no_time(supplier: Api) -> None:
    doubling = [f"fragment F{n} on PublicService {{ ...F{n + 1} ...F{n + 1} }}" for n in range(20)]
    document = "{ publicServices { nodes { ...F0 } } } " + " ".join(
        [*doubling, "fragment F20 on PublicService { title }"]
    )
    answer = supplier.ask(document)
    assert "data" in answer or answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"


def test_no_mutation_is_for_a_delegate(supplier: Api, aalst: Tenant) -> None:
    mutation = gateway_schema().graphql.mutation_type
    assert mutation is not None
    assert len(mutation.fields) >= len(ACTS)
    for document in (
        'mutation { openDataset(kind: "association", title: "Van hen") { dataset { id } } }',
        'mutation { openTryout(version: "x", name: "y") { tryout { id } } }',
        'mutation { revokeAgreement(agreement: "x", reason: "y") { agreement { id } } }',
    ):
        said = supplier.ask(document)["errors"][0]["extensions"]
        assert said["code"] in {"KEY_SCOPE_NEEDED", "INVALID_DOCUMENT"}, said
    said = refusal_of(supplier, 'mutation { openDataset(kind: "association", title: "Van hen") { dataset { id } } }')
    assert said["code"] == "KEY_SCOPE_NEEDED"


def test_only_events_of_its_records_are_followed(terms: Agreement, aalst: Tenant) -> None:
    # The stream itself is in test_subscriptions
    schema = gateway_schema().graphql
    caller = Caller(aalst, "x", None, may_introspect=False)

    def refused(field: str) -> bool:
        document = parse(f"subscription {{ {field} {{ cursor }} }}")
        return refused_beyond(delegated_shape("public-service"), schema, document, None, caller) is not None

    subscription = schema.subscription_type
    assert subscription is not None
    assert [name for name in subscription.fields if not refused(name)] == ["publicServiceEvents"]


def test_its_contract_schema_holds_what_it_reads_and_nothing_else(terms: Agreement) -> None:
    def seen() -> GraphQLSchema:
        return build_client_schema(tool.ask(get_introspection_query(descriptions=False))["data"])

    def fields_of(name: str) -> set[str]:
        return set(schema.type_map[name].fields)  # type: ignore[attr-defined]

    delegation, tool = delegate(terms, may_introspect=True)
    schema = seen()
    assert fields_of("Query") == {"publicServices", "publicServicesAggregate", "node"}
    assert fields_of("PublicService") == {"id", "uri", "title", "type", "updatedAt", "provider"}
    assert fields_of("Subscription") == {"publicServiceEvents"}
    assert schema.mutation_type is None
    assert not {"Offer", "Agreement", "TryOut", "JointPurchase", "Pilot", "Association", "_Entity"} & set(
        schema.type_map
    )
    assert "offers" not in fields_of("Organisation")
    # A document over all that is seen is answered
    assert "errors" not in tool.ask("{ publicServices { nodes { id uri title type updatedAt provider { slug } } } }")
    # And who may not look at the schema does not
    assert "errors" in delegate(terms)[1].ask("{ __schema { queryType { name } } }")
    assert delegation.reader.startswith("Loketwijzer (Bolwerk Software nv, KBO 0123.456.749)")


def test_of_a_kind_that_is_not_known_any_more_a_delegate_is_left_nothing() -> None:
    assert delegated_shape("verdwenen")["Query"] == {"node"}
    gone = Contract(frozenset(), delegated_kind="verdwenen")
    assert "publicServices" not in contract_text(gone, "en")
    assert delegated_shape("public-service")["Query"] == {"node", "publicServices", "publicServicesAggregate"}


def test_both_sides_find_the_client_and_for_whom_it_read_in_their_evidence(
    supplier: Api, api: Api, aalst: Tenant, brugge: Tenant, client_for: Any
) -> None:
    # When the delegate reads, and a program of Aalst
    titles(supplier)
    api.ask(SERVICES)

    # Then both logs name the client, its supplier and the municipality for the one read, and the key for the other
    name = f"Loketwijzer (Bolwerk Software nv, KBO 0123.456.749) voor {aalst.name}"
    for tenant, model in ((aalst, ExchangeEvent), (brugge, IncomingEvent)):
        with tenant_scope(tenant):
            reads = model.objects.filter(kind="read")
            assert sorted(reads.values_list("actor", flat=True)) == sorted([name, "sleutel proef"])
        page = client_for(tenant, Role.READER).get("/data/evidence/" + ("about-us/" if tenant == brugge else ""))
        assert name in page.content.decode()
    # And what is hashed names the delegation, and only where there is one
    with tenant_scope(aalst):
        delegation = Delegation.objects.get()
        told = {event.actor: json.loads(event.payload)["detail"] for event in ExchangeEvent.objects.filter(kind="read")}
    assert told[name]["delegation"] == str(delegation.pk)
    assert told[name]["agreements"] == [str(delegation.agreement_id)]
    assert "delegation" not in told["sleutel proef"]
    assert verify_evidence(aalst).whole


def test_a_refusal_of_a_delegate_reaches_the_provider_too(supplier: Api, aalst: Tenant, brugge: Tenant) -> None:
    refusal_of(supplier, "{ agreements { nodes { purpose } } }")
    (ours,), (theirs,) = denied_of(aalst), denied_of(brugge, IncomingEvent)
    assert ours.actor == theirs.actor
    assert "Loketwijzer" in theirs.actor


def test_a_revocation_acts_on_the_next_request_and_only_on_that_delegation(
    terms: Agreement, supplier: Api, api: Api, aalst: Tenant, brugge: Tenant
) -> None:
    second, other = delegate(terms)
    assert titles(supplier) == titles(other)

    with tenant_scope(aalst):
        revoke_delegation(actor=Actor.system(aalst), delegation=second, reason="Contract afgelopen")

    assert other.post(SERVICES).status_code == 401
    assert refusal_of(other, SERVICES)["code"] == "DELEGATION_OVER"
    assert titles(supplier)
    assert titles(api)
    assert len(denied_of(aalst)) == len(denied_of(brugge, IncomingEvent)) == 2
    with tenant_scope(brugge):
        kinds = IncomingEvent.objects.values_list("kind", flat=True)
        assert {"delegated", "delegation-ended"} <= set(kinds)


def test_a_revoked_key_opens_nothing_and_another_of_the_same_delegation_does(terms: Agreement, aalst: Tenant) -> None:
    delegation, first = delegate(terms)
    with tenant_scope(aalst):
        _key, text = make_delegated_key(actor=Actor.system(aalst), delegation=delegation)
        revoke_key(actor=Actor.system(aalst), key=GatewayKey.objects.earliest("created_at"))
    assert refusal_of(first, SERVICES)["code"] == "REVOKED_KEY"
    assert titles(Api(first.client, text))
    with tenant_scope(aalst):
        for _ in range(MOST_KEYS - 1):
            make_delegated_key(actor=Actor.system(aalst), delegation=delegation)
        with pytest.raises(Refusal) as refused:
            make_delegated_key(actor=Actor.system(aalst), delegation=delegation)
    assert refused.value.code == "too-many-keys"


@pytest.mark.parametrize(("days", "reads"), [(4, True), (6, False)])
def test_a_delegation_is_over_on_its_day(
    supplier: Api, aalst: Tenant, monkeypatch: pytest.MonkeyPatch, days: int, reads: bool
) -> None:
    later = delegated_keys._STANDING.replace("now()", f"(now() + interval '{days} days')")
    monkeypatch.setattr(delegated_keys, "_STANDING", later)

    if reads:
        assert titles(supplier)
        assert not denied_of(aalst)
    else:
        assert refusal_of(supplier, SERVICES)["code"] == "DELEGATION_OVER"
        assert len(denied_of(aalst)) == 1


def test_while_the_agreement_is_paused_nothing_is_read_and_afterwards_again(
    terms: Agreement, supplier: Api, aalst: Tenant, brugge: Tenant
) -> None:
    act(brugge, terms, Verb.PAUSED)
    response = supplier.post(SERVICES)
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"
    assert len(denied_of(aalst)) == len(denied_of(brugge, IncomingEvent)) == 1

    act(brugge, terms, Verb.RESUMED)
    assert titles(supplier)


@pytest.mark.parametrize("by", ["aalst", "brugge"])
def test_when_the_agreement_ends_so_does_the_delegation(
    terms: Agreement, supplier: Api, aalst: Tenant, brugge: Tenant, by: str
) -> None:
    assert titles(supplier)
    act(aalst if by == "aalst" else brugge, terms, Verb.REVOKED)
    assert refusal_of(supplier, SERVICES)["code"] == "DELEGATION_OVER"
    assert len(denied_of(aalst)) == 1


def test_a_withdrawn_offer_is_read_by_nobody(terms: Agreement, supplier: Api, brugge: Tenant) -> None:
    with tenant_scope(brugge):
        Offer.objects.filter(pk=terms.offer_id).update(withdrawn_at=timezone.now())
    assert refusal_of(supplier, SERVICES)["code"] == "AGREEMENT_REQUIRED"


def test_an_agreement_that_does_not_say_so_lets_nobody_delegate(aalst: Tenant, brugge_agreement: Agreement) -> None:
    with pytest.raises(Refusal) as refused:
        delegate(brugge_agreement)
    assert (refused.value.code, bool(refused.value.remedy)) == ("delegation-not-agreed", True)


def test_only_who_reads_and_may_sign_delegates_and_revokes(
    terms: Agreement, aalst: Tenant, brugge: Tenant, genk: Tenant
) -> None:
    def actor(tenant: Tenant, role: Role) -> Actor:
        return Actor(tenant=tenant, name="Iemand", person_id=None, roles=frozenset({role}))

    until = timezone.now() + DAY
    # Another role, the provider, and who is no party
    for tenant, role in ((aalst, Role.DEVELOPER), (brugge, Role.ADMINISTRATOR), (genk, Role.ADMINISTRATOR)):
        with tenant_scope(tenant), pytest.raises((Refusal, Agreement.DoesNotExist)):
            delegate_reading(actor=actor(tenant, role), agreement=terms, to=WHO, until=until)
    with tenant_scope(aalst):
        made = delegate_reading(actor=actor(aalst, Role.ADMINISTRATOR), agreement=terms, to=WHO, until=until)
    # The same for taking it back
    for tenant, role in ((aalst, Role.DEVELOPER), (brugge, Role.ADMINISTRATOR), (genk, Role.ADMINISTRATOR)):
        with tenant_scope(tenant), pytest.raises(Refusal):
            revoke_delegation(actor=actor(tenant, role), delegation=made)
    with tenant_scope(aalst):
        assert revoke_delegation(actor=actor(aalst, Role.ADMINISTRATOR), delegation=made).revoked_at is not None


@pytest.mark.parametrize(
    ("otherwise", "days", "code"),
    [
        ({"client_name": " "}, 1, "bad-name"),
        ({"client_name": "x" * 61}, 1, "bad-name"),
        ({"supplier_name": "Twee\x00regels"}, 1, "bad-name"),
        ({"client_name": "Loket (Bolwerk nv, KBO 0999.999.922) voor Brugge"}, 1, "bad-name"),
        ({"supplier_kbo": "0123456700"}, 1, "kbo-number"),
        ({}, 31, "delegation-too-long"),
        ({}, 0, "period"),
    ],
    ids=[
        "no name",
        "long name",
        "no text",
        "another's number in a name",
        "no number",
        "longer than the agreement",
        "over",
    ],
)
def test_what_is_no_delegation_is_refused(
    terms: Agreement, aalst: Tenant, otherwise: dict[str, str], days: int, code: str
) -> None:
    to = replace(WHO, **otherwise)
    until = timezone.now() + timedelta(days=days)
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        delegate_reading(actor=Actor.system(aalst), agreement=terms, to=to, until=until)
    assert refused.value.code == code


def test_the_database_holds_a_delegation_to_its_agreement(
    terms: Agreement, aalst: Tenant, brugge: Tenant, brugge_offer: Offer
) -> None:
    forbidding = agree(aalst, brugge_offer)

    def write(tenant: Tenant, **otherwise: Any) -> None:
        with tenant_scope(tenant), transaction.atomic():
            Delegation.objects.create(
                **{
                    "owner": tenant,
                    "agreement": terms,
                    "client_name": "a",
                    "supplier_name": "b",
                    "supplier_kbo": "0123456749",
                    "reader": "a (b, KBO 0123.456.749) voor Aalst",
                    "valid_until": timezone.now() + DAY,
                    "person_name": "d",
                    **otherwise,
                }
            )

    for tenant, otherwise in (
        (aalst, {"agreement": forbidding}),
        (aalst, {"valid_until": terms.valid_until + DAY}),
        (aalst, {"revoked_at": timezone.now()}),
        (aalst, {"supplier_kbo": "123"}),
        (aalst, {"owner": brugge}),
        (aalst, {"visibility": "own"}),
        (aalst, {"reader": "sleutel Loket"}),
        (aalst, {"reader": "a (b, KBO 0999.999.922) voor Aalst"}),
        (aalst, {"reader": "a (b, KBO 0123.456.749) voor Aalst\nsleutel Loket"}),
        (brugge, {}),
    ):
        with pytest.raises(Error):
            write(tenant, **otherwise)
    write(aalst)
    act(brugge, terms, Verb.PAUSED)
    with pytest.raises(Error):
        write(aalst)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.exchange_delegation SET valid_until = valid_until + interval '1 day'",
        "UPDATE public.exchange_delegation SET reader = 'een ander'",
        "UPDATE public.exchange_delegation SET revoked_at = NULL",
        "UPDATE public.exchange_delegation SET revoked_at = now(), client_name = 'ander'",
        "DELETE FROM public.exchange_delegation",
    ],
)
def test_a_delegation_stands_as_it_was_made(terms: Agreement, aalst: Tenant, brugge: Tenant, statement: str) -> None:
    delegation, api = delegate(terms)
    for tenant in (aalst, brugge):  # what is not theirs to write is not found
        with tenant_scope(tenant), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(statement)
                assert (tenant, cursor.rowcount) == (brugge, 0)
            except Error:
                assert tenant == aalst
    with tenant_scope(brugge):
        assert Delegation.objects.get() == delegation
    assert titles(api)


def test_who_is_no_party_sees_no_delegation(terms: Agreement, genk: Tenant, aalst: Tenant, brugge: Tenant) -> None:
    delegate(terms)
    seen = []
    for tenant in (aalst, brugge, genk):
        with tenant_scope(tenant):
            seen.append(Delegation.objects.count())
    assert seen == [1, 1, 0]


def test_a_key_with_the_delegation_of_another_municipality_opens_nothing(
    terms: Agreement, brugge: Tenant, genk: Tenant, api_for: Callable[..., Api]
) -> None:
    # Given a row in Genk's own table that names the delegation of Aalst
    delegation, _api = delegate(terms)
    forged = api_for(genk)
    with tenant_scope(genk):
        GatewayKey.objects.update(delegation_id=delegation.pk)
    assert refusal_of(forged, SERVICES)["code"] == "DELEGATION_OVER"
    with tenant_scope(genk):
        GatewayKey.objects.update(delegation_id=None)
    assert refusal_of(forged, SERVICES)["code"] == "AGREEMENT_REQUIRED"


def test_a_delegates_key_fetches_no_evidence_of_the_municipality(supplier: Api, api: Api, aalst: Tenant) -> None:
    titles(supplier)
    with tenant_scope(aalst):
        event = ExchangeEvent.objects.filter(kind="read").get()

    def fetched(program: Api, address: str) -> int:
        headers = {"authorization": f"Bearer {program.key}"}
        return int(program.client.get(address, headers=headers).status_code)

    assert (fetched(supplier, f"/evidence/{event.pk}"), fetched(api, f"/evidence/{event.pk}")) == (403, 200)


def test_a_delegates_key_follows_no_identifier_of_the_municipality(supplier: Api, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        _key, own = make_key(actor=Actor.system(aalst), label="Eigen", scopes=[KeyScope.DATA])
        GatewayKey.objects.exclude(delegation_id=None).update(scopes=[KeyScope.DATA])  # as nobody can make one

    def followed(key: str) -> Any:
        return supplier.client.get("/id/public-service/12", headers={"authorization": f"Bearer {key}"})

    refused = followed(supplier.key)
    assert (refused.status_code, refused.json()["type"].split("#")[1]) == (403, "KEY_SCOPE_NEEDED")
    assert followed(own).status_code == 404  # it may look; there is no such record


def test_the_reads_of_a_delegate_count_for_the_agreement(aalst: Tenant, brugge_offer: Offer, genk_offer: Offer) -> None:
    agree(aalst, genk_offer, daily_reads=1)
    supplier = delegate(agree(aalst, brugge_offer, daily_reads=2, may_delegate=True))[1]
    assert titles(supplier)
    assert titles(supplier)
    assert refusal_of(supplier, SERVICES)["code"] == "RATE_USED"
