"""`vlavirgem kind`: an operator looks at a document, makes a kind of it, reads it back and closes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from vlavirgem.cli.ground import fail
from vlavirgem.cli.kind import app
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.models import KindVersion
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


@contextmanager
def _at_hand() -> Iterator[None]:
    """The test's database, with refusals told as the command line tells them."""
    try:
        yield
    except Refusal as refusal:
        fail(refusal.message, place=refusal.place, remedy=refusal.remedy, details=refusal.details)


@pytest.fixture(autouse=True)
def _database(network: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vlavirgem.cli.kind.database", _at_hand)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def listed() -> dict[str, Any]:
    return {each["name"]: each for each in json.loads(run("list", "--json").stdout)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The document that ``example`` prints."""
    made = tmp_path / "speelterrein.json"
    made.write_text(run("example").stdout)
    return made


def change(file: Path, **properties: Any) -> None:
    """Add fields to the document, or (None) take them away."""
    document = json.loads(file.read_text())
    document["properties"] = {name: of for name, of in (document["properties"] | properties).items() if of is not None}
    file.write_text(json.dumps(document))


@pytest.mark.usefixtures("in_english")
def test_an_example_is_looked_at_made_read_back_and_closed(network: Tenant, file: Path) -> None:
    # When it is looked at, then nothing is made
    looked = json.loads(run("check", str(file), "--json").stdout)
    assert (looked["name"], looked["replaces"], looked["same"], looked["breaks"]) == (FIRST, None, False, [])
    assert FIRST not in listed()

    # When it is made, then it is listed beside those of the house, and read back as it was given
    assert "revision 1" in run("make", str(file)).stdout
    assert (listed()[FIRST]["version"], listed()[FIRST]["closed"]) == (1, False)
    assert listed()["public-service"]["version"] is None
    assert json.loads(run("show", FIRST).stdout) == example(FIRST)
    assert FIRST in run("list").stdout

    # When it is closed, then it is there still
    assert "closed" in run("close", FIRST).stdout
    assert listed()[FIRST]["closed"]


@pytest.mark.usefixtures("in_english")
def test_what_a_change_does_is_told_before_it_is_made(file: Path) -> None:
    run("make", str(file))
    same = json.loads(run("check", str(file), "--json").stdout)
    assert (same["replaces"], same["same"]) == (1, True)

    change(file, note={"type": "string"})
    added = run("check", str(file), "--json")
    assert (added.exit_code, json.loads(added.stdout)["breaks"]) == (0, [])
    assert "revision 2" in run("make", str(file)).stdout

    change(file, note=None)
    broken = run("check", str(file))
    assert broken.exit_code == 1
    assert "/properties/note" in broken.stdout
    assert run("make", str(file)).exit_code == 1
    assert "note" in json.loads(run("show", FIRST).stdout)["properties"]


@pytest.mark.parametrize("command", ["check", "make"])
@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"type": "object"}'])
def test_what_is_no_document_is_refused_and_makes_nothing(
    network: Tenant, tmp_path: Path, command: str, text: str | None
) -> None:
    wrong = tmp_path / "kind.json"
    if text is not None:
        wrong.write_text(text)

    assert run(command, str(wrong)).exit_code == 1
    with tenant_scope(network):
        assert not KindVersion.objects.exists()


def test_all_that_is_wrong_in_a_document_is_told_at_once_with_its_place_and_what_to_do(file: Path) -> None:
    change(file, shade={"type": "boolean", "minimum": 1}, note={"type": ["string", "null"]})

    places = ["/properties/shade/minimum", "/properties/note/type"]
    for command in ("check", "make"):
        told = run(command, str(file))
        assert told.exit_code == 1
        for said in (*places, "Gekend hier:", "Laat null weg"):
            assert said in told.stderr
    looked = run("check", str(file), "--json")
    assert looked.exit_code == 1
    mistakes = json.loads(looked.stdout)["mistakes"]
    assert [each["place"] for each in mistakes] == places
    assert all(each["message"] and each["remedy"] for each in mistakes)


@pytest.mark.parametrize("command", ["show", "close"])
@pytest.mark.parametrize("name", ["geen", "public-service"])
def test_only_a_kind_that_was_made_is_shown_or_closed(command: str, name: str) -> None:
    told = run(command, name)

    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit), "refused in words"
