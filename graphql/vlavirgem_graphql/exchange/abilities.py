"""What a person may do with data here, and who in the organisation can do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission, roles_with
from vlavirgem_tenants.people.roles import Role

MOST_NAMES = 3
_STEPS: Final[tuple[tuple[Permission, Any], ...]] = (
    (Permission.DATA_MANAGE, _("Import data and offer it")),
    (Permission.AGREEMENT_PROPOSE, _("Propose an agreement")),
    (Permission.AGREEMENT_SIGN, _("Sign, pause or revoke an agreement")),
    (Permission.GATEWAY_KEY, _("Query data, and make keys for programs")),
)


@dataclass(frozen=True, kw_only=True)
class Ability:
    """A step of the exchange: whether this person may take it, else who may. ``roles`` where nobody has one."""

    label: Any
    mine: bool
    people: Sequence[str]
    roles: Sequence[Role]


def abilities_of(actor: Actor) -> list[Ability]:
    """The steps in the order in which an exchange takes them."""
    members = list(User.objects.filter(is_active=True))
    return [
        Ability(
            label=label,
            mine=actor.may(permission),
            people=_names(members, permission),
            roles=roles_with(permission),
        )
        for permission, label in _STEPS
    ]


def able_people(permission: Permission) -> list[str]:
    """The names of some members who may do something."""
    return _names(User.objects.filter(is_active=True), permission)


def _names(members: Sequence[User] | Any, permission: Permission) -> list[str]:
    """Those whose roles are narrowest first: who signs is rather the one who is there for it than who may do all."""
    roles = roles_with(permission)
    able = [member for member in members if set(member.roles) & set(roles)]
    able.sort(key=lambda member: min(roles.index(Role(role)) for role in member.roles if role in roles))
    return [member.name for member in able[:MOST_NAMES]]
