"""From a path to an operation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.digests import digest_of
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.routing import MethodNotAllowed, NoSuchPath

OK = {"responses": {"200": {"description": "ok"}}}


@pytest.fixture
def caller() -> Caller:
    """A contract whose paths overlap."""
    paths = {
        "/a/{id}": {"get": OK, "delete": OK},
        "/a/nieuw": {"get": OK},
        "/a/{id}/b": {"get": OK},
        "/a/{id}.{vorm}": {"get": OK},
        "/a/vast/{rest}": {"get": OK},
    }
    return Caller(accepted({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))


@pytest.mark.parametrize(
    ("path", "template", "parameters"),
    [
        ("/a/nieuw", "/a/nieuw", {}),
        ("/a/12", "/a/{id}", {"id": "12"}),
        ("/a/12/b", "/a/{id}/b", {"id": "12"}),
        ("/a/12.pdf", "/a/{id}.{vorm}", {"id": "12", "vorm": "pdf"}),
        ("/a/vast/b", "/a/vast/{rest}", {"rest": "b"}),
        ("/a/een%2Ftwee%20drie", "/a/{id}", {"id": "een/twee drie"}),
    ],
)
def test_the_most_concrete_path_is_found_and_its_parameters_decoded(
    caller: Caller, path: str, template: str, parameters: dict[str, str]
) -> None:
    match = caller.match("get", path)

    assert match.operation.path == template
    assert match.path_parameters == parameters


@pytest.mark.parametrize("path", ["/", "/a", "/a/", "/a//b", "/b", "/a/1/b/", "/a/1/c", ""])
def test_a_path_that_the_contract_does_not_have_is_not_found(caller: Caller, path: str) -> None:
    with pytest.raises(NoSuchPath):
        caller.match("GET", path)


def test_another_method_is_told_which_ones_there_are(caller: Caller) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        caller.match("PATCH", "/a/12")

    assert refused.value.allowed == ("DELETE", "GET")


def test_a_fixed_path_without_the_method_does_not_leave_it_to_the_templated_one(caller: Caller) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        caller.match("DELETE", "/a/nieuw")

    assert refused.value.allowed == ("GET",)
    assert caller.match("DELETE", "/a/12").operation.path == "/a/{id}"


@pytest.mark.parametrize("path", ["/x/{a}{b}", "/x/{a}-{b}-{c}-{d}", "/x/{a}/{a}"])
def test_a_path_whose_parameters_cannot_be_told_apart_does_not_work(path: str, small: dict[str, Any]) -> None:
    small["paths"][path] = {"get": OK}

    contract = accepted(small)

    assert {operation.path: operation.works for operation in contract.operations} == {"/dingen": True, path: False}


def test_of_two_paths_with_one_shape_the_first_works(small: dict[str, Any]) -> None:
    small["paths"]["/x/{a}"] = {"get": OK}
    small["paths"]["/x/{b}"] = {"put": OK}

    works = {operation.path: operation.works for operation in accepted(small).operations}

    assert works == {"/dingen": True, "/x/{a}": True, "/x/{b}": False}


def test_a_contract_is_compiled_once_for_a_digest(small: dict[str, Any]) -> None:
    contract = accepted(small)

    assert compile_contract(contract.document, contract.digest) is compile_contract(contract.document, contract.digest)
    assert digest_of(dict(reversed(small.items()))) == contract.digest


def test_json_and_yaml_of_the_same_contract_have_the_same_digest() -> None:
    yaml = b"openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/x: {get: {responses: {200: {description: ok}}}}}"
    json = (
        b'{"openapi": "3.1.0", "info": {"title": "t", "version": "1"},'
        b' "paths": {"/x": {"get": {"responses": {"200": {"description": "ok"}}}}}}'
    )

    first, second = read_contract(yaml).contract, read_contract(json).contract

    assert first is not None
    assert second is not None
    assert first.digest == second.digest
