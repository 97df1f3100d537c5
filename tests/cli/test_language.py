"""A command speaks the language of the shell, and leaves sentences in the database in that of whose space it is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import get_language, override

from vlavirgem.cli import main
from vlavirgem.cli.language import kept_for, language_of
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset, ImportLine
from vlavirgem_graphql.datasets.services import open_dataset
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

Run = Callable[..., str]
DUTCH, FRENCH, ENGLISH = "Geen sleutel in gebruik", "Aucune clé en service", "No key in use"


@pytest.fixture
def run(settings: Any, aalst: Tenant, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("key", "list", ..., LANG="nl_BE.UTF-8")``: what the whole command says for Aalst in such a shell."""
    settings.ENVIRONMENT = SimpleNamespace(embedded=None)

    def said(*words: str, **shell: str) -> str:
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in shell.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("sys.argv", ["vlavirgem", *words, "--tenant", aalst.slug])
        with override(get_language()), pytest.raises(SystemExit):
            main()
        captured = capsys.readouterr()
        return " ".join(f"{captured.out} {captured.err}".split())

    return said


@pytest.mark.parametrize(
    ("shell", "language"),
    [
        ({"LANG": "nl_BE.UTF-8"}, "nl"),
        ({"LANG": "nl"}, "nl"),
        ({"LANG": "fr_BE@euro"}, "fr"),
        ({"LANG": "FR-be"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_BE.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "../../nl"}, "en"),
        ({"LANG": "nlx_BE"}, "en"),
        ({}, "en"),
        ({"LANG": "nl_BE", "LC_MESSAGES": "fr_BE"}, "fr"),
        ({"LANG": "nl_BE", "LC_MESSAGES": "fr_BE", "LC_ALL": "C"}, "en"),
        ({"LANG": "nl_BE", "LC_MESSAGES": "", "LC_ALL": ""}, "nl"),
    ],
)
def test_the_language_is_that_of_the_first_variable_that_says_something(shell: dict[str, str], language: str) -> None:
    assert language_of(shell) == language


@pytest.mark.parametrize(
    ("shell", "refusal", "column"),
    [
        ({"LANG": "nl_BE.UTF-8"}, DUTCH, "vertrouwde documenten"),
        ({"LANG": "fr_BE.UTF-8"}, FRENCH, "documents de confiance"),
        ({"LANG": "en_US.UTF-8"}, ENGLISH, "trusted documents"),
        ({"LANG": "nl_BE.UTF-8", "LC_ALL": "C"}, ENGLISH, "trusted documents"),
        ({"LANG": "klingon"}, ENGLISH, "trusted documents"),
    ],
)
def test_refusals_and_tables_are_in_the_language_of_the_shell(
    run: Run, shell: dict[str, str], refusal: str, column: str
) -> None:
    assert refusal in run("key", "revoke", "vvg_none", **shell)
    assert column in run("key", "list", **shell)


def test_refusals_of_a_service_are_in_it_too(run: Run, aalst: Tenant) -> None:
    asked = ("key", "make", "Loket", "--points-a-minute", "300")

    assert "Een sleutel heeft hier van" in run(*asked, LANG="nl_BE.UTF-8")
    assert "A key has from" in run(*asked, LANG="C")
    with tenant_scope(aalst):
        assert not GatewayKey.objects.exists()


def test_what_an_import_leaves_is_in_the_tenants_language_and_its_refusals_in_the_shells(
    run: Run, aalst: Tenant, tmp_path: Path
) -> None:
    (table := tmp_path / "straten.csv").write_text("uri;naam\n1;Kerkstraat\n;Molenstraat\n")
    (none := tmp_path / "geen.csv").write_bytes(b"\x00\x01")
    importing = ("dataset", "import", "table", "--kind", "association", "--map", "name=naam", "--key", "uri")

    refused = run(*importing, str(none), LANG="fr_BE.UTF-8")
    told = run(*importing, str(table), LANG="fr_BE.UTF-8")

    assert "CSV" in refused
    assert "n’est" in refused or "n'est" in refused
    assert "refusé" in told
    with tenant_scope(aalst):
        assert Dataset.objects.get().title == "Verenigingen"
        assert "is leeg" in ImportLine.objects.get(outcome="refused").reason
    assert os.environ["LANG"] == "fr_BE.UTF-8"


def test_work_that_is_refused_in_the_tenants_language_is_refused_in_the_persons(aalst: Tenant) -> None:
    def refuse() -> None:
        raise Refusal(get_language() or "")

    with override("fr"):
        assert kept_for(aalst, get_language) == "nl"
        with pytest.raises(Refusal, match="fr"):
            kept_for(aalst, refuse)


def test_work_that_is_refused_in_the_tenants_language_only_is_refused_and_leaves_nothing(aalst: Tenant) -> None:
    def refuse_in_dutch() -> Dataset:
        made = open_dataset(actor=Actor.system(aalst), kind="association", title=get_language() or "")
        if made.title == "nl":
            raise Refusal("Geweigerd.")
        return made

    with override("en"), pytest.raises(Refusal, match="Geweigerd"):
        kept_for(aalst, refuse_in_dutch)
    with tenant_scope(aalst):
        assert not Dataset.objects.exists()
    with override("en"), override("fr"):
        aalst.language = "fr"
        assert kept_for(aalst, refuse_in_dutch).title == "fr"


def test_a_dataset_without_a_title_gets_one_in_the_tenants_language_or_is_refused(
    run: Run, aalst: Tenant, tmp_path: Path
) -> None:
    # Given a dataset of another kind that has the Dutch name of this one
    (table := tmp_path / "verenigingen.csv").write_text("uri;naam\n1;De Kring\n")
    importing = ("dataset", "import", "table", str(table), "--kind", "association", "--map", "name=naam")
    with tenant_scope(aalst):
        other = open_dataset(actor=Actor.system(aalst), kind="public-service", title="Verenigingen")

    # When it is imported in a shell of another language, then it is refused in that language
    said = run(*importing, LANG="C")
    assert "Choose another title" in said
    with tenant_scope(aalst):
        assert Dataset.objects.get() == other
        other.delete()

    # And it has that name once the name is free
    run(*importing, LANG="C")
    with tenant_scope(aalst):
        assert Dataset.objects.get().title == "Verenigingen"


def test_an_unknown_kind_is_told_with_the_known_ones(run: Run, aalst: Tenant, tmp_path: Path) -> None:
    (table := tmp_path / "straten.csv").write_text("uri;naam\n1;Kerkstraat\n")
    told = run("dataset", "import", "table", str(table), "--kind", "straat", LANG="nl_BE.UTF-8")
    assert "Er is geen soort straat." in told
    assert "public-service, association" in told
    assert "No dataset kind" not in told
