"""Fields of a column, for the sorts of value that the tables of the domains have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import graphene
from django.db import models
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Asked, Column, GlobalId
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


class ColumnsOf:
    """The columns of a model as fields; what a column is called there describes it, where nothing else is said."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    def text(self, column: str, description: StrOrPromise = "") -> Column:
        """A text, which may be empty."""
        return self._column(graphene.NonNull(graphene.String), column, description)

    def texts(self, column: str, description: StrOrPromise = "") -> Column:
        """A list of texts."""
        listed = graphene.List(graphene.NonNull(graphene.String))
        return self._column(graphene.NonNull(listed), column, description)

    def whole(self, column: str, description: StrOrPromise = "") -> Column:
        """A whole number."""
        return self._column(self._required(column, graphene.Int), column, description)

    def day(self, column: str, description: StrOrPromise = "") -> Column:
        """A day."""
        return self._column(self._required(column, graphene.Date), column, description)

    def moment(self, column: str, description: StrOrPromise = "") -> Column:
        """A moment."""
        return self._column(self._required(column, graphene.DateTime), column, description)

    def flag(self, column: str, description: StrOrPromise = "") -> Column:
        """Yes or no."""
        return self._column(graphene.NonNull(graphene.Boolean), column, description)

    def floating(self, column: str, description: StrOrPromise = "") -> Column:
        """A measured number, of which the last digits say nothing."""
        return self._column(self._required(column, graphene.Float), column, description)

    def figure(self, column: str, description: StrOrPromise = "") -> Figure:
        """A number with decimals: an amount, a quantity, a measured value."""
        said = description or _verbose(self._field(column))
        return Figure(self._required(column, graphene.Decimal), column, description=said)

    def _column(self, of_type: Any, column: str, description: StrOrPromise) -> Column:
        return Column(of_type, column, description=description or _verbose(self._field(column)))

    def _required(self, column: str, of_type: Any) -> Any:
        return of_type if self._field(column).null else graphene.NonNull(of_type)

    def _field(self, column: str) -> Any:
        return self.model._meta.get_field(column)


_verbose: Callable[[Any], StrOrPromise] = lazy(lambda field: capfirst(str(field.verbose_name)), str)


def opaque(type_name: str, column: str = "id") -> GlobalId:
    """The id of a row."""
    return GlobalId(type_name, column, description=_("Opaque id, valid in the whole gateway."))
