"""The kind that a command names: one that is declared, or one that an operator made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.cli.ground import database, fail
from vlavirgem_graphql.exchange.kinds import Kind, find_kind
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.scope import tenant_scope


def kind_named(name: str, tenant: str) -> Kind:
    """The kind of this name; ends the command where there is none. Those that an operator made are known within an
    organisation only (``tenant`` is its short name, or empty); the database is asked for these alone."""
    try:
        return find_kind(name)
    except LookupError as error:
        declared = str(error)
    if not tenant:
        fail(
            _("There is no kind %(name)s.") % {"name": name},
            remedy=_("%(declared)s If an operator made it, add %(option)s.")
            % {"declared": declared, "option": "--tenant"},
        )
    with database(), tenant_scope(find_tenant(tenant)):
        try:
            return find_kind(name)
        except LookupError as error:
            fail(_("There is no kind %(name)s.") % {"name": name}, remedy=str(error))
