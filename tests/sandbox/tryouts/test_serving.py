"""Calls over HTTP: what is answered, what is refused, and what the log says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.services_lifecycle import withdraw_version
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts import services
from vlavirgem_sandbox.tryouts.key_secrets import blot_secrets, new_secret
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut, Verdict
from vlavirgem_sandbox.tryouts.serving.log import BODY_LIMIT
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ASSOCIATION = {
    "name": "Toneelkring De Dijlezonen",
    "kind": "feitelijke-vereniging",
    "seat": {
        "street": "Zandpoortvest",
        "houseNumber": "14",
        "postalCode": "2800",
        "municipality": {"nisCode": "12025", "name": "Mechelen"},
    },
}
INITIATOR: dict[str, Any] = {"HTTP_VR_INITIATOR": "OVO002067"}


def register(program: Client, tryout: TryOut, body: Any = ASSOCIATION, **headers: Any) -> Any:
    return program.post(
        f"{tryout.base_path}/verenigingen", json.dumps(body), "application/json", **(headers or INITIATOR)
    )


def last_call(tenant: Tenant, tryout: TryOut) -> Call:
    with tenant_scope(tenant):
        return Call.objects.filter(tryout=tryout).order_by("-at", "-id")[0]


def test_what_is_posted_can_be_read_changed_deleted_and_reset(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    made = register(program, tryout)
    address = f"{tryout.base_path}/verenigingen/{made.json()['vCode']}"
    read = program.get(address)
    changed = program.patch(
        address,
        json.dumps({"shortName": "De Zonen"}),
        "application/merge-patch+json",
        HTTP_IF_MATCH=read["ETag"],
        **INITIATOR,
    )
    again = program.get(address)
    deleted = program.delete(address, HTTP_IF_MATCH=again["ETag"], **INITIATOR)
    gone = program.get(address)

    statuses = [answer.status_code for answer in (made, read, changed, again, deleted, gone)]
    assert statuses == [201, 200, 200, 200, 204, 404]
    assert read.json()["name"] == ASSOCIATION["name"]
    assert again.json()["shortName"] == "De Zonen"
    with tenant_scope(aalst):
        services.reset_tryout(actor=Actor.system(aalst), tryout=tryout)
        assert not StateDocument.objects.exists()
        assert Call.objects.filter(verdict=Verdict.OK).count() == 6


def test_a_stale_version_is_refused_as_the_contract_says(program: Client, tryout: TryOut) -> None:
    address = f"{tryout.base_path}/verenigingen/{register(program, tryout).json()['vCode']}"

    refused = program.delete(address, HTTP_IF_MATCH='"999"', **INITIATOR)

    assert refused.status_code == 412
    assert program.get(address).status_code == 200


def test_a_violating_body_gets_problem_details_that_name_the_place_and_leaves_only_a_log_row(
    program: Client, tryout: TryOut, aalst: Tenant
) -> None:
    wrong = {**ASSOCIATION, "seat": {**ASSOCIATION["seat"], "postalCode": "28000"}}  # type: ignore[dict-item]

    answer = register(program, tryout, wrong)

    problem = answer.json()
    call = last_call(aalst, tryout)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert problem["status"] == 422
    assert problem["type"].endswith("#against-the-contract")
    assert problem["errors"][0]["place"] == "body"
    assert problem["errors"][0]["pointer"] == "#/seat/postalCode"
    assert problem["errors"][0]["rule"]
    assert problem["instance"] == f"/tryouts/{tryout.public_id}/calls/{call.pk}/"
    assert answer["VlaVirGem-Call"] == str(call.pk)
    assert call.verdict == Verdict.VIOLATION
    assert call.violations[0]["pointer"] == "/seat/postalCode"
    with tenant_scope(aalst):
        assert not StateDocument.objects.exists()


def test_a_violating_header_is_a_bad_request_that_names_the_parameter(program: Client, tryout: TryOut) -> None:
    answer = register(program, tryout, HTTP_VR_INITIATOR="iedereen")

    assert answer.status_code == 400
    assert {error["parameter"] for error in answer.json()["errors"]} == {"VR-Initiator"}


@pytest.mark.parametrize(
    ("language", "word"), [("nl", "contract"), ("fr", "contrat"), ("en", "against"), ("de", "tegen het contract")]
)
def test_problems_are_in_the_callers_language_and_else_in_dutch(
    program: Client, tryout: TryOut, language: str, word: str
) -> None:
    answer = program.get(f"{tryout.base_path}/verenigingen?page=nul", HTTP_ACCEPT_LANGUAGE=language)

    assert answer.status_code == 400
    assert word in answer.json()["title"]


def test_an_unknown_path_lists_the_known_ones(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    answer = program.get(f"{tryout.base_path}/verengingen")

    assert answer.status_code == 404
    assert "/verenigingen" in answer.json()["paths"]
    assert last_call(aalst, tryout).verdict == Verdict.VIOLATION


def test_a_method_that_is_not_there_says_which_are(program: Client, tryout: TryOut) -> None:
    answer = program.put(f"{tryout.base_path}/verenigingen", b"{}", "application/json")

    assert answer.status_code == 405
    assert set(answer["Allow"].split(", ")) == {"GET", "POST"}


def test_head_is_answered_as_get_without_its_body(program: Client, tryout: TryOut) -> None:
    answer = program.head(f"{tryout.base_path}/verenigingen")

    assert answer.status_code == 200
    assert answer.content == b""


def test_a_body_over_the_limit_is_refused_unread_and_logged(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    answer = program.post(
        f"{tryout.base_path}/verenigingen", b"x" * (BODY_SIZE_LIMIT + 1), "application/json", **INITIATOR
    )

    call = last_call(aalst, tryout)
    assert answer.status_code == 413
    assert (call.verdict, call.reason, call.request_body) == (Verdict.REFUSED, "body-too-large", "")


def test_a_compressed_body_is_refused(program: Client, tryout: TryOut) -> None:
    answer = register(program, tryout, HTTP_CONTENT_ENCODING="gzip", **INITIATOR)

    assert answer.status_code == 415


def test_an_operation_that_cannot_be_tried_says_why(agency: Tenant, aalst: Tenant, client_for: Any) -> None:
    contract = ContractFile(
        data=b"openapi: 3.0.3\ninfo: {title: Half, version: '1'}\npaths:\n"
        b"  /goed: {get: {responses: {'200': {description: ok}}}}\n"
        b"  /kan-niet: {get: {responses: {'200': {description: ok, content: {application/json: {schema:"
        b" {type: integer, minimum: 5, maximum: 4}}}}}}}\n",
        filename="half.yaml",
    )
    with tenant_scope(agency):
        publish_service(actor=Actor.system(agency), file=contract, details=ServiceDetails())
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get()
        half = services.open_tryout(actor=Actor.system(aalst), version=version)
        key = services.issue_key(actor=Actor.system(aalst), tryout=half, label="x").secret.text
    program = client_for(aalst, HTTP_X_API_KEY=key)

    assert program.get(f"{half.base_path}/goed").status_code == 200
    answer = program.get(f"{half.base_path}/kan-niet")
    assert answer.status_code == 501
    assert answer.json()["detail"]
    assert "501" in client_for(aalst, Role.READER).get(f"/tryouts/{half.public_id}/calls/").text


@pytest.mark.parametrize("text", ["half \\ud800 pair", "nul \\u0000 sign"])
def test_text_that_databases_find_hard_is_an_answer_and_not_a_crash(
    program: Client, tryout: TryOut, aalst: Tenant, text: str
) -> None:
    body = json.dumps(ASSOCIATION).replace(str(ASSOCIATION["name"]), text)

    answer = program.post(f"{tryout.base_path}/verenigingen", body, "application/json", **INITIATOR)

    assert answer.status_code in {201, 400, 422}
    with tenant_scope(aalst):
        assert StateDocument.objects.exists() == (answer.status_code == 201)
        assert Call.objects.count() == 1


def test_a_key_with_a_nul_is_an_answer_and_not_a_crash(program: Client, tryout: TryOut) -> None:
    assert program.get(f"{tryout.base_path}/verenigingen/V%00").status_code in {400, 404, 422}


def test_what_is_remembered_keeps_the_order_in_which_it_was_written(program: Client, tryout: TryOut) -> None:
    made = register(program, tryout)

    read = program.get(f"{tryout.base_path}/verenigingen/{made.json()['vCode']}")

    assert [name for name in read.json() if name in ASSOCIATION] == list(ASSOCIATION)


def test_the_log_keeps_what_happened_without_the_key_and_with_a_capped_body(
    program: Client, tryout: TryOut, aalst: Tenant, issued: services.IssuedKey
) -> None:
    register(program, tryout, {**ASSOCIATION, "purpose": "x" * (BODY_LIMIT + 1)})

    call = last_call(aalst, tryout)
    headers = {name.lower(): value for name, value in call.request_headers}
    assert issued.secret.text not in json.dumps(call.request_headers)
    assert headers["x-api-key"] == "•••"
    assert headers["vr-initiator"] == "OVO002067"
    assert len(call.request_body) == BODY_LIMIT
    assert call.request_size > BODY_LIMIT
    assert call.operation == "POST /verenigingen"
    assert call.duration_ms > 0
    assert call.key_id == issued.key.pk


@pytest.mark.parametrize("where", ["path", "encoded-path", "query", "header", "body", "echoed", "violation"])
def test_a_key_is_kept_in_clear_nowhere_in_the_log(
    program: Client, tryout: TryOut, aalst: Tenant, issued: services.IssuedKey, where: str
) -> None:
    key, address = issued.secret.text, f"{tryout.base_path}/verenigingen"

    sendings: dict[str, Callable[[], Any]] = {
        "path": lambda: program.get(f"{address}/{key}"),
        "encoded-path": lambda: program.get(f"{address}/{key.replace('vvt_', 'vv%74%5F')}"),
        "query": lambda: program.get(f"{address}?api_key={key}"),
        "header": lambda: register(program, tryout, HTTP_X_SLEUTEL=key, **INITIATOR),
        "body": lambda: register(program, tryout, {"sleutel": key}),
        "echoed": lambda: register(program, tryout, {**ASSOCIATION, "purpose": f"met {key}"}),
        "violation": lambda: register(program, tryout, {**ASSOCIATION, "kind": key}),
    }
    sendings[where]()

    with tenant_scope(aalst):
        kept = str(list(Call.objects.values()))
    assert key.partition("_")[2].partition("_")[2] not in kept
    assert "•••" in kept


@pytest.mark.parametrize(
    "secret", [new_secret().text, new_secret("vvc").text, f"vvg_{'x' * 43}"], ids=["try-out", "chain", "gateway"]
)
def test_keys_of_try_outs_chains_and_the_gateway_are_each_blotted_out(secret: str) -> None:
    assert blot_secrets(f"met {secret}", blot="•••") == "met •••"


def test_text_that_only_resembles_a_key_is_kept_as_it_was_sent(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    ordinary = "vvt_handleiding, 100%25 zeker"

    register(program, tryout, {**ASSOCIATION, "purpose": ordinary})

    call = last_call(aalst, tryout)
    assert json.loads(call.request_body)["purpose"] == ordinary
    assert json.loads(call.response_body)["purpose"] == ordinary


def test_a_wish_for_a_status_is_granted_and_said_or_refused_when_it_is_none(program: Client, tryout: TryOut) -> None:
    address = f"{tryout.base_path}/verenigingen/V0001001"

    granted = program.get(address, HTTP_PREFER="status=404")
    unreadable = program.get(address, HTTP_PREFER="status=abc")
    of_others = program.get(address, HTTP_PREFER="respond-async, wait=10")

    assert (granted.status_code, granted["Preference-Applied"]) == (404, "status=404")
    assert unreadable.status_code == 400
    assert unreadable.json()["type"].endswith("#unreadable-preference")
    assert "abc" in unreadable.json()["detail"]
    assert of_others.status_code == 200
    assert "Preference-Applied" not in of_others


def test_a_call_with_many_faults_says_how_many_are_not_in_its_detail(program: Client, tryout: TryOut) -> None:
    many = register(program, tryout, {"name": 1, "kind": 2, "purpose": 3, "seat": 4}).json()
    few = register(program, tryout, {**ASSOCIATION, "kind": 5}).json()

    assert len(many["errors"]) > 3
    assert f"Nog {len(many['errors']) - 3} " in many["detail"]
    assert "Nog " not in few["detail"]


def test_the_detail_of_a_refusal_is_whole_sentences(program: Client, tryout: TryOut) -> None:
    detail = register(program, tryout, {}).json()["detail"]

    assert detail.endswith(".")
    assert ".;" not in detail
    assert ".." not in detail


def test_a_paused_try_out_refuses_and_a_resumed_one_answers(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        services.pause_tryout(actor=actor, tryout=tryout)
    paused = program.get(f"{tryout.base_path}/verenigingen")
    with tenant_scope(aalst):
        services.resume_tryout(actor=actor, tryout=tryout)
    resumed = program.get(f"{tryout.base_path}/verenigingen")

    assert (paused.status_code, resumed.status_code) == (503, 200)
    assert paused["Retry-After"]


def test_an_ended_try_out_answers_no_more_and_keeps_its_log(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    program.get(f"{tryout.base_path}/verenigingen")
    with tenant_scope(aalst):
        services.end_tryout(actor=Actor.system(aalst), tryout=tryout)

    assert program.get(f"{tryout.base_path}/verenigingen").status_code == 401
    with tenant_scope(aalst):
        assert Call.objects.filter(verdict=Verdict.OK).count() == 1


def test_a_try_out_goes_on_when_its_version_is_withdrawn(
    program: Client, tryout: TryOut, agency: Tenant, aalst: Tenant
) -> None:
    with tenant_scope(agency):
        version = Service.objects.get().versions.get()
        withdraw_version(actor=Actor.system(agency), version=version, reason="Er is een nieuwe.")

    assert program.get(f"{tryout.base_path}/verenigingen").status_code == 200


def test_a_contract_in_memory_is_not_served_to_who_may_no_longer_read_its_version(
    program: Client, tryout: TryOut, agency: Tenant
) -> None:
    address = f"{tryout.base_path}/verenigingen"
    statuses = [program.get(address).status_code]

    for visibility in (Visibility.OWN, Visibility.NETWORK):
        with tenant_scope(agency):
            Service.objects.update(visibility=visibility)
        statuses.append(program.get(address).status_code)

    assert statuses == [200, 503, 200]


def test_an_unknown_address_is_a_problem_that_says_so(program: Client) -> None:
    answer = program.get("/try/nergens2/verenigingen")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_session_opens_nothing_for_programs(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    signed_in = client_for(aalst, Role.ADMINISTRATOR)

    assert signed_in.get(f"{tryout.base_path}/verenigingen").status_code == 401


def test_a_call_takes_few_queries(program: Client, tryout: TryOut, django_assert_max_num_queries: Any) -> None:
    program.get(
        f"{tryout.base_path}/verenigingen"
    )  # the compiled contract is in memory from here, whether it may be read is not

    with django_assert_max_num_queries(12):
        assert program.get(f"{tryout.base_path}/verenigingen").status_code == 200


def test_a_line_end_in_a_path_is_a_character_like_another(program: Client, tryout: TryOut) -> None:
    answer = program.get(f"{tryout.base_path}/verenigingen/V000%0A1")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert program.get(f"{tryout.base_path}/verenigingen/V0001001").status_code == 200


def test_a_header_that_is_sent_empty_is_held_to_the_contract(program: Client, tryout: TryOut) -> None:
    address = f"{tryout.base_path}/verenigingen/V0001001"

    assert program.delete(address, headers={"VR-Initiator": ""}).status_code == 400
    assert program.delete(address, headers={"VR-Initiator": "OVO002067", "If-Match": '"1"'}).status_code == 204
