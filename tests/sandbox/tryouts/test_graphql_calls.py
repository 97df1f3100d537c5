"""A GraphQL service from publishing to calling: over HTTP, in the explorer, and what the log keeps."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.contracts.sdl.associations import SDL
from tests.sandbox.tryouts.conftest import opened
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceKind, TryOut, Verdict
from vlavirgem_sandbox.tryouts.newer_versions import foresee
from vlavirgem_sandbox.tryouts.services import KeyScope, issue_key, pause_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, disturb_tryout
from vlavirgem_sandbox.tryouts.serving.performing import BODY_SIZE_LIMIT
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

HALLS = "{ zalen { id naam } }"
CREATE = 'mutation { registreerVereniging(input: {naam: "Nieuwe kring"}) { id } }'


@pytest.fixture
def associations(agency: Tenant, aalst: Tenant) -> TryOut:
    """Aalst's try-out of the service that looks for associations."""
    return opened(agency, aalst, ContractFile(data=SDL.encode(), filename="verenigingen.graphql"))


@pytest.fixture
def program(associations: TryOut, calling: Callable[[TryOut], Client]) -> Client:
    """A program with a key for everything."""
    return calling(associations)


def ask(program: Client, tryout: TryOut, query: str, variables: Any = None, **headers: Any) -> Any:
    body = json.dumps({"query": query, "variables": variables})
    return program.post(tryout.base_path, body, content_type="application/json", **headers)


def logged(aalst: Tenant, answer: Any) -> Call:
    with tenant_scope(aalst):
        return Call.objects.get(pk=answer["VlaVirGem-Call"])


def test_a_query_is_answered_and_logged_with_its_field(program: Client, associations: TryOut, aalst: Tenant) -> None:
    answer = ask(program, associations, HALLS)

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json; charset=utf-8")
    assert answer.json()["data"]["zalen"]
    call = logged(aalst, answer)
    assert (call.verdict, call.operation, call.protocol) == (Verdict.OK, "Query.zalen", "GraphQL")


def test_a_query_in_the_address_is_answered_too(program: Client, associations: TryOut) -> None:
    answer = program.get(associations.base_path, {"query": HALLS})

    assert answer.json()["data"]["zalen"]


def test_introspection_is_answered(program: Client, associations: TryOut, aalst: Tenant) -> None:
    answer = ask(program, associations, "{ __schema { queryType { name } } }")

    assert answer.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert logged(aalst, answer).operation == "Query.__schema"


def test_what_a_mutation_writes_is_remembered_and_reset_forgets_it(
    program: Client, associations: TryOut, aalst: Tenant
) -> None:
    made = ask(program, associations, CREATE).json()["data"]["registreerVereniging"]["id"]

    shown = ask(program, associations, "query($id: ID!) { vereniging(id: $id) { naam } }", {"id": made})

    assert shown.json() == {"data": {"vereniging": {"naam": "Nieuwe kring"}}}
    assert logged(aalst, shown).origin == "state"
    with tenant_scope(aalst):
        assert [each.collection for each in associations.state_documents.all()] == ["/Vereniging"]


def test_a_call_against_the_schema_gets_graphql_errors_and_counts_as_a_violation(
    program: Client, associations: TryOut, aalst: Tenant
) -> None:
    answer = ask(program, associations, "{ zalen { kleur } }", HTTP_ACCEPT_LANGUAGE="nl")

    assert answer.status_code == 200
    assert answer.json()["errors"][0]["message"] == "Het type 'Zaal' heeft geen veld 'kleur'."
    call = logged(aalst, answer)
    assert (call.verdict, call.operation, call.reason) == (Verdict.VIOLATION, "Query.zalen", "against-the-contract")
    assert call.violations[0]["rule"] == "Zaal.kleur"


