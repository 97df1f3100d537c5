"""`vlavirgem evidence`: is the evidence of exchange what was written?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli import evidence_checkpoint, evidence_files, evidence_persons, evidence_restored
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem_graphql.evidence.fitting import verify_log
from vlavirgem_graphql.exchange.chain import Verdict
from vlavirgem_tenants.directory.models import Tenant

app = typer.Typer(help="The evidence of data exchange.", no_args_is_help=True)
NO_FILES: list[Path] = []


@app.command()
def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            help="Bundles and exports to check, without the database; else all that is in it.",
        ),
    ] = NO_FILES,
    tenant: Annotated[str, typer.Option("--tenant", help="Short name of one organisation; all without it.")] = "",
    keys: Annotated[Path | None, typer.Option("--keys", help="Public keys got elsewhere, for files.")] = None,
    checkpoint: Annotated[
        list[Path], typer.Option("--checkpoint", help="A checkpoint kept from before, for files; may be repeated.")
    ] = NO_FILES,
    witnesses: Annotated[int, typer.Option("--witnesses", min=0, help="How many have to have countersigned.")] = 0,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; not for files.")] = False,
) -> None:
    """Check bundles and exports, or (without files) each event in the database: its hash, its place in the chain, that
    its columns say what was hashed, and that each checkpoint was signed over just these events.

    Exit code 1 where something does not hold; the report names the first event that does not fit. Of files, 3 where
    nothing is wrong and one cannot be told yet, since no checkpoint holds it; 2 where the keys cannot be read or a file
    is not there.
    """
    if files:
        raise typer.Exit(evidence_files.verified(files, keys=keys, kept=checkpoint, witnesses=witnesses))
    with database(), Progress(console=err, transient=True) as progress:
        looked_at = progress.track(tenants_named(tenant), description=_("Evidence"))
        verdicts = {one: verify_log(one) for one in looked_at}
    if as_json:
        rows = [
            {"slug": one.slug, "whole": v.whole, "links": v.links, "broken_at": v.broken_at, "reason": v.reason}
            for one, v in verdicts.items()
        ]
        print_json(rows)
    else:
        print_table(_table(verdicts))
    raise typer.Exit(0 if all(verdict.whole for verdict in verdicts.values()) else 1)


def _table(verdicts: Mapping[Tenant, Verdict]) -> Table:
    table = Table(whole(_("organisation")), _("events that fit"), _("found"))
    for one, verdict in verdicts.items():
        broken = _("BROKEN at event %(number)s: %(reason)s") % {"number": verdict.broken_at, "reason": verdict.reason}
        table.add_row(one.slug, str(verdict.links), _("whole") if verdict.whole else broken)
    return table


app.command()(evidence_files.export)
app.command()(evidence_files.verifier)
app.command()(evidence_checkpoint.checkpoint)
app.command()(evidence_checkpoint.new_key)
app.command()(evidence_restored.restored)
app.command()(evidence_persons.persons)
app.command()(evidence_persons.forget)
