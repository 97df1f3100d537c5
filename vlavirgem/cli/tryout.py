"""`vlavirgem tryout`: open, reset, keep and disturb try-outs from a terminal, tell their counts, clear old calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from rich.progress import Progress
from rich.table import Table

from vlavirgem import plugins
from vlavirgem.cli import tryout_messages, tryout_passing_on
from vlavirgem.cli.ground import database, err, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem.cli.tryout_arguments import AsJson, OfTenant, TryOutId, tryout_of
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.tryouts.models import DisturbanceKind, Snapshot, Spread, TryOut
from vlavirgem_sandbox.tryouts.reporting import report_usage
from vlavirgem_sandbox.tryouts.reporting_breaks import report_breaks
from vlavirgem_sandbox.tryouts.retention import Pruned, cleared_before, prune_tryout
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout, reset_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_sandbox.tryouts.services_snapshots import keep_snapshot, loss_of_restoring, restore_snapshot
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import as_owner

app = typer.Typer(help="An organisation's own copies of services.", no_args_is_help=True)
app.add_typer(tryout_messages.app)
app.add_typer(tryout_passing_on.app)


@app.command("open")
def open_(
    service: Annotated[str, typer.Argument(help="agency/service, as `vlavirgem service list` prints it.")],
    tenant: OfTenant,
    name: Annotated[str, typer.Option(help="Name of the try-out; empty: that of the service.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Open a try-out of the newest live version; prints its address, and its key once."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            actor = Actor.system(ours)
            tryout = open_tryout(actor=actor, version=_newest(service), name=name)
            key = issue_key(actor=actor, tryout=tryout, label="vlavirgem tryout open").secret.text
        address = f"{ours.address}{tryout.base_path}"
        if as_json:
            print_json({"id": tryout.public_id, "address": address, "key": key})
            return
        # As they are: a terminal's width must not break what is copied.
        typer.echo(_("%(name)s, version %(number)s") % {"name": tryout.name, "number": tryout.version_number})
        typer.echo(f"  id       {tryout.public_id}")
        typer.echo(f"  address  {address}")
        typer.echo(f"  key      {key}   " + _("(shown this once)"))
        typer.echo(f"  try      curl -H 'X-Api-Key: {key}' {address}/...")


@app.command()
def reset(tryout_id: TryOutId, tenant: OfTenant) -> None:
    """Bring a try-out back to the start: forget what calls created or changed."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        tryout = tryout_of(ours, tryout_id)
        count = reset_tryout(actor=Actor.system(ours), tryout=tryout)
        out.print(
            _("%(name)s is as it was at the start: %(count)s documents forgotten.")
            % {"name": tryout.name, "count": count},
            markup=False,
        )


