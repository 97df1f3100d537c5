"""`vlavirgem chain`: import, export, list and run chains from a terminal, and run those that are due."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem_sandbox.chains.export import as_json as written_json
from vlavirgem_sandbox.chains.export import as_yaml as written_yaml
from vlavirgem_sandbox.chains.models import Chain, ChainRun, Trigger
from vlavirgem_sandbox.chains.reporting import run_report
from vlavirgem_sandbox.chains.running import Start, begin_run, perform_run
from vlavirgem_sandbox.chains.scheduling import DueRun, run_due
from vlavirgem_sandbox.chains.services import ImportedFile, import_chain
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="Flows over several try-outs, described in Arazzo 1.0.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ChainId = Annotated[str, typer.Argument(metavar="ID", help="The chain's id, as `vlavirgem chain list` prints it.")]
OfTenant = Annotated[str, typer.Option(help="Short name of the organisation whose chain it is.")]


@app.command("list")
def list_(tenant: OfTenant, *, as_json: AsJson = False) -> None:
    """The chains of an organisation, with how the last run of each went."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            chains = list(Chain.objects.for_list())
        rows = [_row(chain) for chain in chains]
        if as_json:
            print_json(rows)
            return
        table = Table(whole("id"), _("name"), _("state"), _("runs"), _("last run"))
        for row in rows:
            table.add_row(row["id"], row["name"], row["state"], str(row["runs"]), row["last_run"] or "-")
        print_table(table)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="An Arazzo 1.0 file, YAML or JSON.")],
    tenant: OfTenant,
    name: Annotated[str, typer.Option(help="Name of the chain; empty: the title in the file.")] = "",
    tryout: Annotated[
        list[str] | None, typer.Option(metavar="SOURCE=ID", help="Which try-out stands for a source; may be repeated.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Make a chain of a file. Sources that no --tryout names find a try-out that has their operations."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            chain = import_chain(
                actor=Actor.system(ours),
                file=ImportedFile(data=file.read_bytes(), filename=file.name),
                name=name,
                tryouts=_chosen(tryout or []),
            )
            missing = [source.name for source in chain.sources.filter(tryout=None)]
        if as_json:
            told = {"id": str(chain.pk), "name": chain.name, "state": chain.state, "without_tryout": missing}
            print_json(told)
            return
        typer.echo(f"{chain.name}  {chain.pk}  {chain.state}")
        for source in missing:
            typer.echo(
                "  " + _("no try-out stands for %(source)s; choose one on the chain's page") % {"source": source}
            )


@app.command()
def export(
    chain_id: ChainId,
    tenant: OfTenant,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; empty: standard output.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Write a chain as its Arazzo document, in YAML or with --json in JSON."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            chain = _chain(chain_id)
            content = (written_json(chain) if as_json else written_yaml(chain)).content
        if output is None:
            sys.stdout.buffer.write(content)
        else:
            output.write_bytes(content)


@app.command()
def run(
    chain_id: ChainId,
    tenant: OfTenant,
    value: Annotated[
        list[str] | None, typer.Option("--input", metavar="NAME=VALUE", help="An input; JSON, or else a text.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Run a chain and print its trace. Ends with exit code 1 when it broke."""
    with database():
        ours = find_tenant(tenant)
        start = Start(trigger=Trigger.COMMAND, person="vlavirgem chain run", inputs=_inputs(value or []))
        with tenant_scope(ours):
            chain = _chain(chain_id)
        begun, _is_new = kept_for(ours, lambda: begin_run(chain=chain, start=start, now=timezone.now()))
        with override(ours.language):  # its trace is kept
            perform_run(tenant=ours, run_id=begun.pk)
        with tenant_scope(ours):
            report = run_report(ChainRun.objects.select_related("chain").get(pk=begun.pk))
        if as_json:
            print_json(report)
        else:
            _show(report)
        if not report["succeeded"]:
            raise typer.Exit(1)


@app.command("run-due")
def run_due_(
    tenant: Annotated[str, typer.Option(help="Of one organisation only; empty: of all.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Run the chains that run by themselves and whose moment has come. For a timer, every hour."""
    done: dict[Tenant, list[DueRun]] = {}
    with database():
        tenants = tenants_named(tenant)
        with Progress(console=err, transient=True) as progress:
            for one in progress.track(tenants, description=_("Runs")):
                with override(one.language):
                    done[one] = run_due(tenant=one, now=timezone.now())
        rows = [_due_row(one, due) for one, dues in done.items() for due in dues]
        if as_json:
            print_json(rows)
            return
        table = Table(whole(_("organisation")), _("chain"), _("run"), _("how it ended"))
        for row in rows:
            table.add_row(row["slug"], row["chain"], str(row["run"] or "-"), row["verdict"])
        print_table(table)


def _row(chain: Any) -> dict[str, Any]:
    return {
        "id": str(chain.pk),
        "name": chain.name,
        "state": chain.state,
        "runs": chain.run_total,
        "last_run": chain.last_run_state,
        "schedule": chain.schedule or None,
    }


def _due_row(tenant: Tenant, due: DueRun) -> dict[str, Any]:
    return {
        "slug": tenant.slug,
        "chain": due.chain.name,
        "run": due.run.number if due.run is not None else None,
        "verdict": due.run.state if due.run is not None else due.refusal,
        "broke_at": (due.run.broke_at or None) if due.run is not None else None,
    }


def _show(report: dict[str, Any]) -> None:
    typer.echo(
        _("%(chain)s, run %(number)s: %(verdict)s")
        % {"chain": report["chain"], "number": report["number"], "verdict": report["verdict"]}
    )
    for step in report["steps"]:
        mark = "ok  " if step["succeeded"] else "FAIL"
        typer.echo(f"  {mark} {step['step']}  {step['request'] or step['operation']}  {step['status'] or ''}".rstrip())
        for judged in step["criteria"]:
            if not judged["holds"]:
                values = ", ".join(f"{text} = {value}" for text, value in judged["values"])
                typer.echo(f"       {judged['condition']}: {values} {judged['reason']}".rstrip())
        if step["reason"]:
            typer.echo(f"       {step['reason']}")
    if report["reason"]:
        typer.echo(_("Why: %(reason)s") % {"reason": report["reason"]})
    for name, value in report["outputs"].items():
        typer.echo(f"  {name} = {json.dumps(value, ensure_ascii=False)}")


def _chain(chain_id: str) -> Chain:
    """The chain of that id; ends the command where there is none."""
    try:
        found = Chain.objects.filter(pk=UUID(chain_id)).first()
    except ValueError:
        found = None
    if found is None:
        fail(
            _("There is no chain %(id)s.") % {"id": chain_id},
            remedy=_("See: %(command)s") % {"command": "vlavirgem chain list --tenant ..."},
        )
    return found


def _chosen(pairs: list[str]) -> dict[str, UUID]:
    """``source=id`` as people give it; ends the command for what is no try-out."""
    chosen = {}
    known = {tryout.id for tryout in callable_tryouts()}
    for pair in pairs:
        source, _equals, wanted = pair.partition("=")
        tryout = TryOut.objects.filter(public_id=wanted).first()
        if tryout is None or tryout.pk not in known:
            fail(
                _("%(named)s is no try-out that a chain can call.") % {"named": wanted or pair},
                remedy=_("Write --tryout SOURCE=ID."),
            )
        chosen[source] = tryout.pk
    return chosen


def _inputs(pairs: list[str]) -> dict[str, Any]:
    inputs: dict[str, Any] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            fail(_("%(pair)s gives no value.") % {"pair": pair}, remedy=_("Write --input NAME=VALUE."))
        try:
            inputs[name] = json.loads(value)
        except (ValueError, RecursionError):
            inputs[name] = value
    return inputs
