"""Documents that a program asks for by their hash, and keys that take no other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.graphql.gateway.conftest import Api, code_of
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.models import GatewayKey, TrustedDocument
from vlavirgem_graphql.gateway.trusted_documents import (
    digest_of_document,
    limit_key,
    trust_document,
    withdraw_document,
)
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OFFERS = "query Offers($n: Int) { offers(first: $n) { nodes { title } } }"
NAME = f"sha256:{digest_of_document(OFFERS)}"


def trust(tenant: Tenant, text: str = OFFERS, *, only_trusted: bool = False) -> TrustedDocument:
    actor = Actor.system(tenant)
    with tenant_scope(tenant):
        key = GatewayKey.objects.first()
        assert key is not None
        limit_key(actor=actor, key=key, only_trusted=only_trusted)
        return trust_document(actor=actor, key=key, text=text, schema=gateway_schema().graphql)


def by_id(api: Api, document_id: str = NAME, **members: Any) -> Any:
    return api.client.post(
        "/graphql",
        json.dumps({"documentId": document_id, **members}),
        content_type="application/json",
        headers={"authorization": f"Bearer {api.key}"},
    )


def test_a_trusted_document_is_asked_for_by_its_hash(api: Api, aalst: Tenant) -> None:
    # Given a document that nobody trusts yet
    assert (by_id(api).status_code, code_of(by_id(api))) == (404, "DOCUMENT_UNKNOWN")
    # When it is given to the key
    trust(aalst)
    # Then its hash is enough, with variables, and its use is noted
    assert by_id(api, variables={"n": 1}).json()["data"] == {"offers": {"nodes": []}}
    with tenant_scope(aalst):
        assert TrustedDocument.objects.get().last_used_at is not None


def test_it_may_be_named_as_an_automatic_persisted_query_too(api: Api, aalst: Tenant) -> None:
    trust(aalst)
    named = {"persistedQuery": {"version": 1, "sha256Hash": digest_of_document(OFFERS)}}
    sent = api.client.post(
        "/graphql",
        json.dumps({"extensions": named}),
        content_type="application/json",
        headers={"authorization": f"Bearer {api.key}"},
    )
    assert sent.json()["data"] == {"offers": {"nodes": []}}


def test_a_limited_key_takes_its_trusted_documents_only(api: Api, aalst: Tenant) -> None:
    trust(aalst, only_trusted=True)
    assert by_id(api).status_code == 200
    assert api.post(OFFERS).status_code == 200  # the same text says as much as its hash
    refused = api.post("{ __typename }")
    assert (refused.status_code, code_of(refused)) == (403, "DOCUMENT_NOT_TRUSTED")
    with tenant_scope(aalst):
        key = GatewayKey.objects.get()
        limit_key(actor=Actor.system(aalst), key=key, only_trusted=False)
    assert api.post("{ __typename }").status_code == 200


def test_a_withdrawn_document_is_unknown_on_the_next_request_until_it_is_trusted_again(api: Api, aalst: Tenant) -> None:
    document = trust(aalst, only_trusted=True)
    assert by_id(api).status_code == 200
    with tenant_scope(aalst):
        withdraw_document(actor=Actor.system(aalst), document=document)
    assert [by_id(api).status_code, api.post(OFFERS).status_code] == [404, 403]
    trust(aalst, only_trusted=True)
    assert [by_id(api).status_code, api.post(OFFERS).status_code] == [200, 200]


def test_a_document_of_another_key_or_organisation_is_unknown(
    api: Api, aalst: Tenant, brugge: Tenant, api_for: Any
) -> None:
    trust(aalst)
    for stranger in (api_for(aalst), api_for(brugge)):
        assert code_of(by_id(stranger)) == "DOCUMENT_UNKNOWN"
    assert by_id(api).status_code == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"documentId": "sha256:" + "0" * 63}, "BAD_REQUEST"),
        ({"documentId": "sha256:" + "g" * 64}, "BAD_REQUEST"),
        ({"documentId": "md5:" + "0" * 32}, "BAD_REQUEST"),
        ({"documentId": "0" * 64}, "BAD_REQUEST"),
        ({"documentId": ""}, "BAD_REQUEST"),
        ({"documentId": 5}, "BAD_REQUEST"),
        ({"documentId": ["sha256:" + "0" * 64]}, "BAD_REQUEST"),
        ({"documentId": NAME, "query": "{ __typename }"}, "BAD_REQUEST"),
        ({"documentId": NAME, "variables": []}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"sha256Hash": "'; drop table gateway_key"}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": "x"}}, "BAD_REQUEST"),
        ({"documentId": "sha256:" + "0" * 64}, "DOCUMENT_UNKNOWN"),
    ],
)
def test_a_name_that_is_none_is_refused(api: Api, body: dict[str, Any], code: str) -> None:
    sent = api.client.post(
        "/graphql", json.dumps(body), content_type="application/json", headers={"authorization": f"Bearer {api.key}"}
    )
    assert (sent.status_code, code_of(sent)) == (404 if code == "DOCUMENT_UNKNOWN" else 400, code)


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("{ nope }", "invalid-document", "1"),
        ("{\n  offers {", "syntax-error", "2"),
        ("{ " + "__typename " * 5 + "}", "", ""),
        ("{ " + " ".join(f"a{n}: __typename" for n in range(6)) + " }", "limit-exceeded", ""),
        ("{ __schema { types { name } } }", "invalid-document", "1"),
    ],
)
def test_a_document_that_would_not_run_is_not_trusted(
    api: Api, aalst: Tenant, text: str, code: str, place: str
) -> None:
    if not code:
        assert trust(aalst, text).name == "query"
        return
    with pytest.raises(Refusal) as refused:
        trust(aalst, text)
    assert refused.value.code == code
    assert place in refused.value.place


def test_it_is_for_developers(aalst: Tenant, api: Api, actor_of: Any) -> None:
    document = trust(aalst)
    with tenant_scope(aalst):
        key = GatewayKey.objects.get()
        for refused in (
            lambda: trust_document(
                actor=actor_of(aalst, Role.EDITOR), key=key, text=OFFERS, schema=gateway_schema().graphql
            ),
            lambda: withdraw_document(actor=actor_of(aalst, Role.EDITOR), document=document),
            lambda: limit_key(actor=actor_of(aalst, Role.EDITOR), key=key, only_trusted=True),
        ):
            with pytest.raises(Refusal):
                refused()
        assert withdraw_document(actor=actor_of(aalst, Role.DEVELOPER), document=document).withdrawn_at


def test_the_page_lists_adds_and_withdraws(
    api: Api, aalst: Tenant, client_for: Any, keys_of: Any, tmp_path: Path
) -> None:
    # Given a developer on the page of a key
    client, (key,) = client_for(aalst, Role.DEVELOPER), keys_of(aalst)
    address = f"/developers/keys/{key.pk}/documents/"
    # When they upload a file with a document, and limit the key
    file = tmp_path / "offers.graphql"
    file.write_text(OFFERS)
    with file.open("rb") as opened:
        assert client.post(f"{address}new/", {"file": opened}).status_code == 302
    client.post(f"{address}limit/", {"limit": "1"})
    # Then the page tells of it, and the gateway keeps to it
    page = client.get(address).content.decode()
    assert "Offers" in page
    assert NAME in page
    assert [by_id(api).status_code, api.post("{ __typename }").status_code] == [200, 403]
    # And when they withdraw it, it is known no more
    with tenant_scope(aalst):
        document = TrustedDocument.objects.get()
    assert client.get(f"{address}{document.pk}/withdraw/").status_code == 200
    client.post(f"{address}{document.pk}/withdraw/")
    assert by_id(api).status_code == 404


def test_the_page_says_what_is_wrong_with_a_document(aalst: Tenant, api: Api, client_for: Any, keys_of: Any) -> None:
    client, (key,) = client_for(aalst, Role.DEVELOPER), keys_of(aalst)
    refused = client.post(f"/developers/keys/{key.pk}/documents/new/", {"text": "{ nope }"})
    assert (refused.status_code, "nope" in refused.content.decode()) == (422, True)
    assert client.post(f"/developers/keys/{key.pk}/documents/new/", {}).status_code == 422


def test_the_page_is_for_developers_of_the_organisation(
    aalst: Tenant, brugge: Tenant, api: Api, client_for: Any, keys_of: Any
) -> None:
    address = f"/developers/keys/{keys_of(aalst)[0].pk}/documents/"
    assert client_for(aalst, Role.EDITOR).get(address).status_code == 403
    assert client_for(brugge, Role.DEVELOPER).get(address).status_code == 404
    assert client_for(aalst, Role.DEVELOPER).get(address).status_code == 200
