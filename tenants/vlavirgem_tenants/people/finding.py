"""Who in this organisation may do something: for the person who may not, and wants to know whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission, roles_with
from vlavirgem_tenants.people.roles import Role

MOST_NAMES: Final = 3


def people_who_may(permission: Permission, members: Iterable[User] | None = None) -> list[str]:
    """The names of some members who may do it, of ``members`` or (None) of all who can sign in.

    Those whose roles are narrowest come first: one asks rather who is there for it than who may do everything.
    """
    roles = roles_with(permission)
    known = User.objects.filter(is_active=True) if members is None else members
    able = [member for member in known if set(member.roles) & set(roles)]
    able.sort(key=lambda member: min(roles.index(Role(role)) for role in member.roles if role in roles))
    return [member.name for member in able[:MOST_NAMES]]
