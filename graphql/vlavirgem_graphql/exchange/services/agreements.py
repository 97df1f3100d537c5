"""An agreement's course: proposed by the consumer, signed or refused by the provider, paused or revoked by either.

Each step is an act of one party. Turn and party are checked here, to say clearly what is wrong, and again by the
database (trigger ``exchange_act_in_turn``), which also compiles and ends the grant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Literal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, EventKind, Offer, Verb
from vlavirgem_graphql.exchange.services.evidence import NOT_A_READ, append_event
from vlavirgem_graphql.exchange.terms import Terms
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def propose_agreement(
    *,
    actor: Actor,
    offer: Offer,
    purpose: str,
    legal_basis: str,
    fields: Sequence[str],
    period: tuple[datetime, datetime],
) -> Agreement:
    """Propose terms to the offer's owner; both parties see them from then on, nobody can change them.

    ``period`` is from and until (exclusive). Raises :class:`Refusal` for a withdrawn offer, for one's own, for fields
    that are not offered, and for a period that is over or runs backwards.
    """
    actor.require(Permission.AGREEMENT_PROPOSE)
    chosen = _terms_to_propose(actor, offer, fields, period)
    terms = Terms(
        consumer_id=actor.tenant.pk,
        provider_id=offer.owner_id,
        offer_id=offer.pk,
        kind=offer.kind,
        purpose=purpose.strip(),
        legal_basis=legal_basis.strip(),
        fields=chosen,
        valid_from=period[0],
        valid_until=period[1],
    )
    agreement = Agreement.objects.create(
        owner=actor.tenant,
        provider=offer.owner,
        offer=offer,
        offer_title=offer.title,
        kind=offer.kind,
        purpose=terms.purpose,
        legal_basis=terms.legal_basis,
        fields=chosen,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        content_hash=terms.content_hash(),
        visibility=Visibility.PARTNERS,
        partner_ids=[offer.owner_id],
    )
    _act(actor, agreement, Verb.PROPOSED)
    return agreement


@transaction.atomic
def sign_agreement(*, actor: Actor, agreement: Agreement) -> AgreementAct:
    """Sign as the provider: from now on (or from its first day) the consumer reads the agreed fields."""
    actor.require(Permission.AGREEMENT_SIGN)
    _require_turn(actor, agreement, states={State.PROPOSED}, by="provider")
    if agreement.offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Offer the dataset again first."), code="offer-withdrawn")
    return _act(actor, agreement, Verb.SIGNED)


@transaction.atomic
def refuse_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Refuse as the provider, with the reason that the consumer will read."""
    actor.require(Permission.AGREEMENT_SIGN)
    _require_turn(actor, agreement, states={State.PROPOSED}, by="provider")
    return _act(actor, agreement, Verb.REFUSED, reason=_reason(reason))


