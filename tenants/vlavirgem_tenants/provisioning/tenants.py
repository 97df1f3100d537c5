"""Making a tenant: its row and address, its schema out of the template, its role, and the rooms' own first steps."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.finding import forget_hosts
from vlavirgem_tenants.directory.models import Domain, Tenant, TenantKind
from vlavirgem_tenants.municipalities.register import Municipality
from vlavirgem_tenants.provisioning.template import TEMPLATE_SCHEMA, migrations_fingerprint, wanted_on_disk
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.building import open_schema
from vlavirgem_tenants.wall.models import Template
from vlavirgem_tenants.wall.owner import as_owner


@dataclass(frozen=True, kw_only=True)
class TenantPlan:
    """What a tenant to be made is called and is."""

    slug: str
    name: str
    kind: TenantKind
    nis_code: str = ""
    kbo_number: str = ""
    ovo_code: str = ""

    @classmethod
    def of_municipality(cls, municipality: Municipality) -> TenantPlan:
        """The plan for one of the 285, as the register has it."""
        return cls(
            slug=municipality.slug,
            name=municipality.name,
            kind=TenantKind.MUNICIPALITY,
            nis_code=municipality.nis_code,
            kbo_number=municipality.kbo_number,
            ovo_code=municipality.ovo_code,
        )


def create_tenant(plan: TenantPlan) -> Tenant:
    """Make the tenant, whole or not at all; raises Refusal where the name is taken or not usable.

    One transaction of the owner: row, address, role, schema and the rooms' first steps are there together, or (where
    the process is killed) none of them is. Needs the owner's login. About a quarter of a second: the template is
    replayed, no migration runs.
    """
    try:
        with as_owner() as connection, transaction.atomic():
            template = _present_template()
            tenant = _new_row(plan)
            session = connection.session()
            session.execute(template.statements.replace(TEMPLATE_SCHEMA, tenant.schema_name))
            open_schema(session, tenant.schema_name)
            finish_tenant(tenant)
    finally:
        forget_hosts()
    return tenant


def finish_tenant(tenant: Tenant) -> None:
    """The rooms' own first steps in a new tenant (its site, its home page); repeatable."""
    for step in plugins.provisioning_steps:
        with tenant_scope(tenant):
            step.run(tenant)


def _new_row(plan: TenantPlan) -> Tenant:
    tenant = Tenant(
        slug=plan.slug,
        name=plan.name,
        kind=plan.kind,
        nis_code=plan.nis_code,
        kbo_number=plan.kbo_number,
        ovo_code=plan.ovo_code,
    )
    try:
        tenant.full_clean()
    except ValidationError as error:
        place, messages = next(iter(error.message_dict.items()))
        raise Refusal(
            _("The organisation “%(slug)s” cannot be made: %(why)s") % {"slug": plan.slug, "why": " ".join(messages)},
            remedy=_("Choose another short name, or see which there are with: vlavirgem tenant list"),
            code="tenant-not-valid",
            place=place,
        ) from error
    tenant.save()
    Domain.objects.create(domain=tenant.host, tenant=tenant, is_primary=True)
    return tenant


def _present_template() -> Template:
    """The template of just the migrations of this code; an older one would make an organisation that is behind."""
    template = Template.objects.filter(fingerprint=migrations_fingerprint(wanted_on_disk())).first()
    if template is None:
        raise Refusal(
            _("The database is not up to date with this version, so no organisation can be made in it."),
            remedy=_("Run: vlavirgem migrate"),
            code="not-migrated",
            status=HTTPStatus.CONFLICT,
        )
    return template
