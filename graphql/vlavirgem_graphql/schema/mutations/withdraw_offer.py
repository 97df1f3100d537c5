"""``withdrawOffer``: take an offer back, with the agreements on it."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.exchange.services.offers import withdraw_offer
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_tenants.people.actors import Actor


class WithdrawOffer(Act):
    """Withdraw an offer."""

    class Meta:
        scope = KeyScope.PUBLISH
        description = _("Take an offer of ours back: its agreements end, and the next read finds nothing.")

    class Arguments:
        """Which, and why."""

        offer = graphene.ID(required=True, description=_("An offer of ours, by the id that `offers` gives."))
        reason = graphene.String(required=True, description=_("Why, for those who read it."))

    offer = WrittenRows(Offer, OFFERS, single=True, description=_("The offer, which nobody finds any more."))

    @classmethod
    def perform(cls, actor: Actor, *, offer: str, reason: str) -> dict[str, Any]:
        """See ``exchange.services.offers.withdraw_offer``."""
        of = ours(OfferModel.objects.of(actor.tenant), offer, type_name="Offer", place="offer")
        withdraw_offer(actor=actor, offer=of, reason=reason)
        return {"offer": [str(of.pk)]}
