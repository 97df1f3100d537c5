"""The pages for developers: keys, quickstarts, the explorer, the schema."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import build_schema, parse, validate

from tests.graphql.gateway.conftest import agree
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.gateway.services import digest_of, make_key, revoke_key
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

INDEX, EXPLORER, NEW = "/developers/", "/developers/explorer/", "/developers/keys/new/"


def test_a_developer_makes_a_key_that_is_shown_once_and_kept_as_a_hash(
    aalst: Tenant, client_for: Any, keys_of: Any
) -> None:
    client = client_for(aalst, Role.DEVELOPER)
    made = client.post(NEW, {"label": "Website", "may_introspect": "on"}, follow=True)
    (text,) = set(re.findall(r"vvg_[\w-]{40,}", made.content.decode()))
    (key,) = keys_of(aalst)
    assert (key.digest, key.prefix, key.may_introspect) == (digest_of(text), text[:12], True)
    assert text not in client.get(INDEX).content.decode()


def test_the_page_names_every_limit_of_a_document(aalst: Tenant, client_for: Any) -> None:
    page = client_for(aalst, Role.DEVELOPER).get(INDEX, headers={"accept-language": "en"}).content.decode()
    told = {"characters": "16000", "comments": "50", "values in a list": "100", "digits in a number": "100"}
    facts = dict(re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page.lower()))
    for limit, most in told.items():
        assert [re.sub(r"\D", "", value) for name, value in facts.items() if name.startswith(limit)] == [most]


def test_a_reader_sees_the_page_but_makes_no_key(aalst: Tenant, client_for: Any, keys_of: Any) -> None:
    client = client_for(aalst, Role.READER)
    assert client.get(INDEX).status_code == 200
    assert client.post(NEW, {"label": "Website"}).status_code == 403
    assert client.get(EXPLORER).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).get(EXPLORER).status_code == 200
    assert keys_of(aalst) == []


def test_a_stranger_goes_to_the_sign_in_page(aalst: Tenant, client_for: Any) -> None:
    for address in (INDEX, EXPLORER, NEW, "/developers/schema.graphql"):
        assert client_for(aalst).get(address)["Location"].startswith("/sign-in/")


def test_revoking_asks_first_and_works_from_the_next_request(
    api: Any, aalst: Tenant, client_for: Any, keys_of: Any
) -> None:
    client, (key,) = client_for(aalst, Role.DEVELOPER), keys_of(aalst)
    address = f"/developers/keys/{key.pk}/revoke/"
    assert client.get(address).status_code == 200
    assert api.post("{ __typename }").status_code == 200
    client.post(address)
    assert api.post("{ __typename }").status_code == 401


def test_another_tenants_key_cannot_be_revoked(
    api: Any, aalst: Tenant, brugge: Tenant, client_for: Any, keys_of: Any
) -> None:
    (key,) = keys_of(aalst)
    assert client_for(brugge, Role.DEVELOPER).post(f"/developers/keys/{key.pk}/revoke/").status_code == 404
    assert keys_of(aalst)[0].revoked_at is None


def test_the_services_ask_for_the_role(aalst: Tenant, actor_of: Any) -> None:
    with tenant_scope(aalst):
        key, _text = make_key(actor=actor_of(aalst, Role.DEVELOPER), label="proef")
        for refused in (
            lambda: make_key(actor=actor_of(aalst, Role.EDITOR), label="proef"),
            lambda: revoke_key(actor=actor_of(aalst, Role.EDITOR), key=key),
        ):
            with pytest.raises(Refusal):
                refused()
        assert revoke_key(actor=actor_of(aalst, Role.DEVELOPER), key=key).revoked_at is not None


def test_the_examples_run_over_our_own_agreements(
    api: Any, aalst: Tenant, client_for: Any, brugge_offer: Offer
) -> None:
    agree(aalst, brugge_offer, ["uri", "title"])
    page = client_for(aalst, Role.DEVELOPER).get(EXPLORER).content.decode()
    found = re.search(r'<script id="explorer-examples" type="application/json">(.*?)</script>', page)
    assert found is not None
    examples = json.loads(found[1])
    assert "brugge" in examples[0]["query"]
    assert examples[0]["label"].endswith(brugge_offer.owner.name)
    for example in examples:
        assert not validate(gateway_schema().graphql, parse(example["query"]))
        assert "errors" not in api.ask(example["query"])
    assert api.ask(examples[0]["query"])["data"]["publicServices"]["nodes"]


def test_the_quickstart_has_our_own_address(aalst: Tenant, client_for: Any, brugge_agreement: Agreement) -> None:
    page = client_for(aalst, Role.DEVELOPER).get(INDEX).content.decode()
    assert page.count(f"{aalst.address}/graphql") >= 4


def test_the_explorer_needs_no_exception_in_the_content_policy(aalst: Tenant, client_for: Any) -> None:
    response = client_for(aalst, Role.DEVELOPER).get(EXPLORER)
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "style=" not in response.content.decode()
    assert not re.findall(r"<script(?![^>]*(src=|application/json))", response.content.decode())


def test_the_schema_can_be_downloaded_and_read(aalst: Tenant, client_for: Any, brugge_agreement: Agreement) -> None:
    response = client_for(aalst, Role.READER).get("/developers/schema.graphql")
    assert "PublicService" in build_schema(response.content.decode()).type_map
    assert "attachment" in response["Content-Disposition"]


def test_the_list_of_keys_asks_as_much_for_many_as_for_one(aalst: Tenant, client_for: Any, actor_of: Any) -> None:
    client, counts = client_for(aalst, Role.DEVELOPER), []
    for number in range(3):
        with tenant_scope(aalst):
            make_key(actor=actor_of(aalst, Role.DEVELOPER), label=f"sleutel {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(INDEX)
        counts.append(len(queries))
    assert counts[-1] <= max(counts[0], 12)
