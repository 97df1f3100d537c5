"""The list of offers: what the database lets this tenant see, narrowed by the arguments."""

from __future__ import annotations

from functools import partial
from typing import Any

import graphene
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.source import RowSource


class OfferSource(RowSource):
    """Offers that are not withdrawn, the newest first."""

    order = Order((OrderKey("published_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """By kind and by provider."""
        slugs = graphene.List(graphene.NonNull(graphene.String))
        return {
            "kind": graphene.Argument(
                graphene.String, description=_("Only offers of this kind, such as public-service.")
            ),
            "provider": graphene.Argument(
                slugs, description=_("Only offers of the organisations with these short names.")
            ),
        }

    @property
    def model(self) -> type[models.Model]:
        """The offers of the commons."""
        return OfferModel

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """By kind and by provider, where they are given."""
        bind, place = asked.compilation.parameters.bind, asked.place
        kind = bind((place.key, "kind"), partial(_argument, place=place, name="kind"), "text")
        slugs = bind((place.key, "provider"), partial(_argument, place=place, name="provider"), "text[]")
        owners = f"select tenant.id from public.directory_tenant tenant where tenant.slug=any({slugs})"
        return [
            f"{rows.column('withdrawn_at')} is null",
            f"({kind} is null or {rows.column('kind')}={kind})",
            f"({slugs} is null or {rows.column('owner_id')} in ({owners}))",
        ]


def _argument(run: Run, place: ArgumentPlace, name: str) -> Any:
    return run.arguments(place).get(name)


OFFERS = OfferSource()
