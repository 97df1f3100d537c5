"""`vlavirgem evidence checkpoint` and `new-key`: what organisations sign about their logs, and with which key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli.ground import database, err, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.evidence.services.keys import replace_key
from vlavirgem_graphql.evidence.services.witnessing import countersign_others
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@dataclass
class _Round:
    """What was done for one organisation."""

    events: int = 0
    countersigned: int = 0
    trouble: list[str] = field(default_factory=list)


def checkpoint(
    tenant: Annotated[str, typer.Option("--tenant", help="Short name of one organisation; all without it.")] = "",
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Sign how far each log is, where something came in, and have the others countersign it.

    Exit code 1 where a log does not go on from what was seen of it before, or a key cannot be opened.
    """
    with database(), Progress(console=err, transient=True) as progress:
        tenants = tenants_named(tenant)
        rounds = {one: _Round() for one in tenants}
        for one in progress.track(tenants, description=_("Checkpoints")):
            _do(one, rounds[one], _sign)
        for one in progress.track(tenants, description=_("Countersigning")):
            _do(one, rounds[one], _countersign)
    if as_json:
        rows: list[dict[str, Any]] = [
            {"slug": one.slug, "events": r.events, "countersigned": r.countersigned, "trouble": r.trouble}
            for one, r in rounds.items()
        ]
        print_json(rows)
    else:
        table = Table(whole(_("organisation")), _("new checkpoint of"), _("countersigned"), _("trouble"))
        for one, r in rounds.items():
            table.add_row(
                one.slug,
                _("%(events)s events") % {"events": r.events} if r.events else "",
                str(r.countersigned),
                "\n".join(r.trouble),
            )
        print_table(table)
    raise typer.Exit(1 if any(r.trouble for r in rounds.values()) else 0)


def new_key(
    tenant: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; it stands in the log.")],
) -> None:
    """Give an organisation another key to sign with. What it signed stays valid; the old private part is destroyed."""
    with database(), tenant_scope(find_tenant(tenant)) as one:
        key = replace_key(actor=Actor.system(one), reason=reason)
    out.print(_("%(who)s signs with key %(key)s now.") % {"who": one.name, "key": key.fingerprint})


def _do(tenant: Tenant, done: _Round, work: Any) -> None:
    """Each organisation for itself: trouble with one keeps no other from its checkpoint."""
    try:
        with tenant_scope(tenant):
            work(Actor.system(tenant), done)
    except Refusal as refusal:
        done.trouble.append(f"{refusal.message} {refusal.remedy}")


def _sign(actor: Actor, done: _Round) -> None:
    made = make_checkpoint(actor=actor)
    done.events = made.size if made else 0


def _countersign(actor: Actor, done: _Round) -> None:
    witnessed = countersign_others(actor=actor)
    done.countersigned = len(witnessed.signed)
    done.trouble += [f"{each.log.slug}: {each.reason}" for each in witnessed.distrusted]
