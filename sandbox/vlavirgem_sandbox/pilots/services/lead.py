"""The lead partner's right: who may change a pilot, and when."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def require_lead(*, actor: Actor, pilot: Pilot, to: Permission = Permission.PILOT_MANAGE) -> None:
    """Raises ``Refusal`` (403) for who has no role with the permission ``to``, and for another organisation."""
    actor.require(to)
    if pilot.owner_id != actor.tenant.pk:
        raise Refusal(
            _("Only the lead partner, %(owner)s, can change this pilot.") % {"owner": pilot.owner},
            remedy=_("Ask them to make the change."),
            code="not-lead-partner",
            status=HTTPStatus.FORBIDDEN,
        )


def locked_by_lead(*, actor: Actor, pilot: Pilot, to: Permission = Permission.PILOT_MANAGE) -> Pilot:
    """The pilot as it stands now, locked until the transaction ends; refuses as :func:`require_lead` does."""
    require_lead(actor=actor, pilot=pilot, to=to)
    return Pilot.objects.select_for_update(of=("self",)).select_related("owner").get(pk=pilot.pk)


def open_to_change(*, actor: Actor, pilot: Pilot, to: Permission = Permission.PILOT_MANAGE) -> Pilot:
    """As :func:`locked_by_lead`, for what may no longer change once the pilot has ended (``Refusal`` 409)."""
    current = locked_by_lead(actor=actor, pilot=pilot, to=to)
    if not current.changeable:
        raise Refusal(
            _("This pilot is %(state)s: its story stands as it is.") % {"state": current.get_state_display()},
            remedy=_("Take back the decision or reopen the pilot first."),
            code="pilot-closed",
        )
    return current
