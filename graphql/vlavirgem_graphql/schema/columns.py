"""Fields of a column, for the sorts of value that the tables of the domains have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import graphene

from vlavirgem_graphql.gateway.compiler.fields import Asked, Column
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.sql import Json, or_null

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Figure(Column):
    """A number with decimals, as text: what a program reads as a float loses digits."""

    def write(self, source: Rows, asked: Asked) -> Json:
        """PostgreSQL's own digits."""
        value = f"to_json({source.column(self.column)}::text)"
        return Json.of(value) if asked.never_null else or_null(value, "json")


def text(column: str, description: StrOrPromise) -> Column:
    """A text, which may be empty."""
    return Column(graphene.NonNull(graphene.String), column, description=description)


def texts(column: str, description: StrOrPromise) -> Column:
    """A list of texts."""
    return Column(_required(graphene.List(_required(graphene.String))), column, description=description)


def whole(column: str, description: StrOrPromise, *, required: bool = True) -> Column:
    """A whole number."""
    return Column(graphene.Int, column, required=required, description=description)


def flag(column: str, description: StrOrPromise) -> Column:
    """Yes or no."""
    return Column(_required(graphene.Boolean), column, description=description)


def day(column: str, description: StrOrPromise, *, required: bool = False) -> Column:
    """A day."""
    return Column(graphene.Date, column, required=required, description=description)


def moment(column: str, description: StrOrPromise, *, required: bool = False) -> Column:
    """A moment."""
    return Column(graphene.DateTime, column, required=required, description=description)


def figure(column: str, description: StrOrPromise, *, required: bool = True) -> Figure:
    """A number with decimals: an amount, a quantity, a measured value."""
    return Figure(graphene.Decimal, column, required=required, description=description)


def _required(of_type: Any) -> Any:
    return graphene.NonNull(of_type)
