"""``GET /evidence/<id>``: for whose log it is and whose data it is about; for nobody else it is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.published_keys import key_lines
from vlavirgem_graphql.evidence.services.witnessing import countersign_others
from vlavirgem_graphql.evidence.verifier import (
    EvidenceError,
    NotSignedYetError,
    Trust,
    check_chain,
    check_text,
    read_key,
)
from vlavirgem_graphql.exchange.models import Agreement, EventKind, Offer
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]
CheckpointOf = Callable[[Tenant], Checkpoint]


def read(tenant: Tenant, *offers: Offer) -> UUID:
    with tenant_scope(tenant):
        rows = dict.fromkeys([offer.pk for offer in offers], 3)
        return append_event(actor=Actor.system(tenant), kind=EventKind.READ, rows_of_offers=rows)


@pytest.fixture
def event(aalst: Tenant, agreement: Agreement, offer: Offer, grow: Callable[..., None]) -> UUID:
    """A read of Brugge's offer by Aalst, among other events."""
    grow(aalst, 4)
    made = read(aalst, offer)
    grow(aalst, 2)
    return made


@pytest.fixture
def trust(aalst: Tenant) -> Callable[[], Trust]:
    def make() -> Trust:
        with tenant_scope(aalst):
            return Trust(keys=[read_key(line) for line in key_lines()])

    return make


def test_both_parties_get_the_same_proof_and_a_stranger_learns_nothing(
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    event: UUID,
    client_for: ClientFor,
    checkpoint_of: CheckpointOf,
    trust: Callable[[], Trust],
) -> None:
    checkpoint_of(aalst)
    with tenant_scope(brugge):
        countersign_others(actor=Actor.system(brugge))

    ours, theirs = (client_for(one, Role.READER).get(f"/evidence/{event}") for one in (aalst, brugge))

    assert ours.status_code == theirs.status_code == 200
    assert ours.json() == theirs.json()
    assert ours["Content-Type"] == "application/json"
    assert json.loads(ours.json()["event"]["payload"])["id"] == str(event)
    found = check_text(ours.text, trust())
    assert (found.log, found.witnesses) == ("aalst.vvg.localhost/evidence", ["brugge.vvg.localhost/witness"])
    assert found.events.startswith("event 7 ")

    # A third party gets the answer of an event that is not there, and who is not signed in signs in first
    stranger = client_for(genk, Role.ADMINISTRATOR)
    hidden = stranger.get(f"/evidence/{event}", headers={"Accept": "application/json"})
    absent = stranger.get(f"/evidence/{(other := uuid4())}", headers={"Accept": "application/json"})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["title"].replace(str(event), "") == absent.json()["title"].replace(str(other), "")
    stranger = client_for(aalst)
    assert stranger.get(f"/evidence/{event}", headers={"Accept": "text/html"}).status_code == 302
    assert stranger.get(f"/evidence/{event}").status_code == 401


def test_a_program_gets_it_with_a_key_of_the_gateway_and_not_with_a_revoked_one(
    aalst: Tenant, genk: Tenant, event: UUID, client_for: ClientFor
) -> None:
    def bearer(tenant: Tenant) -> tuple[Any, dict[str, str]]:
        with tenant_scope(tenant):
            key, secret = make_key(actor=Actor.system(tenant), label="bewijs")
        return key, {"Authorization": f"Bearer {secret}"}

    key, headers = bearer(aalst)
    _other, foreign = bearer(genk)
    client = client_for(aalst)
    assert client.get(f"/evidence/{event}", headers=headers).json()["id"] == str(event)
    assert "aalst.vvg.localhost/evidence+" in client.get("/evidence/keys.txt", headers=headers).text
    assert client.get("/evidence/keys.txt", headers=foreign).status_code == 401
    assert client.get(f"/evidence/{event}", headers=foreign).status_code == 401
    absent = client_for(genk).get(f"/evidence/{event}", headers={**foreign, "Accept": "text/html"})
    assert (absent.status_code, absent["Content-Type"]) == (404, "application/problem+json")
    page, anchor = absent.json()["type"].split("#")
    assert f'id="{anchor}"' in client.get(page).content.decode()
    with tenant_scope(aalst):
        revoke_key(actor=Actor.system(aalst), key=key)
    assert client.get(f"/evidence/{event}", headers=headers).status_code == 401
    assert client.post(f"/evidence/{event}").status_code == 405


