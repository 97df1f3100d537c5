"""`vlavirgem kind`: kinds of record that an operator makes of a JSON Schema document, without code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import known_kinds
from vlavirgem_graphql.exchange.kinds.made.asking import mistakes_of
from vlavirgem_graphql.exchange.kinds.made.document import read_document
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example_text
from vlavirgem_graphql.exchange.services.kinds import assess, close_kind, find_version, make_kind
from vlavirgem_tenants.directory.finding import find_network
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="Kinds of record.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DocumentFile = Annotated[Path, typer.Argument(help="A JSON Schema document (.json).")]
Name = Annotated[str, typer.Argument(help="Name of the kind, as `vlavirgem kind list` prints it.")]


@app.command("list")
def list_kinds(*, as_json: AsJson = False) -> None:
    """List the kinds of record, those that come with the house and those that were made."""
    with database(), tenant_scope(find_network()):
        rows = [
            {
                "name": kind.name,
                "type": kind.type_name,
                "list": kind.connection_name,
                "version": kind.version or None,
                "closed": kind.is_closed,
            }
            for kind in known_kinds()
        ]
    if as_json:
        print_json(rows)
        return
    table = Table(whole(_("name")), _("GraphQL type"), _("list"), _("version"), _("state"))
    for row in rows:
        made = f"{row['version']}" if row["version"] else _("comes with the house")
        table.add_row(
            str(row["name"]), str(row["type"]), str(row["list"]), made, _("closed") if row["closed"] else _("open")
        )
    print_table(table)


@app.command()
def example() -> None:
    """Print an example document to begin from."""
    typer.echo(example_text(FIRST), nl=False)


@app.command()
def check(file: DocumentFile, *, as_json: AsJson = False) -> None:
    """Say what a document would make, without making it. Exit code 1 where it would break who uses it, or is wrong: all
    of that is told, each with its place."""
    with database():
        try:
            document = _document(file)
            with tenant_scope(find_network()):
                found = assess(document)
                stands = found.stands.revision if found.stands else None
        except Refusal as refusal:
            if not as_json:
                raise
            print_json({"mistakes": [*mistakes_of(refusal)]})
            raise typer.Exit(1) from refusal
    kind, breaks = found.kind, [{"message": each.said, "place": each.place} for each in found.breaks]
    said: dict[str, Any] = {
        "name": kind.name,
        "type": kind.type_name,
        "list": kind.connection_name,
        "fields": list(kind.field_names),
        "replaces": stands,
        "same": found.stands is not None and found.is_same,
        "breaks": breaks,
    }
    if as_json:
        print_json(said)
    else:
        out.print(f"{kind.type_name} ({kind.connection_name}): {', '.join(kind.field_names)}", markup=False)
        for each in breaks:
            out.print(
                "  " + _("breaks at %(place)s: %(message)s") % {"place": each["place"], "message": each["message"]},
                markup=False,
            )
    if breaks:
        raise typer.Exit(1)


@app.command()
def make(file: DocumentFile) -> None:
    """Make a kind of a document, or let it take the place of what stands under its name and version."""
    with database():
        document, network = _document(file), find_network()
        with tenant_scope(network):
            made = make_kind(actor=Actor.system(network), document=document)
    out.print(
        _("%(name)s, version %(version)s, revision %(revision)s")
        % {"name": made.name, "version": made.version, "revision": made.revision},
        markup=False,
    )


@app.command()
def show(name: Name) -> None:
    """Print the document that a made kind stands on."""
    with database(), tenant_scope(find_network()):
        document = find_version(name).document
    print_json(document)


@app.command()
def close(name: Name) -> None:
    """Let no new dataset be made of a kind. Everything that there is of it stays."""
    with database():
        network = find_network()
        with tenant_scope(network):
            close_kind(actor=Actor.system(network), name=name)
    out.print(_("%(name)s is closed.") % {"name": name}, markup=False)


def _document(file: Path) -> dict[str, Any]:
    if not file.is_file():
        fail(_("There is no file %(file)s.") % {"file": file}, remedy=_("Name a .json file."))
    return read_document(file.read_bytes())
