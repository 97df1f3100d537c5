"""`vlavirgem evidence`: is the evidence of exchange what was written?"""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli import evidence_checkpoint
from vlavirgem.cli.ground import database, err, out
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem_graphql.exchange.verification import verify_evidence

app = typer.Typer(help="The evidence of data exchange.", no_args_is_help=True)


@app.command()
def verify(
    tenant: Annotated[str, typer.Option("--tenant", help="Short name of one organisation; all without it.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check each event: its hash, its place in the chain, and that its columns say what was hashed.

    Exit code 1 where a chain is broken; the report names the first event that does not fit.
    """
    with database(), Progress(console=err, transient=True) as progress:
        looked_at = progress.track(tenants_named(tenant), description="Evidence")
        verdicts = {one: verify_evidence(one) for one in looked_at}
    if as_json:
        rows = [
            {"slug": one.slug, "whole": v.whole, "links": v.links, "broken_at": v.broken_at, "reason": v.reason}
            for one, v in verdicts.items()
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        table = Table("organisation", "events that fit", "found")
        for one, v in verdicts.items():
            found = "whole" if v.whole else f"BROKEN at event {v.broken_at}: {v.reason}"
            table.add_row(one.slug, str(v.links), found)
        out.print(table)
    raise typer.Exit(0 if all(verdict.whole for verdict in verdicts.values()) else 1)


app.command()(evidence_checkpoint.checkpoint)
app.command()(evidence_checkpoint.new_key)
