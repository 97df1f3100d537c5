"""Lists that are a table as the database shows it to the reader, with what its pages leave out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import graphene
from django.db import models

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.source import RowSource

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NEWEST = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)
OLDEST = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")))
LAST_CHANGED = Order((OrderKey("updated_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)
Shown = Callable[[Rows, Compilation], list[str]]


@dataclass(frozen=True)
class Narrowing:
    """An argument by which a list is narrowed, where it is given and not null: ``condition`` gets its placeholder."""

    type: Any
    cast: str
    description: StrOrPromise
    condition: Callable[[Rows, str], str]


class TableSource(RowSource):
    """``shown`` are the conditions under which a row is shown at all; row-level security has the first word.
    ``holding`` writes the condition that a row holds some words, where it can be looked for by them.
    """

    def __init__(
        self,
        model: type[models.Model],
        order: Order = NEWEST,
        *,
        shown: Shown | None = None,
        identity: OrderKey = RowSource.identity,
        narrowings: Mapping[str, Narrowing] | None = None,
        holding: Callable[[Rows, str], str] | None = None,
        changed_at: str = RowSource.changed_at,
    ) -> None:
        self._model, self._shown, self._holding = model, shown, holding
        self.is_searched, self.changed_at = holding is not None, changed_at
        self.order, self.identity, self.narrowings = order, identity, narrowings or {}

    @property
    def model(self) -> type[models.Model]:
        """The table."""
        return self._model

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """The list's arguments besides those of paging."""
        return {
            name: graphene.Argument(each.type, description=each.description) for name, each in self.narrowings.items()
        }

    def shown(self, rows: Rows, compilation: Compilation) -> list[str]:
        """What its pages show."""
        return [] if self._shown is None else self._shown(rows, compilation)

    def holding(self, rows: Rows, asked: Asked, words: str) -> str:
        """What the table was declared with."""
        return super().holding(rows, asked, words) if self._holding is None else self._holding(rows, words)

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """Of the arguments that are given."""
        given, place, bind = asked.arguments, asked.place, asked.compilation.parameters.bind
        return [
            each.condition(rows, bind((place.key, name), partial(_value, place=place, name=name), each.cast))
            for name, each in self.narrowings.items()
            if given.get(name) is not None
        ]


def _value(run: Run, place: ArgumentPlace, name: str) -> Any:
    value = run.arguments(place)[name]
    return value.isoformat() if hasattr(value, "isoformat") else value


def standing(rows: Rows, compilation: Compilation) -> list[str]:
    """What was not taken back."""
    del compilation
    return [f"{rows.column('withdrawn_at')} is null"]
