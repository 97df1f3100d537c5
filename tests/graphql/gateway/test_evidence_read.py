"""The evidence through the gateway: an organisation sees its own log, and of others' what is about its data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.graphql.gateway.conftest import Api
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_tenants.directory.models import Tenant

READ = "{ publicServices(first: 3) { nodes { title } } }"
OWN = """query ($kind: [String!], $since: DateTime) { evidence(kind: $kind, since: $since) { nodes {
    id number at kind by records hash previousHash payload organisation { slug }
    agreement { purpose } offers { nodes { title } }
} } }"""
ABOUT_US = "{ evidenceAboutUs { nodes { id kind by records organisation { slug } offers { nodes { title } } } } }"


def own_of(api: Api, **arguments: Any) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = api.ask(OWN, arguments)["data"]["evidence"]["nodes"]
    return nodes


def test_a_reading_is_told_with_the_text_that_was_hashed(api: Api, brugge_agreement: Agreement) -> None:
    evidence = api.ask(READ)["extensions"]["evidence"]["publicServices"]

    (event,) = own_of(api, kind=["read"])

    assert json.loads(event["payload"])["id"] == evidence
    assert (event["records"], event["by"], event["organisation"]["slug"]) == (3, "sleutel proef", "aalst")
    assert event["offers"]["nodes"] == [{"title": brugge_agreement.offer_title}]
    hashed = bytes.fromhex(event["previousHash"]) + event["payload"].encode()
    assert hashlib.sha256(hashed).hexdigest() == event["hash"]


def test_its_owner_sees_the_reading_and_a_third_party_sees_nothing(
    api: Api, api_for: Callable[..., Api], brugge_agreement: Agreement, genk: Tenant
) -> None:
    api.ask(READ)

    (told,) = api_for(brugge_agreement.provider).ask(ABOUT_US)["data"]["evidenceAboutUs"]["nodes"]

    assert (told["kind"], told["records"], told["organisation"]["slug"]) == ("read", 3, "aalst")
    third = api_for(genk)
    assert third.ask(ABOUT_US)["data"]["evidenceAboutUs"]["nodes"] == []
    assert third.ask("query ($i: ID!) { node(id: $i) { id } }", {"i": told["id"]})["data"] == {"node": None}


def test_another_does_not_see_our_own_log(api: Api, api_for: Callable[..., Api], brugge_agreement: Agreement) -> None:
    api.ask(READ)
    (event,) = own_of(api, kind=["read"])
    asked = "query ($i: ID!) { node(id: $i) { ... on EvidenceEvent { payload } } }"

    assert api_for(brugge_agreement.provider).ask(asked, {"i": event["id"]})["data"] == {"node": None}
    assert api.ask(asked, {"i": event["id"]})["data"]["node"] == {"payload": event["payload"]}


def test_looking_at_the_log_leaves_nothing_in_it(api: Api, brugge_agreement: Agreement) -> None:
    api.ask(READ)
    assert [event["id"] for event in own_of(api)] == [event["id"] for event in own_of(api)]


@pytest.mark.parametrize(("since", "found"), [("2020-01-01T00:00:00Z", True), ("2999-01-01T00:00:00Z", False)])
def test_the_log_is_narrowed_by_moment(api: Api, brugge_agreement: Agreement, since: str, *, found: bool) -> None:
    api.ask(READ)
    assert bool(own_of(api, kind=["read"], since=since)) is found


def test_an_agreement_leads_to_the_acts_of_its_parties_and_to_each_ones_own_evidence(
    api: Api, api_for: Callable[..., Api], brugge_agreement: Agreement
) -> None:
    api.ask(READ)
    asked = """{ agreements { nodes {
        acts { nodes { verb at party { slug } agreement { purpose } } }
        events(kind: ["read"]) { nodes { records } } eventsAboutUs(kind: ["read"]) { nodes { records } }
    } } }"""

    (ours,) = api.ask(asked)["data"]["agreements"]["nodes"]
    (theirs,) = api_for(brugge_agreement.provider).ask(asked)["data"]["agreements"]["nodes"]

    acts = [(act["verb"], act["party"]["slug"]) for act in ours["acts"]["nodes"]]
    assert acts == [("proposed", "aalst"), ("signed", "aalst"), ("signed", "brugge")]
    assert theirs["acts"] == ours["acts"]
    assert (ours["events"]["nodes"], ours["eventsAboutUs"]["nodes"]) == ([{"records": 3}], [])
    assert (theirs["events"]["nodes"], theirs["eventsAboutUs"]["nodes"]) == ([], [{"records": 3}])
