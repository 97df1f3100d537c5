"""``refreshOffer``: bring what readers see to what the dataset holds now."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.exchange.services.offers import refresh_offer
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_tenants.people.actors import Actor


class RefreshOffer(Act):
    """Bring an offer up to date."""

    class Meta:
        scope = KeyScope.PUBLISH
        description = _("Bring what readers see of an offer of ours to what its dataset holds now.")

    class Arguments:
        """Which."""

        offer = graphene.ID(required=True, description=_("An offer of ours, by the id that `offers` gives."))

    offer = WrittenRows(Offer, OFFERS, single=True, description=_("The offer."))
    written = graphene.Int(required=True, description=_("How many records are new or changed for readers."))
    removed = graphene.Int(required=True, description=_("How many are gone for them."))

    @classmethod
    def perform(cls, actor: Actor, *, offer: str) -> dict[str, Any]:
        """See ``exchange.services.offers.refresh_offer``."""
        of = ours(OfferModel.objects.of(actor.tenant), offer, type_name="Offer", place="offer")
        done = refresh_offer(actor=actor, offer=of)
        return {"offer": [str(of.pk)], "written": done.written, "removed": done.removed}
