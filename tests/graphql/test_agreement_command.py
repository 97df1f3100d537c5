"""`vlavirgem agreement`: a party's agreements and their protocol, and nothing for who is none."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vlavirgem.cli.agreement import app
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_tenants.directory.models import Tenant


@pytest.fixture(autouse=True)
def _in_the_tests_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vlavirgem.cli.agreement.database", nullcontext)


def test_a_party_lists_its_agreements_and_takes_the_protocol_of_one(
    agreement: Agreement, aalst: Tenant, tmp_path: Path
) -> None:
    # Given an agreement that both signed, when a party lists its own and takes the document
    listed = CliRunner().invoke(app, ["list", "--tenant", aalst.slug, "--json"])
    taken = CliRunner().invoke(app, ["protocol", str(agreement.pk), "--tenant", aalst.slug, "--to", str(tmp_path)])

    # Then it stands in the list with the other party, and the PDF in the folder
    assert [(row["id"], row["reads"], row["provides"], row["state"]) for row in json.loads(listed.stdout)] == [
        (str(agreement.pk), "aalst", "brugge", "active")
    ]
    assert str(agreement.pk) in CliRunner().invoke(app, ["list", "--tenant", aalst.slug]).stdout
    assert taken.exit_code == 0
    [file] = tmp_path.iterdir()
    assert file.name.startswith("protocol-brugge-aalst-")
    assert file.read_bytes().startswith(b"%PDF-")


def test_who_is_no_party_finds_none(agreement: Agreement, genk: Tenant, tmp_path: Path) -> None:
    listed = CliRunner().invoke(app, ["list", "--tenant", genk.slug, "--json"])
    taken = CliRunner().invoke(app, ["protocol", str(agreement.pk), "--tenant", genk.slug, "--to", str(tmp_path)])

    assert json.loads(listed.stdout) == []
    assert (taken.exit_code, list(tmp_path.iterdir())) == (1, [])


def test_a_folder_that_is_not_there_is_named(agreement: Agreement, aalst: Tenant, tmp_path: Path) -> None:
    missing = tmp_path / "weg"

    taken = CliRunner().invoke(app, ["protocol", str(agreement.pk), "--tenant", aalst.slug, "--to", str(missing)])

    assert (taken.exit_code, missing.exists()) == (1, False)
