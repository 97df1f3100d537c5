"""What a key may do beside reading, and the program behind it as one who acts.

A key never signs: what binds an organisation is for its people.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.refusal import Refusal
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


class KeyScope(TextChoices):
    """Something that a key may do where it was made for it."""

    DATA = "data", gettext_lazy("Read and write the records of our own datasets")
    PUBLISH = "publish", gettext_lazy("Offer our datasets to others, and withdraw them")
    TRYOUTS = "tryouts", gettext_lazy("Open and reset try-outs")
    AGREEMENTS = "agreements", gettext_lazy("Propose agreements, and take proposals back")


PERMISSIONS = {
    KeyScope.DATA: Permission.DATA_MANAGE,
    KeyScope.PUBLISH: Permission.DATA_MANAGE,
    KeyScope.TRYOUTS: Permission.TRYOUT_MANAGE,
    KeyScope.AGREEMENTS: Permission.AGREEMENT_PROPOSE,
}


@dataclass(frozen=True, kw_only=True)
class Program(Actor):
    """A program with a key: it has no roles, and may do what its key was made for.

    ``delegated_kind`` is the kind of record that a supplier's client reads for the organisation; None for a program of
    its own.
    """

    scopes: frozenset[KeyScope]
    delegated_kind: str | None = None

    def may(self, permission: Permission) -> bool:
        """Whether one of the key's scopes allows it."""
        return any(PERMISSIONS[scope] is permission for scope in self.scopes)

    def require(self, permission: Permission) -> None:
        """Raises Refusal (403) that names what the key has to be made for."""
        if not self.may(permission):
            raise scope_needed(next((scope for scope, allows in PERMISSIONS.items() if allows is permission), None))


def scope_needed(scope: KeyScope | None) -> Refusal:
    """The refusal of a key for what it was not made for; None: no key may do it."""
    if scope is None:
        return Refusal(
            _("A key cannot do this: it binds your organisation, so one of its people has to."),
            remedy=_("Let somebody with the role do it on the page, or signed in at the explorer."),
            code="person-needed",
            status=HTTPStatus.FORBIDDEN,
        )
    return Refusal(
        _("This key was not made for that."),
        remedy=_("Make one under Developers, and tick: %(scope)s.") % {"scope": scope.label},
        code="key-scope-needed",
        status=HTTPStatus.FORBIDDEN,
        details=({"scope": scope.value},),
    )
