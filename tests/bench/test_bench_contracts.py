"""The figures of `bench contracts`, and the contracts that are made for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vlavirgem.cli.bench import app
from vlavirgem.cli.bench_contract_made import made_contract
from vlavirgem.cli.bench_contracts import MIB, _files, serving_figures
from vlavirgem_sandbox.contracts.reading import read_contract


@pytest.mark.parametrize(("mib", "holds"), [(MIB - 1, True), (MIB + 1, False)])
def test_the_memory_holds_up_to_its_limit(mib: float, holds: bool) -> None:
    *others, memory = serving_figures(30, 50, 1_500, (100.0, mib))

    assert memory.holds is holds
    assert all(figure.holds for figure in others)


def test_a_made_contract_is_of_the_size_that_was_asked_and_every_operation_works() -> None:
    data = made_contract(64_000, "Dienst")

    contract = read_contract(data, name="dienst.json").contract

    assert 44_000 < len(data) <= 64_000
    assert contract is not None
    assert len(contract.operations) > 10
    assert all(operation.works and operation.request_example for operation in contract.operations)


def test_contracts_of_another_title_are_other_contracts() -> None:
    digests = {
        contract.digest
        for title in ("Dienst 1", "Dienst 2", "Dienst 1")
        if (contract := read_contract(made_contract(1, title)).contract) is not None
    }
    assert len(digests) == 2


def test_contracts_come_out_of_a_folder_and_other_files_do_not(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.json").write_text(json.dumps({"openapi": "3.0.3"}))
    (tmp_path / "leeg.yaml").write_bytes(b"")
    (tmp_path / "lees-mij.txt").write_text("niets")

    assert [file.filename for file in _files(tmp_path)] == ["a.json"]


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done = CliRunner().invoke(app, ["contracts", str(tmp_path / "nergens")])

    assert done.exit_code == 1
    assert "nergens" in done.output + capsys.readouterr().err
