"""Whose an offer is: what only its owner does with it, and what the owner has no need of."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_tenants.people.actors import Actor


def require_own_offer(actor: Actor, offer: Offer) -> None:
    """Raise :class:`Refusal` (403) for another organisation's offer."""
    if offer.owner_id != actor.tenant.pk:
        raise Refusal(_("This offer is of another organisation."), code="not-ours", status=HTTPStatus.FORBIDDEN)


def own_offer() -> Refusal:
    """For who asks for an agreement on its own data."""
    return Refusal(_("This is your own data: you need no agreement for it."), code="own-offer")
