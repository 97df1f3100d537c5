"""What a request of GraphQL must be, and how it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils.translation import override

from tests.sandbox.contracts.sdl.associations import answered, compiled, request
from vlavirgem.graphql_requests.limits import LIMITS
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.contracts.routing import MethodNotAllowed, NoSuchPath
from vlavirgem_sandbox.contracts.served import NoOperation

MODERN = "application/graphql-response+json"
_AGAINST = {"type": "x", "title": "x", "status": 422}


def get(**query: str) -> CallRequest:
    return CallRequest(method="GET", path="/", query=list(query.items()))


def nested(levels: int) -> Any:
    value: Any = 1
    for _level in range(levels):
        value = [value]
    return value


def refusal(call: CallRequest) -> tuple[int, str, list[dict[str, Any]]]:
    written = compiled().refusal(dict(_AGAINST), call)
    return written.status, written.content_type, json.loads(written.body)["errors"]


def codes(call: CallRequest) -> list[str]:
    return [error["extensions"]["code"] for error in refusal(call)[2]]


def test_a_query_may_come_with_get_and_a_mutation_may_not() -> None:
    contract = compiled()
    call = get(query="query($id: ID!) { zaal(id: $id) { id } }", variables='{"id": "5"}')

    assert json.loads(answered(contract, call).body) == {"data": {"zaal": {"id": "5"}}}
    with pytest.raises(MethodNotAllowed) as refused:
        contract.match(get(query='mutation { verwijderVereniging(id: "1") }'))
    assert refused.value.allowed == ("POST",)


def test_the_answer_comes_in_the_media_type_that_is_asked() -> None:
    for accept, media in ((MODERN, MODERN), ("*/*", "application/json"), ("application/json", "application/json")):
        assert (
            answered(compiled(), request("{ zalen { id } }", accept=accept)).content_type == f"{media}; charset=utf-8"
        )


@pytest.mark.parametrize(
    ("call", "place"),
    [
        (replace(request("{ zalen { id } }"), headers=[("Content-Type", "text/plain")]), "content-type"),
        (request("{ zalen { id } }", accept="text/html"), "header"),
        (replace(request("{ zalen { id } }"), body=b"geen json"), "body"),
        (replace(request("{ zalen { id } }"), body=b"[]"), "body"),
        (replace(request("{ zalen { id } }"), body=b'{"vraag": 1}'), "body"),
        (replace(request("{ zalen { id } }"), body=b" " * 100_000), "body"),
        (request("query($x: JSON) { zalen { id } }", {"x": nested(300)}), "body"),
        (request("query($x: String) { zalen { id } }", {"x": "\x00"}), "body"),
        (get(query="{ zalen { id } }", variables="geen json"), "query"),
        (get(query="{ zalen { id } }", variables=json.dumps({"x": nested(300)})), "query"),
        (get(), "query"),
    ],
)
def test_what_is_no_graphql_request_is_refused_with_problem_details(call: CallRequest, place: str) -> None:
    contract = compiled()

    with pytest.raises(NoOperation) as refused:
        contract.match(call)

    assert [violation.place for violation in refused.value.violations] == [place]
    assert contract.refusal(dict(_AGAINST), call).content_type == "application/problem+json"


def test_another_path_or_method_is_not_of_this_contract() -> None:
    with pytest.raises(NoSuchPath):
        compiled().match(replace(request("{ zalen { id } }"), path="/graphql"))
    with pytest.raises(MethodNotAllowed):
        compiled().match(replace(request("{ zalen { id } }"), method="PUT"))


def test_errors_come_in_graphqls_form_with_status_by_media_type() -> None:
    plain = refusal(request("{ zaal(id: 1) { kleur } }"))
    modern = refusal(request("{ zaal(id: 1) { kleur } }", accept=MODERN))

    assert (plain[0], plain[1]) == (200, "application/json; charset=utf-8")
    assert (modern[0], modern[1]) == (400, f"{MODERN}; charset=utf-8")
    assert plain[2][0]["locations"] == [{"line": 1, "column": 17}]


def test_the_message_is_in_the_language_of_the_caller_and_the_code_is_not() -> None:
    call = request("{ zaal(id: 1) { kleur } }")

    with override("nl"):
        assert refusal(call)[2][0]["message"] == "Het type 'Zaal' heeft geen veld 'kleur'."
    with override("en"):
        assert refusal(call)[2][0]["message"] == "Cannot query field 'kleur' on type 'Zaal'."
    assert codes(call) == ["INVALID_DOCUMENT"]


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{ zalen {", None, "SYNTAX_ERROR"),
        ("{ zalen { id } onbekend }", None, "INVALID_DOCUMENT"),
        ("query($id: ID!) { zaal(id: $id) { id } }", {}, "INVALID_REQUEST"),
        ("query($n: Int) { zalen(aantal: $n) { id } }", {"n": "veel"}, "INVALID_REQUEST"),
        ("query A { zalen { id } } query B { zalen { id } }", None, "INVALID_REQUEST"),
        (
            "{ " + " ".join(f"a{number}: zalen {{ id }}" for number in range(LIMITS.root_fields + 1)) + " }",
            None,
            "LIMIT_EXCEEDED",
        ),
        (
            "{ zalen { " + " ".join(f"a{number}: id" for number in range(LIMITS.aliases + 1)) + " } }",
            None,
            "LIMIT_EXCEEDED",
        ),
        ("{ zalen { " + "id " * 1_200 + "} }", None, "LIMIT_EXCEEDED"),
    ],
)
def test_what_is_wrong_with_a_document_has_its_code(query: str, variables: dict[str, Any] | None, code: str) -> None:
    assert codes(request(query, variables)) == [code]


def test_violations_say_where_in_the_request_and_which_part_of_the_schema() -> None:
    contract = compiled()
    for query, variables, pointer, rule in (
        ("{ zaal(id: 1) { kleur } }", None, "/query", "Zaal.kleur"),
        ("query($id: ID!) { zaal(id: $id) { id } }", {"id": {}}, "/variables/id", "GraphQL"),
    ):
        call = request(query, variables)
        match = contract.match(call)
        found = contract.violations(match, call)
        assert [(each.pointer, each.rule) for each in found] == [(pointer, rule)]
        assert match.operation.key == "Query.zaal"


def test_all_fields_at_the_root_are_operations_of_the_call() -> None:
    match = compiled().match(
        request("{ __typename ...Rest } fragment Rest on Query { zalen { id } zaal(id: 1) { id } }")
    )

    assert match.operation.key == "Query.zalen"
    assert [each.key for each in match.also] == ["Query.zaal", "Query.__typename"]


def test_a_document_that_is_too_deep_is_told_so() -> None:
    with override("nl"):
        message = refusal(request("{ a" * 320 + " }" * 320))[2][0]["message"]

    assert message == "Fout in de syntaxis: het document zit te diep genest."


def test_fragments_that_double_with_each_level_are_measured_before_they_are_followed() -> None:
    doubling = " ".join(f"fragment F{level} on Query {{ ...F{level + 1} ...F{level + 1} }}" for level in range(60))
    contract = compiled()
    call = request(f"{{ ...F0 }} {doubling} fragment F60 on Query {{ zalen {{ id }} }}")

    match = contract.match(call)

    assert match.operation.key == "Query.zalen"
    assert "LIMIT_EXCEEDED" in codes(call)


def test_fragments_in_a_circle_are_refused() -> None:
    call = request("{ ...A } fragment A on Query { ...B zalen { id } } fragment B on Query { ...A }")

    assert compiled().match(call).operation.key == "Query.zalen"
    assert codes(call) == ["INVALID_DOCUMENT"]
