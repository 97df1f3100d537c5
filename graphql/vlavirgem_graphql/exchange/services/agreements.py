"""An agreement's course once it is proposed: signed by both parties, refused or withdrawn; paused or revoked by either.

Each step is an act of one party (``acts``), which the database checks again.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Offer, Verb
from vlavirgem_graphql.exchange.row_filters import conditions_of, require_in_use
from vlavirgem_graphql.exchange.services.acts import (
    do_act,
    reason_given,
    require_paused_by,
    require_turn,
    require_unsigned_by,
)
from vlavirgem_graphql.exchange.services.advising import AdviceGiven, record_advice
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def sign_agreement(*, actor: Actor, agreement: Agreement, advice: AdviceGiven) -> AgreementAct:
    """Sign for one's own side, with what our data protection officer advised; the decision is ours.

    The second signature puts it in force: from then on (or from its first day) the consumer reads the agreed fields.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    current = require_turn(actor, agreement, states={State.PROPOSED})
    require_unsigned_by(actor, current)
    if agreement.offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Offer the dataset again first."), code="offer-withdrawn")
    # What was proposed before a list was known here is not put in force on the words of then.
    require_in_use(agreement.offer.declared_kind, conditions_of(agreement.row_filter))
    record_advice(actor, agreement, advice)
    return do_act(actor, agreement, Verb.SIGNED)


@transaction.atomic
def refuse_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Refuse what the other party proposed, with the reason that they will read."""
    actor.require(Permission.AGREEMENT_SIGN)
    require_turn(actor, agreement, states={State.PROPOSED}, by="answerer")
    return do_act(actor, agreement, Verb.REFUSED, reason=reason_given(reason))


@transaction.atomic
def withdraw_proposal(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Take our own proposal back, before both have signed."""
    actor.require(Permission.AGREEMENT_PROPOSE)
    require_turn(actor, agreement, states={State.PROPOSED}, by="proposer")
    return do_act(actor, agreement, Verb.WITHDRAWN, reason=reason.strip())


@transaction.atomic
def pause_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """Stop reading for a while; the party that paused can resume."""
    actor.require(Permission.AGREEMENT_SIGN)
    require_turn(actor, agreement, states={State.ACTIVE})
    return do_act(actor, agreement, Verb.PAUSED, reason=reason_given(reason))


@transaction.atomic
def resume_agreement(*, actor: Actor, agreement: Agreement) -> AgreementAct:
    """Let reading go on, by the party that paused it."""
    actor.require(Permission.AGREEMENT_SIGN)
    require_paused_by(actor, require_turn(actor, agreement, states={State.PAUSED}))
    return do_act(actor, agreement, Verb.RESUMED)


@transaction.atomic
def revoke_agreement(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementAct:
    """End an agreement for good, with what would renew it; the next read finds nothing."""
    actor.require(Permission.AGREEMENT_SIGN)
    current = require_turn(actor, agreement, states={State.ACTIVE, State.PAUSED})
    why = reason_given(reason)
    _end_renewals(actor, current, why)
    return do_act(actor, agreement, Verb.REVOKED, reason=why)


@transaction.atomic
def end_agreements_of(*, actor: Actor, offer: Offer, reason: str) -> None:
    """End what rests on an offer that is withdrawn: revoke what is in force, refuse or take back what was
    only proposed."""
    # In one order: each takes its consumer's access mark, and another provider may do the same at this moment.
    for agreement in Agreement.objects.filter(offer=offer).with_last_act().order_by("consumer_id", "pk"):
        _end(actor, agreement, reason)


def _end_renewals(actor: Actor, agreement: Agreement, reason: str) -> None:
    """Each renewal that goes on with it, the last first."""
    if renewal := agreement.renewal():
        _end_renewals(actor, renewal, reason)
        _end(actor, renewal, reason)


def _end(actor: Actor, agreement: Agreement, reason: str) -> None:
    """As a party may at that point: revoke, refuse or take back; nothing where it is over. ``agreement`` comes with its
    last act."""
    state = agreement.standing().state
    if state in {State.ACTIVE, State.PAUSED}:
        do_act(actor, agreement, Verb.REVOKED, reason=reason)
    elif state is State.PROPOSED:
        ours = agreement.owner_id == actor.tenant.pk
        do_act(actor, agreement, Verb.WITHDRAWN if ours else Verb.REFUSED, reason=reason)
