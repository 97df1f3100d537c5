"""The list of agreements: the database shows a tenant those to which it is a party."""

from __future__ import annotations

from django.db import models

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.exchange.models import AgreementAct, Delegation, OpenTerms
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.compiler.table import TableSource


class AgreementSource(RowSource):
    """Agreements to which we are a party, the newest first."""

    order = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def model(self) -> type[models.Model]:
        """The agreements of the commons."""
        return AgreementModel


class OpenTermsSource(RowSource):
    """Terms that were signed for whoever accepts them, ours too, as long as they are open; the newest first."""

    order = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def model(self) -> type[models.Model]:
        """The open terms of the commons."""
        return OpenTerms

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """Not closed and not over."""
        del asked
        return [f"{rows.column('closed_at')} is null", f"{rows.column('valid_until')}>now()"]


AGREEMENTS = AgreementSource()
ACTS = TableSource(AgreementAct, Order((OrderKey("acted_at", "timestamptz"), OrderKey("id", "uuid"))))
DELEGATIONS = TableSource(Delegation)
OPEN_TERMS = OpenTermsSource()
