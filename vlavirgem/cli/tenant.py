"""`vlavirgem tenant`: the organisations of the town."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction
from django.utils.translation import gettext as _
from rich.progress import Progress
from rich.table import Table

from vlavirgem.cli.ground import database, fail, out
from vlavirgem.cli.json_output import print_json
from vlavirgem.cli.tables import print_table, whole
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.municipalities.register import find_municipality, municipalities
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.services import set_password
from vlavirgem_tenants.people.throttle import lift_lock
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant, finish_tenant
from vlavirgem_tenants.scope import tenant_scope

app = typer.Typer(help="The organisations of the town.", no_args_is_help=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="A municipality (name or NIS code), or any name with --kind.")],
    kind: Annotated[TenantKind, typer.Option(help="What the organisation is.")] = TenantKind.MUNICIPALITY,
    slug: Annotated[str, typer.Option(help="Short name, the first part of the address.")] = "",
) -> None:
    """Make one organisation's own space."""
    with database():
        if kind == TenantKind.MUNICIPALITY:
            plan = TenantPlan.of_municipality(find_municipality(name))
        elif not slug:
            fail(_("An organisation that is no municipality needs a short name."), remedy=_("Add: --slug veka"))
        else:
            plan = TenantPlan(slug=slug, name=name, kind=kind)
        tenant = create_tenant(plan)
        out.print(f"{tenant.name}: {tenant.address}")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def run(
    context: typer.Context,
    slug: Annotated[str, typer.Argument(help="Short name of the organisation, or `all`.")],
    name: Annotated[str, typer.Argument(help="A command of Django or a package: wagtail_update_index, clearsessions.")],
) -> None:
    """Run a management command inside one organisation's space, or inside each in turn."""
    with database():
        with transaction.atomic():
            everyone = list(Tenant.objects.all()) if slug == "all" else []
        for tenant in everyone or [find_tenant(slug)]:
            out.print(f"{tenant.name}: {name}", markup=False)
            with tenant_scope(tenant):
                call_command(name, *context.args)


@app.command("list")
def list_tenants(*, as_json: AsJson = False) -> None:
    """List the organisations and their addresses."""
    with database(), transaction.atomic():
        tenants = list(Tenant.objects.all())
    if as_json:
        rows = [
            {"slug": t.slug, "name": t.name, "kind": t.kind, "nis": t.nis_code, "address": t.address} for t in tenants
        ]
        print_json(rows)
        return
    table = Table(whole(_("short name")), _("name"), _("kind"), "NIS", whole(_("address")))
    for tenant in tenants:
        table.add_row(tenant.slug, tenant.name, tenant.get_kind_display(), tenant.nis_code or "-", tenant.address)
    print_table(table)


@app.command()
def unlock(
    slug: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    email: Annotated[str, typer.Argument(help="E-mail address of the member.")],
) -> None:
    """Let a member sign in again who typed too many wrong passwords."""
    with database(), tenant_scope(find_tenant(slug)) as tenant:
        lifted = lift_lock(actor=Actor.system(tenant), username=email)
    out.print(
        _("%(email)s can try again.") % {"email": email}
        if lifted
        else _("%(email)s was not locked out.") % {"email": email},
        markup=False,
    )


@app.command("set-password")
def set_password_of(
    slug: Annotated[str, typer.Argument(help="Short name of the organisation.")],
    email: Annotated[str, typer.Argument(help="E-mail address of the member.")],
) -> None:
    """Give a member who forgot it another password; open sessions of that member end."""
    # Asked before anything is opened: the database ends a transaction that waits for a person.
    password = typer.prompt(_("New password"), hide_input=True, confirmation_prompt=True)
    with database(), tenant_scope(find_tenant(slug)) as tenant:
        user = User.objects.filter(username=email.strip().lower()).first()
        if user is None:
            fail(
                _("%(name)s has no member %(email)s.") % {"name": tenant.name, "email": email},
                remedy=_("The page of members has the addresses."),
            )
        try:
            set_password(actor=Actor.system(tenant), user=user, password=password)
        except ValidationError as error:
            fail(" ".join(error.messages), remedy=_("Choose another password."))
    out.print(_("%(email)s has a new password.") % {"email": email}, markup=False)


@app.command()
def provision(
    names: Annotated[list[str] | None, typer.Argument(help="Municipalities by name or NIS code.")] = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="All 285 municipalities.")] = False,
) -> None:
    """Make the spaces of several municipalities; those that have one are finished where a step was left."""
    with database():
        wanted = municipalities() if everyone else tuple(find_municipality(name) for name in names or ())
        if not wanted:
            fail(_("Which municipalities?"), remedy=_("Name them, or give --all."))
        with transaction.atomic():
            known = set(Tenant.objects.values_list("slug", flat=True))
        with Progress(console=out) as progress:
            for municipality in progress.track(wanted, description=_("Municipalities")):
                if municipality.slug in known:
                    finish_tenant(find_tenant(municipality.slug))
                else:
                    create_tenant(TenantPlan.of_municipality(municipality))
        out.print(_("%(count)s municipalities have their own space.") % {"count": len(wanted)})
