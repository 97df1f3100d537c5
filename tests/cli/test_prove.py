"""`vlavirgem prove contracts`: what it counts, and that it fails when an answer is wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.sandbox.contracts.soap.dossiers import wsdl
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.cli import prove
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import Answer
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An OpenAPI contract, a WSDL in a folder below, a GraphQL schema, and a file that is none of these."""
    (tmp_path / "register.yaml").write_bytes(demo_contract().data)
    (tmp_path / "soap").mkdir()
    (tmp_path / "soap" / "dossiers.wsdl").write_text(wsdl())
    (tmp_path / "zoeken.graphql").write_bytes(demo_contract("verenigingen-zoeken.graphql").data)
    (tmp_path / "kapot.json").write_text("{}")
    return tmp_path


def run(folder: Path) -> Result:
    return CliRunner().invoke(prove.app, ["contracts", str(folder), "--json"])


def figures(result: Result) -> dict[str, Any]:
    return {figure["name"]: figure["value"] for figure in json.loads(result.stdout)["figures"]}


def test_it_imports_calls_and_judges_every_contract_in_the_folder(folder: Path) -> None:
    result = run(folder)

    found = figures(result)
    assert result.exit_code == 0, result.output
    assert (found["contracts imported"], found["files refused"], found["operations"]) == (3, 1, 19)
    assert (found["share of valid answers"], found["example calls against their contract"]) == (1, 0)
    assert found["answers judged"] + found["answers that no judge can tell of"] == 57


@pytest.mark.parametrize(
    ("contract", "body"),
    [
        (CompiledContract, b"[]"),
        (SoapContract, b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><a/></s:Body></s:Envelope>'),
        (GraphQLContract, b'{"data": {"vereniging": 7, "zoek": null}}'),
    ],
)  # fmt: skip
def test_an_answer_that_another_validator_turns_down_makes_it_fail(
    folder: Path, monkeypatch: pytest.MonkeyPatch, contract: type, body: bytes
) -> None:
    kind = "application/json" if contract is CompiledContract else "text/xml"
    wrong = Answer(status=200, headers=(), body=body, content_type=kind, origin="generated")
    monkeypatch.setattr(contract, "answer", lambda *_args, **_kwargs: wrong)

    result = run(folder)

    assert result.exit_code == 1
    assert figures(result)["share of valid answers"] < 0.995
