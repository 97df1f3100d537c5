"""Making a tenant: its row and address, its schema out of the template, its role, and the rooms' own first steps."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.db import connection as gate
from django.db import transaction
from django.utils.translation import gettext as _
from psycopg import sql

from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.finding import forget_hosts
from vlavirgem_tenants.directory.models import Domain, Tenant, TenantKind
from vlavirgem_tenants.municipalities.register import Municipality
from vlavirgem_tenants.provisioning.template import TEMPLATE_SCHEMA
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.building import open_schema
from vlavirgem_tenants.wall.models import Template
from vlavirgem_tenants.wall.owner import as_owner, owner_session


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

    Needs the owner's login. About a quarter of a second: the template is replayed, no migration runs.
    """
    with as_owner(), transaction.atomic():
        tenant = _new_row(plan)
        template = Template.objects.first()
    if template is None:
        raise Refusal(
            _("The database has not been prepared for organisations yet."),
            remedy=_("Run: vlavirgem migrate"),
            code="not-migrated",
            status=HTTPStatus.CONFLICT,
        )
    try:
        _replay(template.statements, tenant.schema_name)
        forget_hosts()
        finish_tenant(tenant)
    except BaseException:
        _remove(tenant)
        raise
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


def _replay(statements: str, schema: str) -> None:
    # A session of its own, closed after: the dump changes settings of the session it runs in.
    with owner_session() as session:
        session.execute(statements.replace(TEMPLATE_SCHEMA, schema))
        open_schema(session, schema)


def _remove(tenant: Tenant) -> None:
    """Leave nothing of a tenant that could not be finished."""
    gate.close()  # it may hold locks on the new schema
    with owner_session() as session:
        session.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(tenant.schema_name)))
        session.execute("DELETE FROM directory_domain WHERE tenant_id = %s", [tenant.pk])
        session.execute("DELETE FROM directory_tenant WHERE id = %s", [tenant.pk])
        if session.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [tenant.schema_name]).fetchone():
            session.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(tenant.schema_name)))
    forget_hosts()
