"""One act of one party on an agreement, and what is checked before it.

Turn and party are checked here, to say clearly what is wrong, and again by the database (trigger
``exchange_act_in_turn``), which also compiles and ends the grant.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Literal, TypeAlias

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, EventKind, Verb
from vlavirgem_graphql.exchange.services.evidence import NOT_A_READ, append_event
from vlavirgem_graphql.exchange.signing import signed_text
from vlavirgem_graphql.signatures.services import signer_of
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.people.actors import Actor

Side: TypeAlias = Literal["proposer", "answerer", "either"]


def require_turn(actor: Actor, agreement: Agreement, *, states: set[State], by: Side = "either") -> Agreement:
    """Return the agreement as it stands; raises :class:`Refusal` in another state, and for a party that has no say.

    ``by`` is the party that wrote these terms (``proposer``) or the one that they were sent to (``answerer``).
    """
    current = Agreement.objects.with_last_act().get(pk=agreement.pk)
    require_turn_in(actor, current, states=states, by=by)
    return current


def require_turn_in(actor: Actor, current: Agreement, *, states: set[State], by: Side = "either") -> None:
    """As :func:`require_turn`, of an agreement that was just read with its last act."""
    state = current.standing().state
    if state not in states:
        raise _not_in(state)
    parties = {current.consumer_id, current.provider_id}
    sides = {"proposer": {current.owner_id}, "answerer": parties - {current.owner_id}, "either": parties}
    if actor.tenant.pk not in sides[by]:
        raise Refusal(_("The other party has to do this."), remedy=_("Wait for their answer."), code="not-your-turn")


def require_unsigned_by(actor: Actor, agreement: Agreement) -> None:
    """Raise :class:`Refusal` where our signature stands already. ``agreement`` comes from :func:`require_turn`."""
    if actor.tenant.pk in agreement.signers:
        raise signed_before()


def require_paused_by(actor: Actor, agreement: Agreement) -> None:
    """Raise :class:`Refusal` where the other party paused it. ``agreement`` comes from :func:`require_turn`."""
    if agreement.last_actor_id != actor.tenant.pk:
        raise Refusal(
            _("The other party paused this agreement."),
            remedy=_("Only they can let it go on. You can still end it."),
            code="paused-by-other",
        )


def not_in_this_state(agreement: Agreement) -> Refusal:
    """With the state that it has now, since the other party, or another click, may have come first."""
    return _not_in(Agreement.objects.with_last_act().get(pk=agreement.pk).standing().state)


def _not_in(state: State) -> Refusal:
    return Refusal(
        _("This agreement is %(state)s, so this cannot be done with it.") % {"state": state.label.lower()},
        remedy=_("Look at its history; for other terms, propose a new agreement."),
        code="not-in-this-state",
    )


def _out_of_turn(actor: Actor, agreement: Agreement) -> Refusal:
    """Two clicks at once both pass the check before the act; the later one is told what the first did."""
    current = Agreement.objects.with_last_act().get(pk=agreement.pk)
    undecided = current.standing().state is State.PROPOSED
    return signed_before() if undecided and actor.tenant.pk in current.signers else not_in_this_state(agreement)


def offer_changed() -> Refusal:
    """What is told who signs on an offer that is not as it was."""
    return Refusal(
        _("The offer is withdrawn, or no longer has the fields of this agreement."),
        remedy=_("Refuse the proposal, and say which fields you offer."),
        code="offer-changed",
    )


def signed_before() -> Refusal:
    """What is told who signs a second time."""
    return Refusal(
        _("Your organisation has signed this already."), remedy=_("Wait for their answer."), code="signed-already"
    )


def reason_given(reason: str) -> str:
    """The reason without spaces around it; raises :class:`Refusal` for none."""
    if not reason.strip():
        raise Refusal(
            _("The other party needs a reason."),
            remedy=_("Write in one or two sentences why."),
            code="reason-needed",
            status=HTTPStatus.BAD_REQUEST,
            place="reason",
        )
    return reason.strip()


def _signature(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    """Raises :class:`Refusal` where the organisation's key cannot be opened."""
    signer = signer_of(actor.tenant)
    return {"key": signer.key, "signature": signer.sign(signed_text(agreement, actor.tenant))}


def do_act(actor: Actor, agreement: Agreement, verb: Verb, *, reason: str = "") -> AgreementAct:
    """Write the act, its line of history and its evidence; what the database refuses is told as a refusal."""
    with refusing(exchange_act_in_turn=lambda: _out_of_turn(actor, agreement), exchange_offer_as_agreed=offer_changed):
        act = AgreementAct.objects.create(
            **(_signature(actor, agreement) if verb is Verb.SIGNED else {}),
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
