"""The HTTP end point: who is let in, what is taken, and in which form it answers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.middleware.csrf import get_token
from django.test import Client

from tests.graphql.gateway.conftest import code_of
from vlavirgem_graphql.exchange.models import Agreement, ExchangeEvent
from vlavirgem_graphql.gateway.documents import documents, documents_of
from vlavirgem_graphql.gateway.services import revoke_key
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

HELLO = "{ __typename }"
SCHEMA = "{ __schema { types { name } } }"


def test_a_key_is_let_in_and_no_key_is_not(api: Any) -> None:
    assert api.post(HELLO).json()["data"] == {"__typename": "Query"}
    stranger = api.client.post("/graphql", json.dumps({"query": HELLO}), content_type="application/json")
    assert (stranger.status_code, code_of(stranger)) == (401, "AUTHENTICATION_REQUIRED")
    assert stranger["WWW-Authenticate"] == 'Bearer realm="aalst"'


@pytest.mark.parametrize("header", ["Bearer vvg_wrong", "Bearer ", "Bearer \u00e9", "Bearer vvg_'; drop table x--"])
def test_a_wrong_key_is_refused(api: Any, header: str) -> None:
    response = api.post(HELLO, authorization=header.encode("utf-8").decode("latin-1"))
    assert (response.status_code, code_of(response)) == (401, "UNKNOWN_KEY")


def test_another_tenants_key_is_refused_here_and_works_there(api_for: Any, aalst: Tenant, brugge: Tenant) -> None:
    of_brugge = api_for(brugge)
    assert of_brugge.post(HELLO).status_code == 200
    replayed = Client(HTTP_HOST=aalst.host).post(
        "/graphql",
        json.dumps({"query": HELLO}),
        content_type="application/json",
        headers={"authorization": f"Bearer {of_brugge.key}"},
    )
    assert (replayed.status_code, code_of(replayed)) == (401, "UNKNOWN_KEY")


def test_a_revoked_key_is_refused_on_the_next_request(api: Any, aalst: Tenant, keys_of: Any) -> None:
    assert api.post(HELLO).status_code == 200
    with tenant_scope(aalst):
        revoke_key(actor=Actor.system(aalst), key=keys_of(aalst)[0])
    response = api.post(HELLO)
    assert (response.status_code, code_of(response)) == (401, "REVOKED_KEY")


def test_the_last_use_of_a_key_is_noted(api: Any, aalst: Tenant, keys_of: Any) -> None:
    assert keys_of(aalst)[0].last_used_at is None
    api.post(HELLO)
    assert keys_of(aalst)[0].last_used_at is not None


def test_a_session_needs_its_csrf_token_and_the_developers_role(aalst: Tenant, client_for: Any) -> None:
    client = client_for(aalst, Role.DEVELOPER, enforce_csrf_checks=True)
    body = json.dumps({"query": HELLO})
    refused = client.post("/graphql", body, content_type="application/json")
    assert (refused.status_code, code_of(refused)) == (403, "CSRF")
    client.get("/developers/explorer/")
    token = client.cookies["csrftoken"].value
    allowed = client.post("/graphql", body, content_type="application/json", headers={"x-csrftoken": token})
    assert allowed.json()["data"] == {"__typename": "Query"}
    reader = client_for(aalst, Role.READER).post("/graphql", body, content_type="application/json")
    assert (reader.status_code, code_of(reader)) == (403, "ROLE_NEEDED")


def test_a_csrf_token_that_is_kept_in_the_session_serves_too(aalst: Tenant, client_for: Any, settings: Any) -> None:
    settings.CSRF_USE_SESSIONS = True
    client = client_for(aalst, Role.DEVELOPER, enforce_csrf_checks=True)
    body = json.dumps({"query": HELLO})
    assert code_of(client.post("/graphql", body, content_type="application/json")) == "CSRF"
    token = get_token(client.get("/developers/explorer/").wsgi_request)
    allowed = client.post("/graphql", body, content_type="application/json", headers={"x-csrftoken": token})
    assert allowed.json()["data"] == {"__typename": "Query"}


def test_only_post_with_json_is_taken(api: Any) -> None:
    get = api.client.get("/graphql", {"query": HELLO})
    assert (get.status_code, get["Allow"], code_of(get)) == (405, "POST", "METHOD_NOT_ALLOWED")
    form = api.client.post("/graphql", {"query": HELLO}, headers={"authorization": f"Bearer {api.key}"})
    assert (form.status_code, code_of(form)) == (415, "UNSUPPORTED_MEDIA_TYPE")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, "BAD_REQUEST"),
        ("[]", 400, "BATCH"),
        ('[{"query":"{__typename}"}]', 400, "BATCH"),
        ('"x"', 400, "BAD_REQUEST"),
        ('{"query":1}', 400, "BAD_REQUEST"),
        ('{"query":"{__typename}","variables":[]}', 400, "BAD_REQUEST"),
        ('{"query":"{__typename}","operationName":5}', 400, "BAD_REQUEST"),
        ('{"query":"{__typename}","extensions":"x"}', 400, "BAD_REQUEST"),
        (json.dumps({"query": HELLO + " " * 64_000}), 413, "BODY_TOO_LARGE"),
    ],
)
def test_a_body_that_is_no_request_is_refused(api: Any, body: str, status: int, code: str) -> None:
    response = api.client.post(
        "/graphql", body, content_type="application/json", headers={"authorization": f"Bearer {api.key}"}
    )
    assert (response.status_code, code_of(response)) == (status, code)


def test_the_answer_is_in_the_form_that_the_client_takes(api: Any) -> None:
    modern = "application/graphql-response+json"
    assert api.post(HELLO, accept=modern)["Content-Type"] == f"{modern}; charset=utf-8"
    assert api.post(HELLO, accept="*/*")["Content-Type"] == "application/json; charset=utf-8"
    assert api.post("{", accept=modern).status_code == 400
    assert api.post("{", accept="application/json").status_code == 200
    assert api.post(HELLO, accept="text/html").status_code == 406


def test_introspection_is_for_keys_that_allow_it(api: Any, api_for: Any, aalst: Tenant) -> None:
    for language, told in (
        ("nl", "mag het schema niet lezen"),
        ("fr", "ne peut pas lire le"),
        ("en", "may not read the"),
    ):
        (error,) = api.post(SCHEMA, **{"accept-language": language}).json()["errors"]
        assert error["extensions"]["code"] == "INVALID_DOCUMENT"
        assert told in error["message"]
        assert (public := "/developers/public-schema.graphql") in error["extensions"]["remedy"]
        assert api.client.get(public).status_code == 200
    assert "types" in api_for(aalst, may_introspect=True).ask(SCHEMA)["data"]["__schema"]


def test_a_wrong_field_is_named_without_suggestions(api: Any) -> None:
    (error,) = api.ask("{ publicService { nodes { title } } }")["errors"]
    assert error["extensions"]["code"] == "INVALID_DOCUMENT"
    assert "Did you mean" not in error["message"]


def test_a_bug_is_masked_by_an_id_that_the_log_has(
    api: Any, brugge_agreement: Agreement, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("vlavirgem_graphql.schema.records.source.RecordSource.authorise", broken)
    response = api.post("{ publicServices { nodes { title } } }")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert "secret" not in response.content.decode()
    assert error["extensions"]["id"] in caplog.text


def test_a_failed_statement_leaves_no_data_and_no_record_of_a_reading(
    api: Any, aalst: Tenant, brugge_agreement: Agreement
) -> None:
    query = (
        "query($w: String) { a: publicServices { nodes { title } } "
        "b: publicServices(where: {title: {contains: $w}}) { nodes { title } } }"
    )
    answer = api.ask(query, {"w": "\0"})
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "BAD_VALUE"
    with tenant_scope(aalst):
        assert not ExchangeEvent.objects.filter(kind="read").exists()
    assert api.ask(query, {"w": "dienst"})["data"]["b"]["nodes"]


def test_refused_documents_are_never_kept(api: Any) -> None:
    documents_of.cache_clear()  # other tests may have filled it, and then one more pushes one out
    before = len(documents())
    api.ask("{ nope }")
    api.ask("{")
    assert len(documents()) == before
    api.ask("{ kept: __typename }")
    assert len(documents()) == before + 1