@pytest.fixture
def other(genk: Tenant, dataset_of: Callable[..., Dataset]) -> Offer:
    """An offer of Genk."""
    with tenant_scope(genk):
        made, _done = publish_offer(
            actor=Actor.system(genk), dataset=dataset_of(genk), title="Genk", description="", fields=["title"]
        )
    return made


def test_of_an_event_about_others_too_a_party_gets_the_proof_without_the_payload(
    aalst: Tenant,
    brugge: Tenant,
    agreement: Agreement,
    other: Offer,
    client_for: ClientFor,
    checkpoint_of: CheckpointOf,
    trust: Callable[[], Trust],
) -> None:
    offer = agreement.offer
    both, only_genk = read(aalst, offer, other), read(aalst, other)
    checkpoint_of(aalst)

    theirs = client_for(brugge, Role.READER).get(f"/evidence/{both}")

    assert theirs.json()["event"]["payload"] is None
    assert "about others too" in str(check_text(theirs.text, trust()))
    assert client_for(aalst, Role.READER).get(f"/evidence/{both}").json()["event"]["payload"]
    assert client_for(brugge, Role.READER).get(f"/evidence/{only_genk}").status_code == 404


def test_before_a_checkpoint_holds_it_the_bundle_says_that_it_proves_nothing_yet(
    aalst: Tenant, event: UUID, client_for: ClientFor, checkpoint_of: CheckpointOf, trust: Callable[[], Trust]
) -> None:
    client = client_for(aalst, Role.READER)
    bundle = client.get(f"/evidence/{event}").json()
    with pytest.raises(NotSignedYetError, match="no checkpoint holds event 7 yet"):
        check_text(json.dumps(bundle), trust())
    # What is wrong without a checkpoint too is told as wrong
    bundle["event"]["payload"] = bundle["event"]["payload"].replace("read", "denied", 1)
    with pytest.raises(EvidenceError, match="not what was hashed"):
        check_text(json.dumps(bundle), trust())
    checkpoint_of(aalst)
    assert check_text(client.get(f"/evidence/{event}").text, trust()).notes == []


def test_the_page_of_an_event_leads_to_its_proof(
    aalst: Tenant, brugge: Tenant, event: UUID, client_for: ClientFor
) -> None:
    for tenant in (aalst, brugge):
        page = client_for(tenant, Role.READER).get(f"/data/evidence/{event}/").text
        assert f'href="/evidence/{event}"' in page
        assert 'href="/data/evidence/verifier/"' in page


def test_a_member_takes_the_whole_log_and_the_verifier_along_and_a_stranger_does_not(
    aalst: Tenant, event: UUID, client_for: ClientFor, checkpoint_of: CheckpointOf, trust: Callable[[], Trust]
) -> None:
    checkpoint_of(aalst)
    client, stranger = client_for(aalst, Role.READER), client_for(aalst)
    exported = client.get("/data/evidence/export/").getvalue().decode()
    assert str(check_chain(exported.splitlines(), trust())).startswith("holds: 9 events of aalst")
    assert client.get("/data/evidence/verifier/").text.startswith('"""Check evidence')
    for address in ("/data/evidence/export/", "/data/evidence/verifier/"):
        assert stranger.get(address, headers={"Accept": "text/html"}).status_code == 302


@pytest.mark.parametrize("level", [0, 1, -1])
def test_hashes_of_a_log_are_given_only_to_who_finds_its_own_data_there(
    aalst: Tenant, brugge: Tenant, genk: Tenant, event: UUID, level: int
) -> None:
    def hashes(tenant: Tenant, about: UUID) -> list[Any]:
        with tenant_scope(tenant), connection.cursor() as cursor:
            cursor.execute("SELECT public.evidence_hashes_for_party(%s, %s, 0)", [about, level])
            return list(cursor.fetchall())

    assert len(hashes(brugge, event)) == (9 if level == 0 else 0)
    for tenant in (genk, aalst):  # Aalst reads its own log, and needs no such way
        assert hashes(tenant, event) == []
    assert hashes(brugge, uuid4()) == []
