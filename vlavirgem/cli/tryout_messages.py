"""`vlavirgem tryout` for messages: read the inbox, have one sent, send what schedules say."""

from __future__ import annotations

from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli.ground import database, err, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.language import kept_for
from vlavirgem.cli.tables import print_table
from vlavirgem.cli.tenants_named import tenants_named
from vlavirgem.cli.tryout_arguments import AsJson, OfTenant, TryOutId, tryout_of
from vlavirgem_sandbox.tryouts.inbox_reading import as_document
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services_messages import send_due, send_message
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer()


@app.command()
def inbox(
    tryout_id: TryOutId,
    tenant: OfTenant,
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many, the latest first.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what the service sent to a try-out."""
    with database(), tenant_scope(find_tenant(tenant)) as ours:
        tryout = tryout_of(ours, tryout_id)
        found = list(tryout.inbox.arrived(timezone.now())[:most])
    if as_json:
        print_json([as_document(message) for message in found])
        return
    table = Table(_("when"), _("message"), _("address"), _("verdict"))
    for message in found:
        table.add_row(f"{timezone.localtime(message.at):%Y-%m-%d %H:%M:%S}", message.name, message.url, message.verdict)
    print_table(table)


@app.command()
def send(
    tryout_id: TryOutId,
    message: Annotated[str, typer.Argument(help="Key of the message, as the inbox's page shows it.")],
    tenant: OfTenant,
) -> None:
    """Put one message in the inbox of a try-out."""
    with database():
        ours = find_tenant(tenant)
        with tenant_scope(ours):
            tryout = tryout_of(ours, tryout_id)
        received = kept_for(ours, lambda: send_message(actor=Actor.system(ours), tryout=tryout, key=message))
        out.print(
            _("%(name)s is in the inbox: %(method)s %(url)s")
            % {"name": received.name, "method": received.method, "url": received.url},
            markup=False,
        )


@app.command("send-due")
def send_due_(
    tenant: Annotated[str, typer.Option(help="Short name of one organisation; all without it.")] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Send the messages whose schedule says so. Nothing is due twice: run it as often as every minute."""
    sent: dict[str, int] = {}
    with database():
        tenants = tenants_named(tenant)
        with Progress(console=err, transient=True) as progress:
            for one in progress.track(tenants, description=_("Messages")):
                with override(one.language):
                    sent[one.slug] = _send_all_of(one)
    if as_json:
        print_json([{"slug": slug, "messages": count} for slug, count in sent.items()])
        return
    out.print(
        _("%(count)s messages sent, of %(organisations)s organisations.")
        % {"count": sum(sent.values()), "organisations": sum(map(bool, sent.values()))}
    )


def _send_all_of(tenant: Tenant) -> int:
    """Try-out by try-out, each in a transaction of its own: who stops halfway goes on with the next."""
    now = timezone.now()
    with tenant_scope(tenant):
        due = list(TryOut.objects.filter(message_plans__next_at__lte=now).distinct())
    count = 0
    for tryout in due:
        with tenant_scope(tenant):
            count += send_due(tryout=tryout, now=now)
    return count
