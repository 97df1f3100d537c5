"""Writing terms: the consumer proposes them, and who gets a proposal can answer it with other terms.

Terms never change. Other terms are an agreement of their own that names the one that it answers, and only the latest
can still be signed.
"""

from __future__ import annotations

from copy import copy
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, Offer, Verb
from vlavirgem_graphql.exchange.row_filters import conditions_of
from vlavirgem_graphql.exchange.services.acts import (
    do_act,
    not_in_this_state,
    reason_given,
    require_turn,
    require_unsigned_by,
)
from vlavirgem_graphql.exchange.services.own_offers import own_offer
from vlavirgem_graphql.exchange.services.wishes import TYPED, Wish, as_columns, require_possible
from vlavirgem_graphql.exchange.terms import terms_of
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.constraints import clean_only, refusing
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.turns import take_turn


@transaction.atomic
def propose_agreement(*, actor: Actor, offer: Offer, wish: Wish) -> Agreement:
    """Propose terms to the offer's owner; both parties see them from then on, nobody can change them.

    Raises :class:`Refusal` for one's own offer, and for what :func:`~.wishes.require_possible` refuses;
    ValidationError without purpose or legal basis.
    """
    actor.require(Permission.AGREEMENT_PROPOSE)
    if offer.owner_id == actor.tenant.pk:
        raise own_offer()
    agreement = _write_terms(actor, offer, wish, consumer=actor.tenant)
    do_act(actor, agreement, Verb.PROPOSED)
    return agreement


@transaction.atomic
def counter_proposal(*, actor: Actor, agreement: Agreement, wish: Wish, reason: str) -> Agreement:
    """Answer a proposal with other terms: the proposal can no longer be signed, the new terms can, by both.

    Raises :class:`Refusal` for our own proposal, for one that we signed or that is no longer open, for terms that are
    the same, and for what :func:`propose_agreement` refuses.
    """
    actor.require(Permission.AGREEMENT_PROPOSE)
    current = require_turn(actor, agreement, states={State.PROPOSED}, by="answerer")
    require_unsigned_by(actor, current)
    why = reason_given(reason)
    if _says_the_same(current, wish):
        raise Refusal(
            _("These are the same terms."),
            remedy=_("Change what you want otherwise, or sign the proposal as it is."),
            code="same-terms",
            status=HTTPStatus.BAD_REQUEST,
        )
    goes_on = current.renews if current.renews and wish.period[0] == current.renews.valid_until else None
    with refusing(exchange_agreement_answers_id_key=lambda: not_in_this_state(current)):  # a second click
        counter = _write_terms(actor, current.offer, wish, consumer=current.consumer, answers=current, renews=goes_on)
    do_act(actor, current, Verb.COUNTERED, reason=why)
    do_act(actor, counter, Verb.PROPOSED, reason=why)
    return counter


@transaction.atomic
def propose_renewal(*, actor: Actor, agreement: Agreement, until: datetime) -> Agreement:
    """Propose to go on with the same terms ``until`` (exclusive), from the moment at which the agreement ends: what is
    read does not stop in between. As the consumer, before the end.

    Raises :class:`Refusal` for an agreement that is over, for one whose renewal is proposed or signed already, and for
    what :func:`propose_agreement` refuses.
    """
    actor.require(Permission.AGREEMENT_PROPOSE)
    take_turn("exchange_agreement", "renews", agreement.pk)
    current = require_turn(actor, agreement, states={State.ACTIVE, State.PAUSED})
    if current.consumer_id != actor.tenant.pk:
        raise Refusal(
            _("Only who reads proposes to go on."), remedy=_("Wait for their proposal."), code="not-your-turn"
        )
    if current.renewal() is not None:
        raise Refusal(
            _("A renewal is proposed already."), remedy=_("Withdraw it first for another day."), code="renewed-already"
        )
    wish = Wish(
        purpose=current.purpose,
        legal_basis=current.legal_basis,
        fields=current.fields,
        period=(current.valid_until, until),
        row_filter=conditions_of(current.row_filter),
        daily_reads=current.daily_reads,
        concept=(current.concept_uri, current.concept_label),
        may_delegate=current.may_delegate,
    )
    renewal = _write_terms(actor, current.offer, wish, consumer=actor.tenant, renews=current)
    do_act(actor, renewal, Verb.PROPOSED)
    return renewal


def _write_terms(
    actor: Actor,
    offer: Offer,
    wish: Wish,
    *,
    consumer: Tenant,
    answers: Agreement | None = None,
    renews: Agreement | None = None,
) -> Agreement:
    require_possible(offer, wish)
    other = offer.owner_id if consumer == actor.tenant else consumer.pk
    agreement = Agreement(
        owner=actor.tenant,
        consumer=consumer,
        provider=offer.owner,
        offer=offer,
        **as_columns(offer, wish),
        answers=answers,
        renews=renews,
        visibility=Visibility.PARTNERS,
        partner_ids=[other],
    )
    clean_only(agreement, *TYPED)
    agreement.content_hash = terms_of(agreement).content_hash()
    agreement.save(force_insert=True)
    return agreement


def _says_the_same(agreement: Agreement, wish: Wish) -> bool:
    """Whether who signs the wish in its place would sign the same text."""
    instead = copy(agreement)
    for column, wanted in as_columns(agreement.offer, wish).items():
        setattr(instead, column, wanted)
    return terms_of(instead).content_hash() == agreement.content_hash
