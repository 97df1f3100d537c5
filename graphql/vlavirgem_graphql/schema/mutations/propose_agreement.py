"""``proposeAgreement``: terms under which we want to read an offer. Nothing is agreed before both have signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import graphene
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.proposing import propose_agreement
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.agreements.source import AGREEMENTS
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_tenants.people.actors import Actor


class ProposeAgreement(Act):
    """Propose terms."""

    class Meta:
        scope = KeyScope.AGREEMENTS
        description = _("Propose terms to the owner of an offer. Both see them from then on; people of both sign them.")

    class Arguments:
        """The terms."""

        offer = graphene.ID(required=True, description=_("The offer, by the id that `offers` gives."))
        purpose = graphene.String(required=True, description=_("What the data will be used for."))
        legal_basis = graphene.String(required=True, description=_("On which legal basis."))
        fields = graphene.List(
            graphene.NonNull(graphene.String),
            required=True,
            description=_("The fields, out of those of the offer; those that every record has come along."),
        )
        valid_from = graphene.DateTime(required=True, description=_("From when."))
        valid_until = graphene.DateTime(required=True, description=_("Until when; not that moment itself."))

        daily_reads = graphene.Int(description=_("How often we read on one day at most; none for no limit."))

    agreement = WrittenRows(Agreement, AGREEMENTS, single=True, description=_("The proposal."))

    @classmethod
    def perform(
        cls,
        actor: Actor,
        *,
        offer: str,
        purpose: str,
        legal_basis: str,
        fields: Sequence[str],
        valid_from: datetime,
        valid_until: datetime,
        daily_reads: int | None = None,
    ) -> dict[str, Any]:
        """See ``exchange.services.proposing.propose_agreement``."""
        rows = Offer.objects.select_related("owner")
        agreement = propose_agreement(
            actor=actor,
            offer=ours(rows, offer, type_name="Offer", place="offer"),
            wish=Wish(
                purpose=purpose,
                legal_basis=legal_basis,
                fields=fields,
                period=(_with_zone(valid_from), _with_zone(valid_until)),
                daily_reads=daily_reads,
            ),
        )
        return {"agreement": [str(agreement.pk)]}


def _with_zone(moment: datetime) -> datetime:
    """A moment without a zone is one of the installation's."""
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
