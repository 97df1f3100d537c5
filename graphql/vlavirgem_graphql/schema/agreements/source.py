"""The list of agreements: the database shows a tenant those to which it is a party."""

from __future__ import annotations

from django.db import models

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.source import RowSource


class AgreementSource(RowSource):
    """Agreements to which we are a party, the newest first."""

    order = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def model(self) -> type[models.Model]:
        """The agreements of the commons."""
        return AgreementModel