@app.command()
def snapshot(
    tryout_id: TryOutId,
    tenant: OfTenant,
    name: Annotated[str, typer.Option(help="Name of the snapshot; empty: the date and the hour.")] = "",
) -> None:
    """Keep what a try-out remembers now under a name, to go back to it."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        tryout = tryout_of(ours, tryout_id)
        kept = keep_snapshot(actor=Actor.system(ours), tryout=tryout, name=name)
        out.print(
            _("Snapshot “%(kept)s” of %(name)s: %(count)s documents.")
            % {"kept": kept, "name": tryout.name, "count": kept.document_count},
            markup=False,
        )


@app.command()
def restore(
    tryout_id: TryOutId,
    name: Annotated[str, typer.Argument(help="Name of the snapshot.")],
    tenant: OfTenant,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Go back to a snapshot of a try-out; says what that undoes, and asks first."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            found = _snapshot(tryout_of(ours, tryout_id), name)
            foreseen = loss_of_restoring(found)
        if not yes:  # asked between two transactions: nobody waits for who thinks it over
            typer.confirm(_("%(foreseen)s Go back?") % {"foreseen": foreseen}, abort=True)
        with tenant_scope(ours):
            loss = restore_snapshot(actor=Actor.system(ours), snapshot=found)
        out.print(
            _("%(name)s is as it was in “%(snapshot)s”. %(loss)s")
            % {"name": found.tryout.name, "snapshot": name, "loss": loss},
            markup=False,
        )


def _snapshot(tryout: TryOut, name: str) -> Snapshot:
    """The snapshot of that name; ends the command where there is none."""
    found = tryout.snapshots.select_related("tryout").filter(name=name).first()
    if found is None:
        there = ", ".join(f"“{each}”" for each in tryout.snapshots.values_list("name", flat=True)) or _("none")
        fail(
            _("%(name)s has no snapshot “%(snapshot)s”.") % {"name": tryout.name, "snapshot": name},
            remedy=_("There are: %(there)s.") % {"there": there},
        )
    return found


@app.command()
def disturb(  # noqa: PLR0913, PLR0917 - an option of the command is an argument here
    tryout_id: TryOutId,
    kind: Annotated[DisturbanceKind, typer.Argument(help="What to disturb.")],
    tenant: OfTenant,
    minutes: Annotated[int, typer.Option(help="For how long, 5 to 480; it ends by itself.")] = 15,
    operation: Annotated[str, typer.Option(help="As 'GET /path'; empty: every operation.")] = "",
    share: Annotated[int, typer.Option(min=0, max=100, help="Percentage of the calls that it strikes.")] = 100,
    status: Annotated[int, typer.Option(min=400, max=599, help="Of kind status: what calls get.")] = 503,
    seconds: Annotated[float, typer.Option(min=0.001, max=30, help="Of kind delay: how late.")] = 3,
    most_seconds: Annotated[float, typer.Option(min=0.001, max=30, help="Of kind delay: how late at most.")] = 30,
    spread: Annotated[Spread, typer.Option(help="Of kind delay: how it differs from call to call.")] = Spread.FIXED,
    per_minute: Annotated[int, typer.Option(min=1, help="Of kind rate: calls a minute.")] = 10,
    seed: Annotated[int | None, typer.Option(help="That of before strikes the same calls; empty: a new one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Switch on a disturbance for a while, in place of one of the same kind for the same calls."""
    late = {
        "delay_ms": round(1000 * seconds),
        "most_ms": None if spread is Spread.FIXED else round(1000 * most_seconds),
        "spread": spread,
    }
    of_kind: dict[DisturbanceKind, dict[str, Any]] = {
        DisturbanceKind.STATUS: {"status": status},
        DisturbanceKind.RATE: {"per_minute": per_minute},
        DisturbanceKind.DELAY: late,
    }
    plan = DisturbancePlan(kind=kind, operation=operation, share=share, seed=seed, **of_kind.get(kind, {}))
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            tryout = tryout_of(ours, tryout_id)
        lasts = timedelta(minutes=minutes)
        on = kept_for(ours, lambda: disturb_tryout(actor=Actor.system(ours), tryout=tryout, plan=plan, lasts=lasts))
        until = timezone.localtime(on.until)
        if as_json:
            told = {"what": str(on), "kind": on.kind, "until": until.isoformat(), "seed": on.seed}
            print_json(told)
        else:
            out.print(
                _("%(name)s: %(on)s, until %(until)s. Seed: %(seed)s")
                % {"name": tryout.name, "on": on, "until": f"{until:%H:%M}", "seed": on.seed},
                markup=False,
            )


@app.command()
def calm(tryout_id: TryOutId, tenant: OfTenant) -> None:
    """End every disturbance of a try-out."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            tryout = tryout_of(ours, tryout_id)
        count = kept_for(ours, lambda: calm_tryout(actor=Actor.system(ours), tryout=tryout))
        out.print(
            _("%(name)s answers as its contract says: %(count)s disturbances ended.")
            % {"name": tryout.name, "count": count},
            markup=False,
        )


@app.command("report")
def report_(
    tenant: Annotated[str, typer.Option(help="Short name of one organisation; all without it.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Tell publishers the counts of try-outs whose organisation chose to. A second time changes nothing."""
    told: dict[str, int] = {}
    with database():
        tenants = tenants_named(tenant)
        with Progress(console=err, transient=True) as progress:
            for one in progress.track(tenants, description=_("Counts")):
                told[one.slug] = _report_all_of(one)
    if as_json:
        print_json([{"slug": slug, "try_outs": count} for slug, count in told.items()])
        return
    out.print(
        _("Told of %(count)s try-outs, of %(organisations)s organisations.")
        % {"count": sum(told.values()), "organisations": sum(map(bool, told.values()))}
    )


