"""The register of associations, from the first call to what another organisation reads of it.

Registered in a try-out, found again, refused where two wrote at once, corrected; made records of a dataset, offered,
and read through the gateway under an agreement, and not without.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.graphql.conftest import propose
from tests.graphql.gateway.conftest import Api
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_graphql.datasets.from_state.services import make_records, read_collection
from vlavirgem_graphql.datasets.models import Dataset, ImportRun
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

COLLECTION = "/verenigingen"
FANFARE = {
    "name": "Fanfare De Ware Vrienden",
    "kind": "vzw",
    "enterpriseNumber": "0999.000.327",
    "startDate": "2001-05-12",
    "activities": ["muziek"],
    "seat": {
        "street": "Markt",
        "houseNumber": "1",
        "postalCode": "8000",
        "municipality": {"nisCode": "31005", "name": "Brugge"},
    },
    "contact": {"email": "info@fanfare.example"},
}
QUERY = """query { associations(first: 10, provider: ["brugge"]) { nodes {
    name registrationNumber legalForm activities startDate contactPoints { email }
    locations { street postalCode municipality nisCode } provider { slug } } } }"""


class Register:
    """The counter's program: it calls the try-out with its key."""

    def __init__(self, client: Client, base: str) -> None:
        self.client, self.base = client, base

    def call(self, method: str, path: str = "", body: Any = None, **headers: str) -> Any:
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        sent = {"VR-Initiator": "OVO002067", **{name.replace("_", "-"): value for name, value in headers.items()}}
        data = "" if body is None else json.dumps(body)
        return self.client.generic(method, f"{self.base}{COLLECTION}{path}", data, content_type=kind, headers=sent)


@pytest.fixture
def tryout(agency: Tenant, brugge: Tenant) -> TryOut:
    """Brugge's try-out of the register."""
    with tenant_scope(agency):
        published = publish_service(
            actor=Actor.system(agency), file=demo_contract(), details=ServiceDetails(name="Verenigingsregister")
        ).version
    with tenant_scope(brugge):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.pk)
        return open_tryout(actor=Actor.system(brugge), version=version, name="Loket")


@pytest.fixture
def register(brugge: Tenant, tryout: TryOut, client_for: Callable[..., Client]) -> Register:
    """A program at the counter, which first removed the contract's samples."""
    with tenant_scope(brugge):
        secret = issue_key(actor=Actor.system(brugge), tryout=tryout, label="Loket").secret
    register = Register(client_for(brugge, HTTP_X_API_KEY=secret.text), tryout.base_path)
    for sample in register.call("GET").json()["members"]:
        assert register.call("DELETE", f"/{sample['vCode']}", If_Match="*").status_code == 204
    return register


def take_over(brugge: Tenant, tryout: TryOut, *, title: str = "Verenigingen van Brugge") -> ImportRun:
    """Make the records of what the try-out remembers, as the page suggests it."""
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        remembered = read_collection(actor=actor, tryout=tryout, collection=COLLECTION)
        kind = remembered.kind_for()
        return make_records(
            actor=actor, remembered=remembered, kind=kind, mapping=remembered.mapping_for(kind), title=title
        )


def offer_all(brugge: Tenant) -> Offer:
    with tenant_scope(brugge):
        dataset = Dataset.objects.get()
        offer, _done = publish_offer(
            actor=Actor.system(brugge),
            dataset=dataset,
            title=dataset.title,
            description="",
            fields=list(dataset.declared_kind.field_names),
        )
    return offer


def test_what_was_registered_and_corrected_is_read_by_another_organisation_under_an_agreement(
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    tryout: TryOut,
    register: Register,
    api_for: Callable[..., Api],
    sign_by_both: Callable[[Agreement], Agreement],
) -> None:
    # Given an association that a counter registers
    made = register.call("POST", body=FANFARE)
    assert made.status_code == 201
    code, first = made.json()["vCode"], made.headers["ETag"]

    # When a colleague is about to register it once more, the register has it already
    assert register.call("POST", body=FANFARE).status_code == 409
    found = register.call("GET", "?municipality=31005").json()["members"]
    assert [each["vCode"] for each in found] == [code]

    # When two counters change it at once, the later is told, reads it again, and corrects it
    assert register.call("PATCH", f"/{code}", {"purpose": "Samen muziek."}, If_Match=first).status_code == 200
    late = register.call("PATCH", f"/{code}", {"name": "Fanfare De Vrienden"}, If_Match=first)
    assert late.status_code == 412
    now = register.call("GET", f"/{code}").headers["ETag"]
    assert register.call("PATCH", f"/{code}", {"name": "Fanfare De Vrienden"}, If_Match=now).status_code == 200

    # When Brugge makes records of it and offers them, Aalst reads them under an agreement
    assert take_over(brugge, tryout).counts == {"imported": 1, "removed": 0}
    offer = offer_all(brugge)
    with tenant_scope(aalst):
        agreement = propose(Actor.system(aalst), offer, fields=("registrationNumber", "legalForm", "locations"))
    sign_by_both(agreement)
    (read,) = api_for(aalst).ask(QUERY)["data"]["associations"]["nodes"]
    assert read == {
        "name": "Fanfare De Vrienden",
        "registrationNumber": code,
        "legalForm": "vzw",
        "activities": None,
        "startDate": None,
        "contactPoints": None,
        "locations": [{"street": "Markt", "postalCode": "8000", "municipality": "Brugge", "nisCode": "31005"}],
        "provider": {"slug": "brugge"},
    }, "as it was corrected, and no field that was not agreed on"

    # Then Genk, which has none, reads nothing
    refused = api_for(genk).ask(QUERY)
    assert refused["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


def test_doing_it_again_is_a_difference_and_nothing_is_read_before_the_offer_is_brought_up_to_date(
    aalst: Tenant,
    brugge: Tenant,
    tryout: TryOut,
    register: Register,
    api_for: Callable[..., Api],
    sign_by_both: Callable[[Agreement], Agreement],
) -> None:
    code = register.call("POST", body=FANFARE).json()["vCode"]
    take_over(brugge, tryout)
    offer = offer_all(brugge)
    with tenant_scope(aalst):
        agreement = propose(Actor.system(aalst), offer, fields=("name", "startDate", "contactPoints"))
    sign_by_both(agreement)
    api = api_for(aalst)

    # When the same is done again, nothing changes; a title that is sent again makes no second dataset
    assert take_over(brugge, tryout, title="Een ander").counts == {"unchanged": 1, "removed": 0}
    with tenant_scope(brugge):
        assert [dataset.title for dataset in Dataset.objects.all()] == ["Verenigingen van Brugge"]

    # When the try-out goes on, what others read stays until Brugge says so, twice
    register.call("DELETE", f"/{code}", If_Match="*")
    assert register.call("POST", body={**FANFARE, "name": "Koor Sint-Jan"}).status_code == 201
    assert take_over(brugge, tryout).counts == {"imported": 1, "removed": 1}
    assert [node["name"] for node in api.ask(QUERY)["data"]["associations"]["nodes"]] == [FANFARE["name"]]
    with tenant_scope(brugge):
        refresh_offer(actor=Actor.system(brugge), offer=offer)
    (node,) = api.ask(QUERY)["data"]["associations"]["nodes"]
    assert (node["name"], node["startDate"]) == ("Koor Sint-Jan", "2001-05-12")
    assert node["contactPoints"] == [{"email": "info@fanfare.example"}]
