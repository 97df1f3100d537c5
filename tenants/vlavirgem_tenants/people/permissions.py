"""What each role may do: the whole matrix, in one place."""

from __future__ import annotations

from enum import StrEnum

from vlavirgem_tenants.people.roles import Role


class Permission(StrEnum):
    """Something that not everybody may do. Reading one's own tenant is for all its members."""

    SERVICE_PUBLISH = "service.publish"
    TRYOUT_MANAGE = "tryout.manage"
    TRYOUT_CALL = "tryout.call"
    PILOT_MANAGE = "pilot.manage"
    PILOT_RECORD = "pilot.record"
    PURCHASE_MANAGE = "purchase.manage"
    PURCHASE_COMMIT = "purchase.commit"
    PURCHASE_SCORE = "purchase.score"
    DATA_MANAGE = "data.manage"
    AGREEMENT_PROPOSE = "agreement.propose"
    AGREEMENT_SIGN = "agreement.sign"
    GATEWAY_KEY = "gateway.key"
    PAGE_WRITE = "page.write"
    PAGE_SHARE = "page.share"
    PAGE_ADOPT = "page.adopt"
    PEOPLE_MANAGE = "people.manage"
    KIND_MANAGE = "kind.manage"


P = Permission
_MEMBER = frozenset({P.TRYOUT_CALL, P.PILOT_RECORD})
ALLOWED: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.PILOT_LEAD: _MEMBER | {P.TRYOUT_MANAGE, P.PILOT_MANAGE, P.PURCHASE_SCORE, P.PAGE_ADOPT},
    Role.BUYER: _MEMBER | {P.PURCHASE_MANAGE, P.PURCHASE_COMMIT, P.PURCHASE_SCORE},
    Role.EDITOR: _MEMBER | {P.PAGE_WRITE, P.PAGE_SHARE, P.PAGE_ADOPT},
    Role.DEVELOPER: _MEMBER | {P.TRYOUT_MANAGE, P.DATA_MANAGE, P.AGREEMENT_PROPOSE, P.GATEWAY_KEY, P.SERVICE_PUBLISH},
    Role.MEMBER: _MEMBER,
    Role.READER: frozenset(),
}


def roles_with(permission: Permission) -> list[Role]:
    """The roles that have a permission, the most specific first."""
    return sorted((role for role in ALLOWED if permission in ALLOWED[role]), key=lambda role: len(ALLOWED[role]))
