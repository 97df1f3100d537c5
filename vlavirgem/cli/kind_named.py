"""The kind that a command names: one that is declared, or one that an operator made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail
from vlavirgem_graphql.exchange.kinds import Kind, declared_kinds, find_kind
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope


def kind_named(name: str, tenant: str) -> Kind:
    """The kind of this name; ends the command where there is none. Those that an operator made are known within an
    organisation only (``tenant`` is its short name, or empty); the database is asked for these alone."""
    try:
        return _found(name, tenant)
    except LookupError:
        known = ", ".join(kind.name for kind in declared_kinds())
        remedy = _("Choose one of these: %(kinds)s, or one that an operator made, with %(option)s.")
        fail(_("There is no kind %(name)s.") % {"name": name}, remedy=remedy % {"kinds": known, "option": "--tenant"})


def _found(name: str, tenant: str) -> Kind:
    try:
        return find_kind(name)
    except LookupError:
        if not tenant:
            raise
    with database(), tenant_scope(find_tenant(tenant)):
        return find_kind(name)