@transaction.atomic
def withdraw_proposal(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Take a proposal back as the consumer, before it is signed."""
    actor.require(Permission.AGREEMENT_PROPOSE)
    _require_turn(actor, agreement, states={State.PROPOSED}, by="consumer")
    return _act(actor, agreement, Verb.WITHDRAWN, reason=reason.strip())


@transaction.atomic
def pause_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Stop reading for a while; the party that paused can resume."""
    actor.require(Permission.AGREEMENT_SIGN)
    _require_turn(actor, agreement, states={State.ACTIVE})
    return _act(actor, agreement, Verb.PAUSED, reason=_reason(reason))


@transaction.atomic
def resume_agreement(*, actor: Actor, agreement: Agreement) -> AgreementAct:
    """Let reading go on, by the party that paused it."""
    actor.require(Permission.AGREEMENT_SIGN)
    _require_turn(actor, agreement, states={State.PAUSED})
    if AgreementAct.objects.filter(agreement=agreement).latest("acted_at").owner_id != actor.tenant.pk:
        raise Refusal(
            _("The other party paused this agreement."),
            remedy=_("Only they can let it go on. You can still end it."),
            code="paused-by-other",
        )
    return _act(actor, agreement, Verb.RESUMED)


@transaction.atomic
def revoke_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """End an agreement for good; the next read finds nothing."""
    actor.require(Permission.AGREEMENT_SIGN)
    _require_turn(actor, agreement, states={State.ACTIVE, State.PAUSED})
    return _act(actor, agreement, Verb.REVOKED, reason=_reason(reason))


@transaction.atomic
def end_agreements_of(*, actor: Actor, offer: Offer, reason: str) -> None:
    """End what rests on an offer that is withdrawn: revoke what is in force, refuse what was only proposed."""
    # In one order: each takes its consumer's access mark, and another provider may do the same at this moment.
    for agreement in Agreement.objects.filter(offer=offer).with_last_act().order_by("owner_id", "pk"):
        state = agreement.standing().state
        if state in {State.ACTIVE, State.PAUSED}:
            _act(actor, agreement, Verb.REVOKED, reason=reason)
        elif state is State.PROPOSED:
            _act(actor, agreement, Verb.REFUSED, reason=reason)


def _terms_to_propose(
    actor: Actor, offer: Offer, fields: Sequence[str], period: tuple[datetime, datetime]
) -> list[str]:
    """Return the asked fields in the offer's order, required ones included; raises Refusal for what cannot be asked."""
    if offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Ask its owner about it."), code="offer-withdrawn")
    if offer.owner_id == actor.tenant.pk:
        raise Refusal(_("This is your own data: you need no agreement for it."), code="own-offer")
    if unknown := set(fields) - set(offer.fields):
        raise Refusal(
            _("These fields are not offered: %(fields)s.") % {"fields": ", ".join(sorted(unknown))},
            code="field-not-offered",
            status=HTTPStatus.BAD_REQUEST,
            place="fields",
        )
    if period[1] <= max(period[0], timezone.now()):
        raise Refusal(
            _("The period is over before it begins."),
            remedy=_("Choose an end that is in the future and after the start."),
            code="period",
            status=HTTPStatus.BAD_REQUEST,
            place="valid_until",
        )
    asked = {*fields, *offer.declared_kind.required_names}
    return [name for name in offer.fields if name in asked]


def _require_turn(
    actor: Actor, agreement: Agreement, *, states: set[State], by: Literal["consumer", "provider", "either"] = "either"
) -> None:
    standing = Agreement.objects.with_last_act().get(pk=agreement.pk).standing()
    if standing.state not in states:
        raise _not_in_this_state(agreement)
    consumer, provider = agreement.owner_id, agreement.provider_id
    if actor.tenant.pk not in {"consumer": {consumer}, "provider": {provider}, "either": {consumer, provider}}[by]:
        raise Refusal(_("The other party has to do this."), remedy=_("Wait for their answer."), code="not-your-turn")


def _not_in_this_state(agreement: Agreement) -> Refusal:
    """With the state that it has now, since the other party, or another click, may have come first."""
    state = Agreement.objects.with_last_act().get(pk=agreement.pk).standing().state
    return Refusal(
        _("This agreement is %(state)s, so this cannot be done with it.") % {"state": state.label.lower()},
        remedy=_("Look at its history; for other terms, propose a new agreement."),
        code="not-in-this-state",
    )


def _offer_changed() -> Refusal:
    return Refusal(
        _("The offer is withdrawn, or no longer has the fields of this agreement."),
        remedy=_("Refuse the proposal, and say which fields you offer."),
        code="offer-changed",
    )


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal(
            _("The other party needs a reason."),
            remedy=_("Write in one or two sentences why."),
            code="reason-needed",
            status=HTTPStatus.BAD_REQUEST,
            place="reason",
        )
    return reason.strip()


def _act(actor: Actor, agreement: Agreement, verb: Verb, *, reason: str = "") -> AgreementAct:
    with refusing(exchange_act_in_turn=lambda: _not_in_this_state(agreement), exchange_offer_as_agreed=_offer_changed):
        act = AgreementAct.objects.create(
            owner=actor.tenant,
            agreement=agreement,
            verb=verb,
            reason=reason,
            person_name=actor.name,
            person_id=actor.person_id,
            content_hash=agreement.content_hash,
        )
        record(actor=actor, subject=agreement, verb=verb.value, reason=reason)
        append_event(
            actor=actor,
            kind=EventKind(verb.value),
            rows_of_offers={agreement.offer_id: NOT_A_READ},
            agreement_id=agreement.pk,
            detail={"reason": reason, "terms": agreement.content_hash},
        )
    return act
