"""`vlavirgem schema`: a developer's own copy of the schema against what is served."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from vlavirgem.cli.schema import app
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_graphql.schema.root import schema_text
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

pytestmark = pytest.mark.usefixtures("network")
FIELD = '\n  """How many records it has."""\n  recordCount: Int!'


@pytest.fixture(autouse=True)
def _in_the_tests_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vlavirgem.cli.schema.database", nullcontext)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_the_printed_schema_is_the_one_that_is_served() -> None:
    assert run("print").stdout == schema_text("en") + "\n"


def test_a_kind_that_was_made_here_is_in_it_and_breaks_nobody_who_has_the_schema(
    network: Tenant, tmp_path: Path
) -> None:
    # Given a copy of the schema from before, and one of an installation on which an operator made a kind
    before, copy = tmp_path / "before.graphql", tmp_path / "copy.graphql"
    before.write_text(run("print").stdout)
    with tenant_scope(network):
        make_kind(actor=Actor.system(network), document=example(FIRST))
        copy.write_text(schema_text("en"))

    # Then neither misses anything
    assert run("print").stdout == copy.read_text() + "\n"
    assert (run("compare", str(copy)).exit_code, run("compare", str(before)).exit_code) == (0, 0)


@pytest.mark.usefixtures("in_english")
def test_a_schema_of_before_is_told_what_it_misses_only_where_that_breaks_it(tmp_path: Path) -> None:
    # Given a copy that lacks a field which was added since, and one with a field that is no longer there
    copy, lost = tmp_path / "copy.graphql", tmp_path / "lost.graphql"
    copy.write_text(schema_text("en").replace(FIELD, "", 1))
    lost.write_text(schema_text("en").replace(FIELD, FIELD + "\n  weight: Int", 1))

    # When each is compared, then only the second breaks
    assert (run("compare", str(copy)).exit_code, run("compare", str(lost)).exit_code) == (0, 1)
    assert "Breaks clients: Offer.weight was removed." in run("compare", str(lost)).output
    assert json.loads(run("compare", str(lost), "--json").stdout) == {
        "breaking": ["Offer.weight was removed."],
        "dangerous": [],
    }


def test_a_file_that_holds_no_schema_is_refused_with_a_remedy(tmp_path: Path) -> None:
    for content in (b"type Query {", b"\xff\xfe\x00", None):
        path = tmp_path / "old.graphql"
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        done = run("compare", str(path))
        assert done.exit_code == 1
        assert "schema" in done.output
