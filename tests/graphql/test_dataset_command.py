"""`vlavirgem dataset`: a line per file, totals, and an exit code that tells; another title, and removing one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vlavirgem.cli.dataset import app
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.kinds.made.examples.reading import example
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

Turtle = Callable[..., bytes]


def test_files_are_checked_without_storing_and_a_bad_one_fails_alone(tmp_path: Path, turtle: Turtle) -> None:
    # Given two catalogues of one town and a file that is none
    (tmp_path / "1-from-aalst-to-aalst.ttl").write_bytes(turtle(3))
    (tmp_path / "2-from-aalst-to-aalst.ttl").write_bytes(turtle(2))
    (tmp_path / "3-from-genk-to-genk.ttl").write_bytes(b"<html>")
    files = [str(path) for path in sorted(tmp_path.iterdir())]

    # When they are read
    good = CliRunner().invoke(app, ["import", "lpdc", *files[:2], "--dry-run", "--json"])
    mixed = CliRunner().invoke(app, ["import", "lpdc", *files, "--dry-run", "--json"])

    # Then each instance is accounted for, and only the bad file fails the command
    assert good.exit_code == 0
    told = json.loads(good.stdout)
    assert (told["municipalities"], told["total"], told["outcomes"]["imported"]) == (1, 5, 5)
    assert mixed.exit_code == 1
    told = json.loads(mixed.stdout)
    assert [bool(file["problem"]) for file in told["files"]] == [False, False, True]
    assert told["total"] == 5


@pytest.mark.usefixtures("in_english")
def test_what_is_remarked_of_records_is_printed_once_with_how_many(
    tmp_path: Path, turtle: Turtle, catalogue_entry: Callable[..., str]
) -> None:
    # Given records of which two have the same audience that no list holds, and one has another
    audiences = ["elders", "elders", "nergens"]
    more = (
        catalogue_entry(number, more=f"lpdc:targetAudience <https://elders.example/{audience}> ;")
        for number, audience in enumerate(audiences, start=4)
    )
    file = tmp_path / "1-from-aalst-to-aalst.ttl"
    file.write_bytes(turtle(3, *more))

    # When they are read
    said = CliRunner().invoke(app, ["import", "lpdc", str(file), "--dry-run"]).stdout.replace("\n", " ")

    # Then each remark is there once
    assert len(re.findall("2 records, the first .*?elders.example/elders", said)) == 1
    assert said.count("elders.example/nergens") == 1


def test_all_real_catalogues_are_accounted_for_by_one_command(shared_data: Path) -> None:
    files = [str(path) for path in sorted((shared_data / "lpdc" / "instanties").glob("*.ttl"))]

    result = CliRunner().invoke(app, ["import", "lpdc", *files, "--dry-run", "--json"])

    told = json.loads(result.stdout)
    assert (len(told["files"]), told["municipalities"], told["total"]) == (15, 13, 1_151)
    assert sum(told["outcomes"].values()) == 1_151


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import", "lpdc", str(tmp_path / "weg.ttl"), "--dry-run"])

    assert result.exit_code == 1


def test_all_concepts_of_ipdc_are_imported_by_one_command(shared_data: Path) -> None:
    folder = shared_data / "ipdc"
    file, lists = str(folder / "ipdc-diensten-2022.ttl"), str(folder / "ipdc-diensten-2022-codelijsten.ttl")

    result = CliRunner().invoke(app, ["import", "ipdc", file, "--codes", lists, "--dry-run", "--json"])

    told = json.loads(result.stdout)
    assert (told["outcomes"]["imported"], told["outcomes"]["refused"]) == (1_500, 0)


def test_a_format_is_stored_in_a_dataset_of_its_kind(
    brugge: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a file with one organisation
    file = tmp_path / "organisaties.ttl"
    file.write_text(
        "<http://a.example/1> a <http://www.w3.org/ns/org#Organization> ; "
        '<http://www.w3.org/2004/02/skos/core#prefLabel> "Stad Aalst"@nl .'
    )
    monkeypatch.setattr("vlavirgem.cli.dataset_formats.database", nullcontext)

    # When it is imported twice
    arguments = [
        "import",
        "turtle",
        str(file),
        "--kind",
        "organisation",
        "--tenant",
        "brugge",
        "--title",
        "Besturen",
        "--json",
    ]
    first = json.loads(CliRunner().invoke(app, [*arguments, "--as-drafts"]).stdout)
    again = json.loads(CliRunner().invoke(app, arguments).stdout)

    # Then it is there once, as the draft that it was imported as
    assert (first["outcomes"]["imported"], again["outcomes"]["unchanged"]) == (1, 1)
    with tenant_scope(brugge):
        records = Dataset.objects.get(title="Besturen").records.all()
        assert [(record.title, record.is_draft) for record in records] == [("Stad Aalst", True)]


@pytest.mark.usefixtures("in_english")
def test_a_kind_that_an_operator_made_is_imported_and_followed(
    brugge: Tenant, network: Tenant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a kind that an operator made, and a table of two
    with tenant_scope(network):
        make_kind(actor=Actor.system(network), document=example("speelterrein"))
    file = tmp_path / "pleinen.csv"
    file.write_text("uri;naam;ondergrond\nplein-1;Het Park;zand\nplein-2;De Kade;gras\n")
    for module in ("kind_named", "dataset_formats", "dataset_feed"):
        monkeypatch.setattr(f"vlavirgem.cli.{module}.database", nullcontext)

    def run(*arguments: str, kind: str = "speelterrein") -> Result:
        return CliRunner().invoke(app, [*arguments, "--kind", kind])

    # When it is read and then stored, then both find the kind by the organisation that is named
    table, ours = ("import", "table", str(file)), ("--tenant", "brugge")
    for stored in ([*table, *ours, "--json", "--dry-run"], [*table, *ours, "--json"]):
        assert json.loads(run(*stored).stdout)["outcomes"]["imported"] == 2
    with tenant_scope(brugge):
        assert Dataset.objects.get().kind == "speelterrein"
    # And without one, or by a name that nobody made, the command says so
    assert "--tenant" in run(*table, "--dry-run").stderr
    assert "There is no kind speelplek." in run(*table, *ours, kind="speelplek").stderr
    # And a feed is followed by it: what is refused is the address
    follow = ("follow", "http://nergens.example/feed", *ours, "--title", "Pleinen")
    assert isinstance(run(*follow).exception, Refusal)
    assert "There is no kind speelplek." in run(*follow, kind="speelplek").stderr


def test_a_kind_that_is_not_there_is_refused_with_those_that_are(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["import", "turtle", str(tmp_path / "a.ttl"), "--kind", "bench", "--dry-run"])

    assert result.exit_code == 1


def test_a_dataset_is_renamed_and_removed_once_that_is_meant(
    brugge: Tenant, dataset_of: Callable[..., Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlavirgem.cli.dataset_rename.database", nullcontext)
    monkeypatch.setattr("vlavirgem.cli.dataset_remove.database", nullcontext)
    with tenant_scope(brugge):
        dataset_of(brugge, title="Fout")

    def run(*arguments: str) -> int:
        return CliRunner().invoke(app, [*arguments, "--tenant", "brugge"]).exit_code

    # When it is renamed, and removed under its old title, without a word, and as it is called now
    codes = [
        run("rename", "Fout", "Juist"),
        run("remove", "Fout", "--yes"),
        run("remove", "Juist"),
    ]
    with tenant_scope(brugge):
        kept = Dataset.objects.filter(title="Juist").exists()
    codes.append(run("remove", "Juist", "--yes"))

    # Then only the last took it away
    assert codes == [0, 1, 1, 0]
    assert kept
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