def test_a_body_that_is_no_request_gets_problem_details(program: Client, associations: TryOut) -> None:
    answer = program.post(associations.base_path, "geen json", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_call_without_a_key_is_turned_away(
    client_for: Callable[..., Client], associations: TryOut, aalst: Tenant
) -> None:
    answer = ask(client_for(aalst), associations, HALLS)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_key_that_only_reads_may_query_and_not_change(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(aalst):
        issued = issue_key(
            actor=Actor.system(aalst), tryout=associations, label="Lezer", scope=KeyScope(reads_only=True)
        )
    reader = client_for(aalst, HTTP_X_API_KEY=issued.secret.text)

    assert ask(reader, associations, HALLS).status_code == 200
    assert ask(reader, associations, CREATE).status_code == 403


def test_a_key_for_some_fields_opens_those_and_no_other_in_the_same_request(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    scope = KeyScope(operations=("Query.zalen",))
    with tenant_scope(aalst):
        issued = issue_key(actor=Actor.system(aalst), tryout=associations, label="Zalen", scope=scope)
    narrow = client_for(aalst, HTTP_X_API_KEY=issued.secret.text)

    assert ask(narrow, associations, HALLS).status_code == 200
    assert ask(narrow, associations, "{ __typename }").status_code == 200
    assert ask(narrow, associations, '{ zalen { id } zaal(id: "1") { id } }').status_code == 403
    assert (
        ask(narrow, associations, "{ zalen { id } ...M } fragment M on Query { zaal(id: 1) { id } }").status_code == 403
    )


def test_a_real_national_register_number_is_stopped_before_it_is_read(
    program: Client, associations: TryOut, aalst: Tenant
) -> None:
    answer = ask(program, associations, "{ zaal(id: $id) { id } }", {"id": "85.07.30-033.28"})

    assert answer.status_code == 422
    assert logged(aalst, answer).request_body == ""


def test_a_disturbance_of_any_field_strikes_the_request(program: Client, associations: TryOut, aalst: Tenant) -> None:
    plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=503, operation="Query.zaal")
    with tenant_scope(aalst):
        disturb_tryout(actor=Actor.system(aalst), tryout=associations, plan=plan, lasts=timedelta(hours=1))

    assert ask(program, associations, '{ zalen { id } zaal(id: "1") { id } }').status_code == 503
    assert ask(program, associations, HALLS).status_code == 200


def test_a_paused_try_out_answers_nothing(program: Client, associations: TryOut, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        pause_tryout(actor=Actor.system(aalst), tryout=associations)

    answer = ask(program, associations, HALLS)

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")


def test_the_explorer_runs_a_request_as_a_person(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)

    page = developer.get(f"/tryouts/{associations.public_id}/console/?operation=Query.zalen").content.decode()
    answer = developer.post(
        f"/tryouts/{associations.public_id}/console/graphql/",
        json.dumps({"query": HALLS}),
        content_type="application/json",
    )

    assert 'id="explorer"' in page
    assert page.index("query Zalen") < page.index("query Vereniging(")
    assert answer.json()["data"]["zalen"]
    with tenant_scope(aalst):
        assert Call.objects.get(pk=answer["VlaVirGem-Call"]).person


def test_the_explorer_is_answered_as_a_program_is_disturbances_and_all(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    plan = DisturbancePlan(kind=DisturbanceKind.DROPPED)
    with tenant_scope(aalst):
        disturb_tryout(actor=Actor.system(aalst), tryout=associations, plan=plan, lasts=timedelta(hours=1))

    answer = client_for(aalst, Role.DEVELOPER).post(
        f"/tryouts/{associations.public_id}/console/graphql/",
        json.dumps({"query": HALLS}),
        content_type="application/json",
    )

    assert answer["VlaVirGem-Disturbance"] == "dropped"
    with pytest.raises(ConnectionAbortedError):
        answer.getvalue()


def test_a_request_in_the_explorer_that_is_too_large_is_refused(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    answer = client_for(aalst, Role.DEVELOPER).post(
        f"/tryouts/{associations.public_id}/console/graphql/",
        json.dumps({"query": "#" * BODY_SIZE_LIMIT}),
        content_type="application/json",
    )

    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_a_reader_may_not_run_the_explorer(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    answer = client_for(aalst, Role.READER).post(
        f"/tryouts/{associations.public_id}/console/graphql/", "{}", content_type="application/json"
    )

    assert answer.status_code == 403


def test_a_call_from_the_log_is_made_again_in_the_explorer(
    program: Client, associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    answer = ask(program, associations, "query($id: ID!) { zaal(id: $id) { naam } }", {"id": "42"})
    developer = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{associations.public_id}"

    log_page = developer.get(f"{address}/calls/{answer['VlaVirGem-Call']}/").content.decode()
    again = developer.get(f"{address}/console/?call={answer['VlaVirGem-Call']}").content.decode()
    got = program.get(associations.base_path, {"query": "{ zalen { plaatsen } }"})
    got_again = developer.get(f"{address}/console/?call={got['VlaVirGem-Call']}").content.decode()

    assert "curl" in log_page
    listed = developer.get(f"{address}/calls/").content.decode().replace("<wbr>", "")
    assert "GraphQL Query.zaal" in listed
    assert "&quot;id&quot;: &quot;42&quot;" in again or '"id\\": \\"42\\"' in again
    assert "{ zalen { plaatsen } }" in got_again
    assert ">Query.zaal, de oproep uit het log</option>" in again
    assert again.count(">Query.zaal</option>") == 1


def test_the_contract_page_and_file_are_the_schema(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)

    page = developer.get(f"/tryouts/{associations.public_id}/contract/").content.decode()
    file = developer.get(f"/tryouts/{associations.public_id}/contract/file?download")

    assert "type Vereniging" in page
    assert file["Content-Disposition"].endswith('.graphql"')


def test_the_service_page_lists_queries_and_mutations(
    associations: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=associations.version_id)
        url = version.service.get_absolute_url()

    page = client_for(aalst, Role.DEVELOPER).get(url).content.decode()

    assert "GraphQL (SDL)" in page
    assert '<span class="tag tag--method">mutation</span>' in page


def test_the_explorer_reads_the_schema_in_its_printed_form(
    associations: TryOut, deliveries: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)

    printed = developer.get(f"/tryouts/{associations.public_id}/console/graphql/schema/")
    of_another_kind = developer.get(f"/tryouts/{deliveries.public_id}/console/graphql/schema/")

    assert "type Vereniging {" in printed.content.decode()
    assert "@example" not in printed.content.decode()
    assert of_another_kind.status_code == 404


def test_a_newer_version_says_which_of_our_requests_it_refuses(
    program: Client, associations: TryOut, aalst: Tenant, agency: Tenant
) -> None:
    ask(program, associations, HALLS)
    ask(program, associations, '{ vereniging(id: "V001") { naam } }')
    changed = SDL.replace("zalen(aantal: Int): [Zaal!]!", "")
    with tenant_scope(agency):
        service = ServiceVersion.objects.select_related("service__owner").get(pk=associations.version_id).service
        file = ContractFile(data=changed.encode(), filename="verenigingen.graphql")
        details = ServiceDetails(name=service.name)
        newer = publish_service(actor=Actor.system(agency), file=file, details=details, service=service).version

    with tenant_scope(aalst):
        foresight = foresee(associations, ServiceVersion.objects.get(pk=newer.pk))

    assert (foresight.held, foresight.by_operation) == (2, {"Query.zalen": 1})


def test_a_chain_cannot_choose_it_and_may_choose_another(
    associations: TryOut, deliveries: TryOut, aalst: Tenant
) -> None:
    with tenant_scope(aalst):
        offered = {each.id for each in callable_tryouts()}

    assert (associations.pk in offered, deliveries.pk in offered) == (False, True)


def test_recorded_calls_do_not_go_with_a_schema(agency: Tenant) -> None:
    file = ContractFile(data=SDL.encode(), filename="verenigingen.graphql")
    recording = ContractFile(data=b'{"log": {"entries": []}}', filename="oproepen.har")

    with tenant_scope(agency), pytest.raises(Refusal) as refused:
        draft_version(actor=Actor.system(agency), file=file, details=ServiceDetails(name="Zoeken"), recording=recording)

    assert refused.value.code == "no-recording-here"
    assert "GraphQL" in refused.value.remedy
