"""``publishDataset``: offer a dataset to the network, or change what is offered of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_tenants.people.actors import Actor


class PublishDataset(Act):
    """Offer a dataset."""

    class Meta:
        scope = KeyScope.PUBLISH
        description = _(
            "Offer a dataset to the network, or change what is offered of it. Others see that it exists and which "
            "fields it has; they read records only under an agreement."
        )

    class Arguments:
        """What is offered, under which words."""

        dataset = graphene.ID(required=True, description=_("The dataset, by the id that `datasets` gives."))
        title = graphene.String(required=True, description=_("What others see it called."))
        description = graphene.String(description=_("What it holds, in your words."))
        fields = graphene.List(
            graphene.NonNull(graphene.String),
            required=True,
            description=_("The fields that an agreement may cover; those that every record has are always among them."),
        )

    offer = WrittenRows(Offer, OFFERS, single=True, description=_("The offer."))
    written = graphene.Int(required=True, description=_("How many records are new or changed for readers."))
    removed = graphene.Int(required=True, description=_("How many are gone for them."))

    @classmethod
    def perform(
        cls, actor: Actor, *, dataset: str, title: str, fields: Sequence[str], description: str | None = None
    ) -> dict[str, Any]:
        """See ``exchange.services.offers.publish_offer``."""
        of = ours(Dataset.objects.all(), dataset, type_name="Dataset", place="dataset")
        offer, done = publish_offer(actor=actor, dataset=of, title=title, description=description or "", fields=fields)
        return {"offer": [str(offer.pk)], "written": done.written, "removed": done.removed}
