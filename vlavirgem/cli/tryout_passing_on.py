"""`vlavirgem tryout pass-on|keep-here`: calls answered by the publisher's acceptance environment for a while."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tryout_arguments import OfTenant, TryOutId, tryout_of
from vlavirgem_sandbox.endpoints.models import Opening
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services_passing_on import PassingPlan, keep_calls_here, openings_for, pass_calls_on
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer()


@app.command("pass-on")
def pass_on(
    tryout_id: TryOutId,
    tenant: OfTenant,
    endpoint: Annotated[str, typer.Option(help="Name of what is to answer; empty: the only one.")] = "",
    minutes: Annotated[int, typer.Option(help="For how long, 5 to 480; it ends by itself.")] = 60,
    *,
    tell_name: Annotated[bool, typer.Option("--tell-name", help="Say in each call which organisation it is.")] = False,
    refuse_wrong: Annotated[
        bool, typer.Option("--refuse-wrong", help="502 for an answer that breaks the contract; else it comes through.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Have calls answered by the publisher's acceptance environment: they leave the try-out. Asks first."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            tryout = tryout_of(ours, tryout_id)
            opening = _opening(tryout, endpoint)
            agency = opening.owner.name
        if not yes:
            where = f"{opening.name} ({opening.host}) of {agency}"
            typer.confirm(
                _("From now on, right calls to %(name)s leave it and go to %(where)s. Go on?")
                % {"name": tryout.name, "where": where},
                abort=True,
            )
        plan = PassingPlan(opening=opening, tells_name=tell_name, refuses_wrong=refuse_wrong)
        lasts = timedelta(minutes=minutes)
        on = kept_for(ours, lambda: pass_calls_on(actor=Actor.system(ours), tryout=tryout, plan=plan, lasts=lasts))
        out.print(
            _("%(name)s: %(on)s answers until %(until)s.")
            % {"name": tryout.name, "on": on, "until": f"{timezone.localtime(on.until):%H:%M}"},
            markup=False,
        )


@app.command("keep-here")
def keep_here(tryout_id: TryOutId, tenant: OfTenant) -> None:
    """Let the try-out answer by itself again."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            tryout = tryout_of(ours, tryout_id)
            ended = keep_calls_here(actor=Actor.system(ours), tryout=tryout)
        told = _("%(name)s answers by itself again.") if ended else _("%(name)s answers by itself.")
        out.print(told % {"name": tryout.name}, markup=False)


def _opening(tryout: TryOut, name: str) -> Opening:
    openings = openings_for(tryout)
    found = [each for each in openings if not name or each.name == name]
    if len(found) != 1:
        known = ", ".join(f"“{each.name}”" for each in openings) or _("none")
        remedy = _("Its publisher opens an acceptance environment first.")
        if openings:
            remedy = _("Give its name with --endpoint.")
        fail(_("Name what is to answer %(name)s: %(known)s.") % {"name": tryout.name, "known": known}, remedy=remedy)
    return found[0]
