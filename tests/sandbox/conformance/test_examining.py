"""schemathesis against try-outs: what it finds, and that it finds something where there is something to find."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.conftest import SHARED_DATA
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli.prove_tryouts import prove_contract
from vlavirgem_sandbox.catalogue.gathering import gathered
from vlavirgem_sandbox.conformance.examining import Examination, examine
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import Answer
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant

VEKA = SHARED_DATA / "contracts" / "openapi" / "veka"


@pytest.fixture
def agency(own_database: str) -> Tenant:
    """One whose contracts are really committed: the tool calls from threads of its own."""
    return find_tenant("agentschap")


@pytest.fixture
def aalst(own_database: str) -> Tenant:
    return find_tenant("aalst")


def test_try_outs_of_the_demo_break_nothing_and_never_fail(agency: Tenant, aalst: Tenant) -> None:
    for name in ("documentlevering.yaml", "energieadvies.yaml", "verenigingsregister.yaml"):
        outcome = prove_contract(name, demo_contract(name), agency, aalst, examples=1).outcome

        assert outcome.failures == []
        assert outcome.errors == []
        assert outcome.went_well > outcome.cases / 10 > 10


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(path.name for path in VEKA.glob("*.yaml")))
def test_a_try_out_of_a_real_contract_breaks_nothing_and_never_fails(name: str, agency: Tenant, aalst: Tenant) -> None:
    outcome = prove_contract(name, gathered(VEKA / name), agency, aalst, examples=25).outcome

    assert outcome.failures == []
    assert outcome.errors == []
    assert outcome.went_well


def test_an_answer_against_the_contract_is_found(
    agency: Tenant, aalst: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = CompiledContract.answer

    def wrong(self: CompiledContract, *given: Any, **named: Any) -> Answer:
        return replace(original(self, *given, **named), body=b'{"documents": 3}', content_type="application/json")

    monkeypatch.setattr(CompiledContract, "answer", wrong)

    proof = prove_contract("documentlevering.yaml", demo_contract("documentlevering.yaml"), agency, aalst, examples=1)

    assert "response_schema_conformance" in {failure.check for failure in proof.outcome.failures}


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "x", "version": "1"},
    "paths": {
        "/jaren/{jaar}": {
            "get": {
                "parameters": [{"name": "jaar", "in": "path", "required": True, "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "ok"}, "400": {"description": "fout"}},
            }
        }
    },
}


def answering(status: Callable[[str], str]) -> Callable[..., list[bytes]]:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response(status(environ["PATH_INFO"]), [("Content-Length", "0")])
        return [b""]

    return application


def test_a_failure_says_how_to_make_the_call_again() -> None:
    outcome = examine(
        DOCUMENT, answering(lambda _path: "500 Oops"), Examination(base_url="http://localhost/x", most_examples=1)
    )

    failure = next(failure for failure in outcome.failures if failure.check == "not_a_server_error")
    assert (failure.operation, failure.status) == ("GET /jaren/{jaar}", 500)
    assert failure.replay.startswith("curl -X ")
    assert "http://localhost/x/jaren/" in failure.replay


def test_who_refuses_what_is_right_fails_and_who_takes_it_does_not() -> None:
    def keeps_to_it(path: str) -> str:
        return "200 OK" if path.rpartition("/")[2].lstrip("-").isdigit() else "400 Bad Request"

    how = Examination(base_url="http://localhost/x", most_examples=2, without=frozenset({"unsupported_method"}))

    refusing = examine(DOCUMENT, answering(lambda _path: "400 Bad Request"), how)
    keeping = examine(DOCUMENT, answering(keeps_to_it), how)

    assert {failure.check for failure in refusing.failures} == {"positive_data_acceptance"}
    assert keeping.failures == []
