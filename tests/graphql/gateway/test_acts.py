"""Offers, try-outs and agreements through the gateway: the services of the pages, by keys that were made for it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from graphql_relay import to_global_id

from tests.graphql.gateway.conftest import Api
from tests.sandbox.real_service import published
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import Advice, Agreement, Offer
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.root import ACTS
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PUBLISH = """mutation($d: ID!, $f: [String!]!) { publishDataset(dataset: $d, title: "Clubs", fields: $f) {
  offer { id title recordCount fields } written removed } }"""
PROPOSE = """mutation($o: ID!, $from: DateTime!, $until: DateTime!) { proposeAgreement(offer: $o, purpose: "Nazien",
  legalBasis: "Decreet", fields: ["title"], validFrom: $from, validUntil: $until) { agreement { id live fields } } }"""
TODAY = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
PERIOD = {"from": TODAY.isoformat(), "until": (TODAY + timedelta(days=365)).isoformat()}


def code_of(answer: dict[str, Any]) -> str:
    assert answer["data"] is None
    code: str = answer["errors"][0]["extensions"]["code"]
    return code


@pytest.fixture
def live_version(agency: Tenant) -> ServiceVersion:
    """Version 1 of a service of the agency."""
    return published(agency)


@pytest.fixture
def clubs(writer: Api) -> str:
    """The id of a dataset of Aalst with one association."""
    made = writer.ask('mutation { openDataset(kind: "association", title: "Clubs") { dataset { id } } }')
    dataset: str = made["data"]["openDataset"]["dataset"]["id"]
    record = {"uri": "https://data.example.org/1", "name": "Turnclub"}
    query = "mutation($d: ID!, $r: [AssociationWrite!]!) { writeAssociations(dataset: $d, records: $r) { __typename } }"
    assert "errors" not in writer.ask(query, {"d": dataset, "r": [{"record": record}]})
    return dataset


def test_a_dataset_is_published_kept_up_to_date_and_withdrawn(writer: Api, clubs: str) -> None:
    # When it is published, then readers see it, and its own organisation reads its records
    done = writer.ask(PUBLISH, {"d": clubs, "f": ["name"]})["data"]["publishDataset"]
    assert (done["written"], done["offer"]["recordCount"], done["offer"]["fields"]) == (1, 1, ["uri", "name"])
    assert len(writer.ask("{ associations { nodes { name } } }")["data"]["associations"]["nodes"]) == 1
    # And a refresh finds nothing to change
    offer = {"o": done["offer"]["id"]}
    refreshed = writer.ask("mutation($o: ID!) { refreshOffer(offer: $o) { written removed } }", offer)
    assert refreshed["data"]["refreshOffer"] == {"written": 0, "removed": 0}
    # And once it is withdrawn it can be refreshed no more
    withdrawn = writer.ask('mutation($o: ID!) { withdrawOffer(offer: $o, reason: "Klaar") { offer { title } } }', offer)
    assert withdrawn["data"]["withdrawOffer"]["offer"]["title"] == "Clubs"
    refused = writer.ask("mutation($o: ID!) { refreshOffer(offer: $o) { written } }", offer)
    assert code_of(refused) == "OFFER_WITHDRAWN"


def test_what_a_service_refuses_is_told_with_its_code(writer: Api, aalst: Tenant, clubs: str) -> None:
    refused = writer.ask(PUBLISH, {"d": clubs, "f": ["nope"]})
    said = refused["errors"][0]["extensions"]
    assert (code_of(refused), said["field"], bool(said["remedy"])) == ("UNKNOWN_FIELD", "fields", True)
    with tenant_scope(aalst):
        assert not Offer.objects.of(aalst).exists()
        empty = Dataset.objects.create(title="Leeg", kind="association", created_by="proef")
    refused = writer.ask(PUBLISH, {"d": to_global_id("Dataset", str(empty.pk)), "f": ["name"]})
    assert code_of(refused) == "NOTHING_TO_OFFER"


@pytest.mark.parametrize("said", ["", "  "])
def test_what_others_read_is_not_empty(writer: Api, clubs: str, offer: Offer, said: str) -> None:
    # Given an offer without a title, and terms without a purpose or a legal basis
    published = writer.ask(PUBLISH.replace('"Clubs"', json.dumps(said)), {"d": clubs, "f": ["name"]})
    given = {"o": to_global_id("Offer", str(offer.pk)), **PERIOD}
    terms = [writer.ask(PROPOSE.replace(text, json.dumps(said)), given) for text in ('"Nazien"', '"Decreet"')]
    # Then each is refused at its field
    errors = [answer["errors"][0]["extensions"] for answer in (published, *terms)]
    assert [error["code"] for error in errors] == ["INVALID_VALUE"] * 3
    assert [error["details"][0]["field"] for error in errors] == ["title", "purpose", "legal_basis"]


def test_a_try_out_is_opened_and_reset(writer: Api, aalst: Tenant, live_version: ServiceVersion) -> None:
    version = {"v": to_global_id("ServiceVersion", str(live_version.pk))}
    opened = writer.ask('mutation($v: ID!) { openTryout(version: $v, name: "Proef") { id name address } }', version)
    made = opened["data"]["openTryout"]
    assert (made["name"], made["address"].startswith(aalst.address)) == ("Proef", True)
    reset = writer.ask("mutation($t: ID!) { resetTryout(tryout: $t) { forgotten } }", {"t": made["id"]})
    assert reset["data"]["resetTryout"] == {"forgotten": 0}
    with tenant_scope(aalst):
        assert TryOut.objects.get().opened_by == "sleutel proef"


CHOOSE = """mutation($o: ID!, $from: DateTime!, $until: DateTime!, $rows: [RowCondition!], $for: PurposeService) {
  proposeAgreement(offer: $o, purpose: "Nazien", legalBasis: "Decreet", fields: ["title"], validFrom: $from,
    validUntil: $until, rowFilter: $rows, publicService: $for) { agreement { publicServiceUri publicServiceName } } }"""
SERVICE = {"uri": "https://ipdc.vlaanderen.be/id/concept/1", "name": "Milieuklacht"}


def test_a_key_proposes_for_a_public_service_and_of_some_rows_what_the_page_would(
    writer: Api, aalst: Tenant, offer: Offer
) -> None:
    # Given conditions on a code and a text, of which the comma is a part
    rows = [
        {"field": "type", "comparison": "IS", "values": ["bewijs", " Toelating"]},
        {"field": "title", "comparison": "IS_NOT", "values": ["Jan, Piet"]},
    ]
    # When they are proposed, with the public service
    asked = {"o": to_global_id("Offer", str(offer.pk)), **PERIOD, "rows": rows, "for": SERVICE}
    made = writer.ask(CHOOSE, asked)["data"]["proposeAgreement"]["agreement"]
    # Then they are the terms
    assert made == {"publicServiceUri": SERVICE["uri"], "publicServiceName": SERVICE["name"]}
    with tenant_scope(aalst):
        assert Agreement.objects.get().row_filter == [
            {"field": "type", "operator": "is", "values": ["Bewijs", "Toelating"]},
            {"field": "title", "operator": "is-not", "values": ["Jan, Piet"]},
        ]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"rows": [{"field": "status", "comparison": "IS", "values": ["x"]}]}, "ROW_FILTER", "row_filter"),
        ({"rows": [{"field": "type", "comparison": "STARTS_WITH", "values": ["x"]}]}, "ROW_FILTER", "row_filter"),
        ({"rows": [{"field": "type", "comparison": "IS", "values": [" "]}]}, "ROW_FILTER", "row_filter"),
        ({"rows": [{"field": "type", "comparison": "IS", "values": ["x"]}] * 11}, "ROW_FILTER", "row_filter"),
        ({"for": {**SERVICE, "name": " "}}, "PUBLIC_SERVICE", "concept_label"),
        ({"for": {**SERVICE, "uri": ""}}, "PUBLIC_SERVICE", "concept_uri"),
        ({"for": {**SERVICE, "uri": "geen adres"}}, "INVALID_VALUE", "concept_uri"),
        ({"for": {**SERVICE, "name": "x" * 10_000}}, "INVALID_VALUE", "concept_label"),
    ],
)
def test_rows_and_a_public_service_that_cannot_be_are_refused_at_their_field(
    writer: Api, aalst: Tenant, offer: Offer, wrong: dict[str, Any], code: str, field: str
) -> None:
    refused = writer.ask(CHOOSE, {"o": to_global_id("Offer", str(offer.pk)), **PERIOD, **wrong})
    said = refused["errors"][0]["extensions"]
    assert (code_of(refused), said.get("field") or said["details"][0]["field"]) == (code, field)
    with tenant_scope(aalst):
        assert not Agreement.objects.exists()


def test_a_key_proposes_and_takes_back_but_never_signs(
    writer: Api, aalst: Tenant, brugge: Tenant, offer: Offer, api_for: Any, client_for: Any
) -> None:
    # Given a proposal that a key made
    given = {"o": to_global_id("Offer", str(offer.pk)), **PERIOD}
    made = writer.ask(PROPOSE, given)["data"]["proposeAgreement"]["agreement"]
    assert (made["live"], made["fields"]) == (False, ["uri", "title"])
    # When a key of either side, with every scope, tries to sign, then it is refused
    sign = "mutation($a: ID!) { signAgreement(agreement: $a, verdict: NOT_NEEDED) { agreement { live } } }"
    for key in (writer, api_for(brugge, scopes=tuple(KeyScope))):
        assert code_of(key.ask(sign, {"a": made["id"]})) == "PERSON_NEEDED"
    # And people of both, signed in, put it in force
    body = json.dumps({"query": sign, "variables": {"a": made["id"]}})
    live = []
    for tenant in (aalst, brugge):
        answer = client_for(tenant, Role.ADMINISTRATOR).post("/graphql", body, content_type="application/json")
        live.append(answer.json()["data"]["signAgreement"]["agreement"]["live"])
    assert live == [False, True]
    # And a developer, who may not sign on the page either, is told which role it takes
    refused = client_for(aalst, Role.DEVELOPER).post("/graphql", body, content_type="application/json").json()
    assert code_of(refused) == "ROLE_NEEDED"


def test_who_signs_in_the_explorer_records_the_advice_whole(
    writer: Api, aalst: Tenant, offer: Offer, client_for: Any
) -> None:
    # Given a proposal, and advice with remarks
    given = {"o": to_global_id("Offer", str(offer.pk)), **PERIOD}
    made = writer.ask(PROPOSE, given)["data"]["proposeAgreement"]["agreement"]
    sign = """mutation($a: ID!, $text: String) { signAgreement(agreement: $a, verdict: REMARKS, officer: "An Peeters",
        givenOn: "2026-11-02", text: $text) { agreement { live } } }"""
    client = client_for(aalst, Role.ADMINISTRATOR)

    def signed(text: str) -> Any:
        body = json.dumps({"query": sign, "variables": {"a": made["id"], "text": text}})
        return client.post("/graphql", body, content_type="application/json").json()

    # When it is signed without the remarks, then it is refused; with them it stands for both to read
    assert code_of(signed("")) == "ADVICE_INCOMPLETE"
    assert "errors" not in signed("Enkel de titel en het soort.")
    with tenant_scope(aalst):
        advice = Advice.objects.get()
    assert (advice.verdict, advice.officer, advice.text) == ("remarks", "An Peeters", "Enkel de titel en het soort.")


def test_a_key_takes_its_proposal_back(writer: Api, offer: Offer) -> None:
    given = {"o": to_global_id("Offer", str(offer.pk)), **PERIOD}
    made = writer.ask(PROPOSE, given)["data"]["proposeAgreement"]["agreement"]
    take_back = 'mutation($a: ID!) { withdrawProposal(agreement: $a, reason: "Toch niet") { agreement { live } } }'
    done = writer.ask(take_back, {"a": made["id"]})
    assert done["data"]["withdrawProposal"]["agreement"] == {"live": False}
    assert code_of(writer.ask(take_back, {"a": made["id"]})) == "NOT_IN_THIS_STATE"


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ({"from": "2026-01-01T00:00:00Z", "until": "2025-01-01T00:00:00Z"}, "PERIOD"),
        ({"from": "2020-01-01T00:00:00Z", "until": "2020-02-01T00:00:00Z"}, "PERIOD"),
        # What the database keeps and no program reads back, so that each page with it would break
        ({"from": "2026-01-01T00:00:00Z", "until": "9999-12-31T23:59:59-14:00"}, "PERIOD"),
        ({"from": "9998-01-01T00:00:00Z", "until": "9999-12-31T23:59:59-14:00"}, "PERIOD"),
        ({"from": "0001-01-01T00:00:00+14:00", "until": "2199-01-01T00:00:00Z"}, "PERIOD"),
        ({"from": "x", "until": "2199-01-01T00:00:00Z"}, "INVALID_REQUEST"),
    ],
)
def test_a_period_that_is_none_is_refused(writer: Api, offer: Offer, period: dict[str, str], code: str) -> None:
    refused = writer.post(PROPOSE, {"o": to_global_id("Offer", str(offer.pk)), **period}).json()
    assert refused["errors"][0]["extensions"]["code"] == code


def test_an_agreement_of_others_is_not_there(genk: Tenant, api_for: Any, agreement: Agreement, writer: Api) -> None:
    take_back = 'mutation($a: ID!) { withdrawProposal(agreement: $a, reason: "x") { agreement { id } } }'
    given = {"a": to_global_id("Agreement", str(agreement.pk))}
    assert code_of(api_for(genk, scopes=("agreements",)).ask(take_back, given)) == "NOT_FOUND"
    assert code_of(writer.ask(take_back, given)) == "NOT_IN_THIS_STATE"


def test_no_key_can_be_made_for_what_binds() -> None:
    for_people = {act.__name__ for act in ACTS if act.scope is None}
    assert for_people == {
        "SignAgreement",
        "AcceptOpenTerms",
        "RefuseAgreement",
        "PauseAgreement",
        "ResumeAgreement",
        "RevokeAgreement",
    }
