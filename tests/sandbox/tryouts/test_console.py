"""The console's form: the contract's own words about what is required, and a call whatever was filled in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from tests.sandbox.contracts.calling import accepted
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import CallRequest, Operation, ParameterSummary, RequestExample
from vlavirgem_sandbox.contracts.served import ServedContract
from vlavirgem_sandbox.tryouts.console import CallForm

OPERATION = Operation(
    key="POST /dossiers/{id}",
    operation_id="change",
    method="POST",
    path="/dossiers/{id}",
    summary="",
    parameters=(
        ParameterSummary(name="id", location="path", required=True, description="", schema={"type": "string"}),
        ParameterSummary(name="part", location="query", required=False, description="", schema={"type": "array"}),
        ParameterSummary(name="kind", location="query", required=True, description="<b>", schema={"enum": ["a", "b"]}),
        ParameterSummary(name="X-Who", location="header", required=True, description="", schema={"type": "string"}),
    ),
    request_content_types=("application/json",),
    request_example=RequestExample(
        path="/dossiers/7", query=(("part", "x"), ("part", "y")), headers=(("X-Who", "An"),), body="{}"
    ),
)


def form(data: dict[str, str] | None = None) -> CallForm:
    """The form of the operation; of the contract only its matching of paths is asked."""
    compiled = SimpleNamespace(match=lambda _call: SimpleNamespace(path_parameters={"id": "7"}))
    return CallForm(data, operation=OPERATION, compiled=cast("ServedContract", compiled))


def test_it_starts_from_the_contracts_example() -> None:
    initial = form().initial

    assert initial["path:id"] == "7"
    assert initial["query:part"] == "x\ny"
    assert initial["header:X-Who"] == "An"
    assert initial["body"] == "{}"


def test_what_the_contract_requires_is_shown_and_not_enforced() -> None:
    empty = form({"path:id": "7", "content_type": "application/json"})

    assert empty.fields["header:X-Who"].required
    assert empty.is_valid()
    assert empty.call().header("X-Who") is None


def test_an_empty_choice_has_words() -> None:
    choices = form().fields["query:kind"].choices  # type: ignore[attr-defined]

    assert choices[0] == ("", "Kies een waarde")
    assert choices[1] == ("a", "a")


def test_a_form_in_parts_is_sent_with_its_boundary_as_the_contract_takes_it() -> None:
    body = {"type": "object", "required": ["nota"], "properties": {"nota": {"type": "string"}}}
    operation = {
        "requestBody": {"content": {"multipart/form-data": {"schema": body}}},
        "responses": {"200": {"description": "ok"}},
    }
    contract = accepted(
        {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/notas": {"post": operation}}}
    )
    compiled = compile_contract(contract.document, contract.digest)
    initial = CallForm(None, operation=contract.operations[0], compiled=compiled).initial

    filled = CallForm(initial, operation=contract.operations[0], compiled=compiled)

    assert filled.is_valid()
    assert compiled.violations(compiled.match(CallRequest(method="POST", path="/notas")), filled.call()) == []


def test_without_its_path_there_is_nothing_to_call() -> None:
    assert not form({"path:id": ""}).is_valid()


def test_each_part_goes_where_it_belongs_and_line_breaks_in_headers_go_nowhere() -> None:
    filled = form(
        {
            "path:id": "a b/c",
            "query:part": "x\ny",
            "query:kind": "b",
            "header:X-Who": "An\r\nX-Evil: 1",
            "content_type": "application/json",
            "body": '{"a":\r\n1}',
        }
    )

    assert filled.is_valid()
    call = filled.call()
    assert call.path == "/dossiers/a%20b%2Fc"
    assert call.query == [("part", "x"), ("part", "y"), ("kind", "b")]
    assert call.header("X-Who") == "An  X-Evil: 1"
    assert call.header("Content-Type") == "application/json"
    assert call.body == b'{"a":\n1}'


def test_a_description_of_the_contract_is_escaped() -> None:
    assert "&lt;b&gt;" in str(form().fields["query:kind"].help_text)
