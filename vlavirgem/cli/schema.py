"""`vlavirgem schema`: the schema of the gateway as text, and what changed since an earlier one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.schema.history.comparison import NoSchemaError, compare
from vlavirgem_graphql.schema.root import schema_text
from vlavirgem_tenants.directory.finding import find_network
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="The schema of the gateway.", no_args_is_help=True)


@app.command("print")
def print_schema() -> None:
    """Print the whole schema in GraphQL's schema definition language, as this installation serves it."""
    typer.echo(_served())


@app.command("compare")
def compare_schema(
    older: Annotated[Path, typer.Argument(help="A file with the schema as you had it.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Tell what changed for clients since an earlier version of the schema. Exit code 1 when something breaks them."""
    try:
        found = compare(older.read_text(), _served())
    except OSError as error:
        fail(
            _("%(older)s cannot be read: %(strerror)s.") % {"older": older, "strerror": error.strerror},
            remedy=_("Name a file with a schema: schema.graphql."),
        )
    except (NoSchemaError, UnicodeDecodeError) as error:
        fail(
            _("%(older)s holds no schema: %(error)s") % {"older": older, "error": error},
            remedy=_("Download the schema from the page for developers."),
        )
    if as_json:
        typer.echo(json.dumps({"breaking": found.breaking, "dangerous": found.dangerous}))
    else:
        for heading, sentences in ((_("Breaks clients"), found.breaking), (_("May surprise clients"), found.dangerous)):
            for sentence in sentences:
                out.print(f"{heading}: {sentence}", markup=False)
        if not found.breaking and not found.dangerous:
            out.print(_("Nothing that a client of the earlier schema would notice."))
    if found.breaking:
        raise typer.Exit(1)


def _served() -> str:
    """With the kinds that operators made; nobody could where the network has no organisation yet."""
    with database():
        try:
            network = find_network()
        except Refusal:
            return schema_text("en")
        with tenant_scope(network):
            return schema_text("en")
