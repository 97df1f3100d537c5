"""Who acts: the person, for which tenant, in which roles. Every service takes one and asks it for permission."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from uuid import UUID

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import ALLOWED, Permission, roles_with
from vlavirgem_tenants.people.roles import Role


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, or the system, acting for a tenant."""

    tenant: Tenant
    name: str
    person_id: UUID | None
    roles: frozenset[Role]

    @classmethod
    def of_user(cls, tenant: Tenant, user: User) -> Self:
        """The signed-in user as an actor for the tenant whose user they are."""
        roles = frozenset(Role(role) for role in user.roles)
        return cls(tenant=tenant, name=user.name, person_id=user.person_id, roles=roles)

    @classmethod
    def system(cls, tenant: Tenant, *, name: str = "VlaVirGem") -> Self:
        """A command run by who operates the installation; may do everything in the tenant."""
        return cls(tenant=tenant, name=name, person_id=None, roles=frozenset({Role.ADMINISTRATOR}))

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles allows it."""
        return any(permission in ALLOWED[role] for role in self.roles)

    def require(self, permission: Permission) -> None:
        """Raises Refusal (403) that names the roles which do have the permission."""
        if not self.may(permission):
            labels = ", ".join(str(role.label) for role in roles_with(permission))
            raise Refusal(
                _("You cannot do this with your roles."),
                remedy=_("It takes one of these roles: %(roles)s. Ask your administrator.") % {"roles": labels},
                code="role-needed",
                status=HTTPStatus.FORBIDDEN,
            )
