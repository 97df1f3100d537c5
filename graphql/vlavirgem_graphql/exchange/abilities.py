"""What a person may do with data here, and who in the organisation can do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission, roles_with
from vlavirgem_tenants.people.roles import Role

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
            people=people_who_may(permission, members),
            roles=roles_with(permission),
        )
        for permission, label in _STEPS
    ]
