"""Delegating our reading under an agreement to a supplier's client, and taking that back.

The supplier is no party: the agreement stays ours, and so does each read. Its keys are made in
``gateway.delegated_keys``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, Delegation, EventKind
from vlavirgem_graphql.exchange.models.delegations import CLIENT_LENGTH, READER_LENGTH, SUPPLIER_LENGTH
from vlavirgem_graphql.exchange.services.acts import not_in_this_state, require_turn
from vlavirgem_graphql.exchange.services.evidence import NOT_A_READ, append_event
from vlavirgem_sandbox.purchases.kbo import format_kbo_number, parse_kbo_number
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST_IN_USE: Final = 50
"""Delegations of one agreement."""
# In a name it would read as another supplier's: the evidence tells names and number in one line.
_KBO_LIKE: Final = re.compile(r"\d{4}\D?\d{3}\D?\d{3}")


@dataclass(frozen=True, kw_only=True)
class Delegate:
    """Who is to read for us: the client (an application), and the supplier whose it is, with its KBO number."""

    client_name: str
    supplier_name: str
    supplier_kbo: str


@transaction.atomic
def delegate_reading(*, actor: Actor, agreement: Agreement, to: Delegate, until: datetime) -> Delegation:
    """Let a supplier's client read for us under an agreement that is in force, ``until`` (exclusive).

    Raises :class:`Refusal` without the permission to sign, as the provider, for an agreement that does not let its
    reader delegate or is not in force, for a name that is missing, too long or holds a number like a KBO number, for a
    KBO number that is none, and for an end that is over or comes after the agreement's.
    """
    current = require_delegable(actor, agreement)
    delegate = _checked(to)
    _require_until(current, until)
    if current.delegations.in_use().count() >= MOST_IN_USE:
        raise Refusal(
            _("This agreement has %(most)s delegations already.") % {"most": MOST_IN_USE},
            remedy=_("Revoke those that nobody uses."),
            code="too-many-delegations",
        )
    with refusing(exchange_delegation_as_agreed=lambda: not_in_this_state(agreement)):
        made = Delegation.objects.create(
            owner=actor.tenant,
            agreement=current,
            client_name=delegate.client_name,
            supplier_name=delegate.supplier_name,
            supplier_kbo=delegate.supplier_kbo,
            reader=_reader(actor.tenant, delegate),
            valid_until=until,
            person_name=actor.name,
            person_id=actor.person_id,
        )
        _note(actor, made, EventKind.DELEGATED)
    return made


@transaction.atomic
def revoke_delegation(*, actor: Actor, delegation: Delegation, reason: str = "") -> Delegation:
    """Take it back, at any time: from the next request on its keys open nothing. Doing it twice changes nothing."""
    actor.require(Permission.AGREEMENT_SIGN)
    if delegation.owner_id != actor.tenant.pk:
        raise _not_ours()
    held = (
        Delegation.objects.select_for_update(of=("self",), no_key=True)
        .select_related("agreement")
        .get(pk=delegation.pk)
    )
    if held.revoked_at is None:
        Delegation.objects.filter(pk=held.pk).update(
            revoked_at=Now(), revoked_by=actor.name, revoked_reason=reason.strip()
        )
        held.refresh_from_db()
        _note(actor, held, EventKind.DELEGATION_ENDED, reason=reason.strip())
    return held


def require_delegable(actor: Actor, agreement: Agreement) -> Agreement:
    """Return the agreement as it stands; raises :class:`Refusal` where this person cannot delegate under it now."""
    actor.require(Permission.AGREEMENT_SIGN)
    current = require_turn(actor, agreement, states={State.ACTIVE})
    if current.consumer_id != actor.tenant.pk:
        raise _not_ours()
    if not current.may_delegate:
        raise Refusal(
            _("This agreement does not let a supplier read for you."),
            remedy=_("Propose a new agreement in which a supplier may read for the reader."),
            code="delegation-not-agreed",
        )
    return current


def require_in_use(delegation: Delegation) -> None:
    """Raise :class:`Refusal` for a delegation that is revoked or over."""
    if not Delegation.objects.in_use().filter(pk=delegation.pk).exists():
        raise Refusal(
            _("This delegation is over."),
            remedy=_("Delegate anew, under an agreement in force."),
            code="delegation-over",
        )


def _checked(to: Delegate) -> Delegate:
    client = _named(to.client_name, CLIENT_LENGTH, place="client_name")
    supplier = _named(to.supplier_name, SUPPLIER_LENGTH, place="supplier_name")
    try:
        kbo = parse_kbo_number(to.supplier_kbo)
    except ValidationError as reason:
        raise Refusal(
            " ".join(reason.messages), code="kbo-number", status=HTTPStatus.BAD_REQUEST, place="supplier_kbo"
        ) from reason
    return Delegate(client_name=client, supplier_name=supplier, supplier_kbo=kbo)


def _named(text: str, longest: int, *, place: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= longest or not name.isprintable():
        raise Refusal(
            _("A name has 1 to %(most)s characters, on one line.") % {"most": longest},
            remedy=_("Write it as people know it."),
            code="bad-name",
            status=HTTPStatus.BAD_REQUEST,
            place=place,
        )
    if _KBO_LIKE.search(name):
        raise Refusal(
            _("A name has no KBO number in it: the number has a field of its own."),
            remedy=_("Write the name alone."),
            code="bad-name",
            status=HTTPStatus.BAD_REQUEST,
            place=place,
        )
    return name


def _require_until(agreement: Agreement, until: datetime) -> None:
    if until > agreement.valid_until:
        raise Refusal(
            _("A delegation ends with its agreement at the latest."),
            remedy=_("Choose an earlier day, or renew the agreement."),
            code="delegation-too-long",
            status=HTTPStatus.BAD_REQUEST,
            place="last_day",
        )
    if until <= timezone.now():
        raise Refusal(
            _("This day is over. Choose a later one."), code="period", status=HTTPStatus.BAD_REQUEST, place="last_day"
        )


def _reader(owner: Tenant, delegate: Delegate) -> str:
    """What the evidence calls the client: both who reads and for whom, in the organisation's language."""
    with override(owner.language):
        said = _("%(client)s (%(supplier)s, KBO %(kbo)s) for %(owner)s") % {
            "client": delegate.client_name,
            "supplier": delegate.supplier_name,
            "kbo": format_kbo_number(delegate.supplier_kbo),
            "owner": owner.name,
        }
    return said[:READER_LENGTH]


def _note(actor: Actor, delegation: Delegation, kind: EventKind, *, reason: str = "") -> None:
    detail = {"delegation": str(delegation.pk), "reader": delegation.reader}
    record(actor=actor, subject=delegation.agreement, verb=kind.value, reason=reason, detail=detail)
    append_event(
        actor=actor,
        kind=kind,
        rows_of_offers={delegation.agreement.offer_id: NOT_A_READ},
        agreement_id=delegation.agreement_id,
        detail={**detail, "reason": reason, "until": delegation.valid_until.isoformat()},
    )


def _not_ours() -> Refusal:
    return Refusal(
        _("Only who reads under the agreement delegates that."),
        remedy=_("You can pause or revoke the agreement itself."),
        code="not-ours",
        status=HTTPStatus.FORBIDDEN,
    )
