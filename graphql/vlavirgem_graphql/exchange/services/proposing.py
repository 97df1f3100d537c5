"""Writing terms: the consumer proposes them, and who gets a proposal can answer it with other terms.

Terms never change. Other terms are an agreement of their own that names the one that it answers, and only the latest
can still be signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, Offer, Verb
from vlavirgem_graphql.exchange.services.acts import (
    do_act,
    not_in_this_state,
    reason_given,
    require_turn,
    require_unsigned_by,
)
from vlavirgem_graphql.exchange.terms import Terms
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a party wants the terms to be. ``period`` is from and until (exclusive)."""

    purpose: str
    legal_basis: str
    fields: Sequence[str]
    period: tuple[datetime, datetime]


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
    if offer.owner_id == actor.tenant.pk:
        raise Refusal(_("This is your own data: you need no agreement for it."), code="own-offer")
    wish = Wish(purpose=purpose, legal_basis=legal_basis, fields=fields, period=period)
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
    with refusing(exchange_agreement_answers_id_key=lambda: not_in_this_state(current)):  # a second click
        counter = _write_terms(actor, current.offer, wish, consumer=current.consumer, answers=current)
    do_act(actor, current, Verb.COUNTERED, reason=why)
    do_act(actor, counter, Verb.PROPOSED, reason=why)
    return counter


def _write_terms(
    actor: Actor, offer: Offer, wish: Wish, *, consumer: Tenant, answers: Agreement | None = None
) -> Agreement:
    _require_possible(offer, wish)
    terms = Terms(
        consumer_id=consumer.pk,
        provider_id=offer.owner_id,
        offer_id=offer.pk,
        kind=offer.kind,
        purpose=wish.purpose.strip(),
        legal_basis=wish.legal_basis.strip(),
        fields=_in_the_offers_order(offer, wish.fields),
        valid_from=wish.period[0],
        valid_until=wish.period[1],
        answers=answers.pk if answers else None,
    )
    other = offer.owner_id if consumer == actor.tenant else consumer.pk
    return Agreement.objects.create(
        owner=actor.tenant,
        consumer=consumer,
        provider=offer.owner,
        offer=offer,
        offer_title=offer.title,
        kind=offer.kind,
        purpose=terms.purpose,
        legal_basis=terms.legal_basis,
        fields=terms.fields,
        valid_from=terms.valid_from,
        valid_until=terms.valid_until,
        answers=answers,
        content_hash=terms.content_hash(),
        visibility=Visibility.PARTNERS,
        partner_ids=[other],
    )


def _require_possible(offer: Offer, wish: Wish) -> None:
    """Raise :class:`Refusal` for a withdrawn offer, for fields that are not offered, and for a period that is over."""
    if offer.withdrawn_at is not None:
        raise Refusal(_("This offer is withdrawn."), remedy=_("Ask its owner about it."), code="offer-withdrawn")
    if unknown := set(wish.fields) - set(offer.fields):
        raise Refusal(
            _("These fields are not offered: %(fields)s.") % {"fields": ", ".join(sorted(unknown))},
            code="field-not-offered",
            status=HTTPStatus.BAD_REQUEST,
            place="fields",
        )
    if wish.period[1] <= max(wish.period[0], timezone.now()):
        raise Refusal(
            _("The period is over before it begins."),
            remedy=_("Choose an end that is in the future and after the start."),
            code="period",
            status=HTTPStatus.BAD_REQUEST,
            place="valid_until",
        )


def _in_the_offers_order(offer: Offer, fields: Sequence[str]) -> list[str]:
    """The fields, required ones included."""
    asked = {*fields, *offer.declared_kind.required_names}
    return [name for name in offer.fields if name in asked]


def _says_the_same(agreement: Agreement, wish: Wish) -> bool:
    return (
        agreement.purpose,
        agreement.legal_basis,
        set(agreement.fields),
        (agreement.valid_from, agreement.valid_until),
    ) == (
        wish.purpose.strip(),
        wish.legal_basis.strip(),
        {*_in_the_offers_order(agreement.offer, wish.fields)},
        wish.period,
    )