def _report_all_of(tenant: Tenant) -> int:
    """Try-out by try-out, each in transactions of its own: who stops halfway goes on with the next."""
    with tenant_scope(tenant):
        tryouts = list(TryOut.objects.shown().order_by("opened_at"))
    count = 0
    for tryout in tryouts:
        with tenant_scope(tenant):
            count += report_usage(actor=Actor.system(tenant), tryout=tryout) > 0
        with tenant_scope(tenant):  # apart: it takes long, and calls wait for who has told the counts of their try-out
            report_breaks(actor=Actor.system(tenant), tryout=tryout)
    return count


@app.command()
def prune(
    tenant: Annotated[str, typer.Option(help="Short name of one organisation; all without it.")] = "",
    older_than: Annotated[
        int | None, typer.Option(min=31, metavar="DAYS", help="Instead of VLAVIRGEM_CALLS_KEPT_DAYS.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count; clear nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Clear old calls and messages of try-outs and old runs of chains. What a measurement or a finding rests on stays.

    Needs the owner's login: an organisation itself can only add to its log.
    """
    before = cleared_before(older_than or settings.CALLS_KEPT_DAYS)
    with database():
        tenants = tenants_named(tenant)
        with as_owner(), Progress(console=err, transient=True) as progress:
            found = {
                one: _prune_all_of(one, before=before, dry_run=dry_run)
                for one in progress.track(tenants, description=_("Calls"))
            }
    if as_json:
        rows = [
            {
                "slug": one.slug,
                "calls": pruned.calls,
                "kept": pruned.kept,
                "messages": pruned.messages,
                "turned_away_minutes": pruned.minutes,
                **pruned.others,
            }
            for one, pruned in found.items()
        ]
        told = {"before": before.isoformat(), "dry_run": dry_run, "organisations": rows}
        print_json(told)
        return
    _show_pruned(found, before=before, dry_run=dry_run)


def _prune_all_of(tenant: Tenant, *, before: datetime, dry_run: bool) -> Pruned:
    """Try-out by try-out, each in a transaction of its own: who stops halfway goes on with the next.

    What rests on calls and is old itself (runs of chains) goes before them.
    """
    actor = Actor.system(tenant)
    others: dict[str, int] = {}
    for clearing in plugins.clearings:
        with tenant_scope(tenant):
            others[clearing.name] = clearing.clear(actor, before, dry_run)
    with tenant_scope(tenant):
        tryouts = list(TryOut.objects.order_by("opened_at"))
    done = Pruned(others=others)
    for tryout in tryouts:
        with tenant_scope(tenant):
            done += prune_tryout(actor=actor, tryout=tryout, before=before, dry_run=dry_run)
    return done


def _show_pruned(found: dict[Tenant, Pruned], *, before: datetime, dry_run: bool) -> None:
    day = timezone.localtime(before).date().isoformat()
    others = [clearing.name for clearing in plugins.clearings]
    columns = (_("calls"), _("old calls that stay"), _("messages"), _("minutes of turning away"))
    table = Table(whole(_("organisation")), *columns, *others)
    for tenant, pruned in found.items():
        known = (pruned.calls, pruned.kept, pruned.messages, pruned.minutes)
        figures = (*known, *(pruned.others.get(name, 0) for name in others))
        table.add_row(tenant.slug, *map(str, figures))
    heading = _("From before %(day)s, and would be cleared:") if dry_run else _("From before %(day)s, and cleared:")
    out.print(heading % {"day": day})
    print_table(table)


def _newest(service: str) -> ServiceVersion:
    """The version of ``agency/service`` to try; ends the command where there is none."""
    agency, _slash, slug = service.partition("/")
    found = Service.objects.offered().filter(owner__slug=agency, slug=slug).first()
    if found is None:
        fail(
            _("There is no service %(service)s to try.") % {"service": service},
            remedy=_("See: %(command)s") % {"command": "vlavirgem service list"},
        )
    versions = ServiceVersion.objects.offered().filter(service=found).select_related("service__owner")
    return versions.without_document().best_first()[0]
