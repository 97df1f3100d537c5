"""Records of one kind as a list: over all live grants of the caller, each reading on record in the same statement."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import graphene
from django.db import models
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import ExchangeRecord
from vlavirgem_graphql.gateway.access import Access
from vlavirgem_graphql.gateway.compiler import orders
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation
from vlavirgem_graphql.gateway.compiler.filters import ARGUMENT, Where
from vlavirgem_graphql.gateway.compiler.orders import Orders
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import PageText, RowSource, where
from vlavirgem_graphql.gateway.context import GatewayContext
from vlavirgem_graphql.schema.records import searching
from vlavirgem_graphql.schema.records.filters import filters_of, orders_of
from vlavirgem_graphql.schema.records.reading import offers_of, reading_on_record
from vlavirgem_graphql.schema.records.rows import RecordRows

# With a larger share of all records than this, the index by date finds a page sooner than a merge of the offers'.
_DENSE_SHARE = 0.05


class RecordSource(RowSource):
    """The records of a kind, the last changed first."""

    order = Order((OrderKey("updated_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)
    is_searched = True

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.where = Where.of(kind.type_name, filters_of(kind))
        self.orders = Orders.of(kind.type_name, self.order, "UPDATED_AT_DESC", orders_of(kind))

    @property
    def model(self) -> type[models.Model]:
        """The projected records of the commons."""
        return ExchangeRecord

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """The list's arguments besides those of paging."""
        return {**self.narrowing, orders.ARGUMENT: self.orders.argument()}

    @property
    def narrowing(self) -> dict[str, graphene.Argument]:
        """The arguments that say which records there are, of the list and of the figures over it."""
        providers = graphene.List(graphene.NonNull(graphene.String))
        return {
            "provider": graphene.Argument(
                providers, description=_("Only of the organisations with these short names.")
            ),
            searching.ARGUMENT: searching.argument(),
            ARGUMENT: self.where.argument(),
        }

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Access:
        """The live grants, with a read taken under those that have a rate; raises a refusal with code
        AGREEMENT_REQUIRED or RATE_USED, which goes on record."""
        access = self.readable(info, arguments)
        info.context.take_read(info, kind=self.kind, access=access)
        return access

    def readable(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Access:
        """The live grants; raises a refusal with code AGREEMENT_REQUIRED, which goes on record, where one lacks."""
        context: GatewayContext = info.context
        asked = arguments.get("provider")
        access, without = context.access(self.kind.name), list[str]()
        if asked is not None:
            access, without = access.of_providers(asked)
        if without or (asked is None and not access.groups):
            raise context.denied(info, kind=self.kind, providers=without)
        return access

    def is_readable(self, info: GraphQLResolveInfo) -> bool:
        """Whether there is a live grant."""
        context: GatewayContext = info.context
        return bool(context.access(self.kind.name).groups)

    def holding(self, rows: Rows, asked: Asked, words: str) -> str:
        """In any of the texts that its agreement covers."""
        return searching.holding(self.kind, rows, asked, words)

    def key(self, authorisation: Access, shape: Shape) -> Hashable:
        """Which sets of fields are covered, which index serves, and whether a delegate reads."""
        del shape
        parts = searching.shape_of_parts(authorisation, self.kind)
        return authorisation.coverage, parts, authorisation.share > _DENSE_SHARE, bool(authorisation.delegation)

    def order_asked(self, asked: Asked) -> Order:
        """By the argument; a value that the record's agreement withholds counts as absent."""
        return self.orders.asked(asked)

    def rows(self, compilation: Compilation) -> RecordRows:
        """The table of records, under the caller's access."""
        alias = next(compilation.aliases)
        return RecordRows(
            alias, compilation.aliases, access=compilation.authorisation, parameters=compilation.parameters
        )

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """Of the kind, in a readable offer (and among its rows that may be read), and by the filters."""
        if not isinstance(rows, RecordRows):
            raise TypeError("Records are read with what their agreements cover.")
        offers = offers_of(asked)
        return [
            f"{rows.column('kind')}={kind_read(asked, self.kind)}",
            f"{rows.column('offer_id')}=any({offers})",
            *([rows.is_covered(())] if rows.access.is_filtered else []),
            *searching.conditions(self.kind, rows, asked),
            *self.where.conditions(rows, asked),
        ]

    def page(self, rows: Rows, asked: Asked, text: PageText) -> str:
        """Walk the index by date where most rows are ours to read; else take a page of each offer and merge them."""
        if asked.compilation.authorisation.share > _DENSE_SHARE:
            return super().page(rows, asked, text)
        conditions = [*self.conditions(rows, asked), f"{rows.column('offer_id')}=o_.id"]
        if text.bounds:
            conditions.append(text.order.beyond(rows, list(text.bounds), after=text.forward))
        order, backward = text.order, not text.forward
        offers = f"(select distinct unnest({offers_of(asked)}) id) o_"
        of_offer = (
            f"select {rows.alias}.*{order.carried(rows)} from {self.table} {rows.alias}{where(conditions)} "
            f"order by {order.within(rows, reverse=backward)} limit {text.limit}"
        )
        return (
            f"select {rows.alias}.* from {offers} cross join lateral ({of_offer}) {rows.alias} "
            f"order by {order.by(rows, reverse=backward)} limit {text.limit}"
        )

    def noted(self, rows: Rows) -> str:
        """Which offer each row is of."""
        return rows.column("offer_id")

    def evidence(self, noted: str, asked: Asked, *, whole_list: str = "false") -> str:
        """Append the reading to the caller's chain."""
        return reading_on_record(noted, asked, whole_list=whole_list)

    def missed(self, info: GraphQLResolveInfo, keys: Sequence[str]) -> None:
        """As a denial that names no offer: one that named it would tell the caller's own log that the row exists."""
        context: GatewayContext = info.context
        context.missed(info, kind=self.kind, records=keys)


def kind_read(asked: Asked, kind: Kind) -> str:
    """SQL of the kind's name."""
    return asked.compilation.parameters.bind("kind", lambda run: kind.name, "text")
