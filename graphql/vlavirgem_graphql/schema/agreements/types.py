"""An agreement as the gateway shows it."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId, Related, Written
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_tenants.directory.models import Tenant

_TEXT = graphene.NonNull(graphene.String)
_MOMENT = graphene.NonNull(graphene.DateTime)


def _live(row: Rows) -> str:
    """Whether the grant that the database compiled from the agreement is live (the rule of ``GrantQuerySet.live``)."""
    return (
        f"exists (select 1 from public.exchange_grant granted where granted.agreement_id={row.column('id')} "
        "and granted.paused_at is null and granted.ended_at is null "
        "and granted.valid_from<=now() and now()<granted.valid_until)"
    )


class Agreement(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Who may read which fields of which offer, why, on what legal basis, and how long."""

    class Meta:
        interfaces = (Node,)
        description = _("Who may read which fields of which offer, why, on what legal basis, and how long.")

    id = GlobalId("Agreement", description=_("Opaque id, valid in the whole gateway."))
    kind = Column(_TEXT, "kind", description=_("The kind of the records, such as public-service."))
    offer_title = Column(_TEXT, "offer_title", description=_("What the offer was called when this was proposed."))
    purpose = Column(_TEXT, "purpose", description=_("What the data may be used for."))
    legal_basis = Column(_TEXT, "legal_basis", description=_("The legal basis that the parties named."))
    fields = Column(graphene.NonNull(graphene.List(_TEXT)), "fields", description=_("The fields it covers."))
    valid_from = Column(_MOMENT, "valid_from", description=_("From when."))
    valid_until = Column(_MOMENT, "valid_until", description=_("Until when; not that moment itself."))
    live = Written(graphene.NonNull(graphene.Boolean), _live, description=_("Whether it lets data be read right now."))
    provider = Related(
        graphene.NonNull(Organisation), lambda: Tenant, "provider_id", description=_("Who gives the data.")
    )
    consumer = Related(graphene.NonNull(Organisation), lambda: Tenant, "consumer_id", description=_("Who reads them."))
    offer = Related(Offer, lambda: OfferModel, "offer_id", description=_("The offer; null where we no longer see it."))
