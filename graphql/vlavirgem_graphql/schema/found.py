"""``find(words:)``: everything that holds some words and that the reader may read, over all domains and kinds.

One statement finds the rows of each type under the conditions of that type's own list, merges them, the last changed
first, and writes those of the page. Of records it goes on record once, for all kinds together.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Any, Final

import graphene
from django.db import models
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem.database.quoting import identifier, literal
from vlavirgem_graphql.gateway.access import Access
from vlavirgem_graphql.gateway.binary_arrays import text_array, uuid_array
from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation
from vlavirgem_graphql.gateway.compiler.node import read_by_key
from vlavirgem_graphql.gateway.compiler.parameters import Parameters, Reader, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import PageText, RowSource, where
from vlavirgem_graphql.gateway.compiler.sql import Json
from vlavirgem_graphql.schema.records.reading import reading_on_record
from vlavirgem_graphql.schema.records.searching import LONGEST, said_in

WORDS: Final = "words"


@dataclass(frozen=True)
class FoundAccess:
    """What may be read of each type, by its name; types of which nothing may are left out."""

    parts: Mapping[str, Any]

    @cached_property
    def offers(self) -> bytes:
        """As :attr:`Access.offers`, of all kinds."""
        return uuid_array(self.agreements_of)

    @cached_property
    def agreements(self) -> bytes:
        """As :attr:`Access.agreements`, side by side with them."""
        return text_array(map(",".join, self.agreements_of.values()))

    @cached_property
    def agreements_of(self) -> dict[str, list[str]]:
        """As :attr:`Access.agreements_of`, of all kinds."""
        parts = [part for part in self.parts.values() if isinstance(part, Access)]
        return {offer: agreements for part in parts for offer, agreements in part.agreements_of.items()}

    def slugs_without(self, name: str) -> list[str]:
        """The organisations whose agreement does not cover a field, called ``Type.field``."""
        part, _dot, field = name.partition(".")
        access: Access = self.parts[part]
        return access.slugs_without(field)


class _Part(Parameters):
    """Parameters of one type in the whole statement: their readers see what may be read of that type."""

    def __init__(self, whole: Parameters, name: str) -> None:
        super().__init__()
        self.whole, self.name = whole, name

    def bind(self, key: Hashable, read: Reader, cast: str) -> str:
        """See :class:`Parameters`."""

        def read_part(run: Run) -> Any:
            return read(replace(run, authorisation=run.authorisation.parts[self.name]))

        return self.whole.bind((self.name, key), read_part, cast)


class FoundSource(RowSource):
    """Rows of several tables: their type, their key, when they last changed, and what the evidence needs of each."""

    order = Order(
        (OrderKey("at_", "timestamptz"), OrderKey("type_", "text"), OrderKey("key_", "text")), descending=True
    )

    def __init__(self, sources: Mapping[str, RowSource]) -> None:
        self.sources = sources

    @property
    def model(self) -> type[models.Model]:
        """There is none; raises TypeError."""
        raise TypeError("What is found stands in several tables.")

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """What to look for."""
        said = _("What to look for: Dutch, all of the words; at most %(most)s characters.") % {"most": LONGEST}
        return {WORDS: graphene.Argument(graphene.NonNull(graphene.String), description=said)}

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> FoundAccess:
        """Of kinds without agreement nothing is looked at, and nothing is said: nobody asked for them by name."""
        del arguments
        readable = {name: source for name, source in self.sources.items() if source.is_readable(info)}
        return FoundAccess({name: source.authorise(info, {}) for name, source in readable.items()})

    def key(self, authorisation: FoundAccess, shape: Shape) -> Hashable:
        """That of each type."""
        return tuple((name, self.sources[name].key(part, shape)) for name, part in authorisation.parts.items())

    def page(self, rows: Rows, asked: Asked, text: PageText) -> str:
        """A page of each type, merged."""
        found = " union all ".join(f"({self._found(part, asked, text)})" for part in self._parts(asked))
        order = text.order.by(rows, reverse=not text.forward)
        return f"select {rows.alias}.* from ({found}) {rows.alias} order by {order} limit {text.limit}"

    def count(self, rows: Rows, asked: Asked) -> str:
        """The counts of all types together."""
        del rows
        counts = []
        for part in self._parts(asked):
            inner = part.source.rows(part.asked.compilation)
            holding = where(self._conditions(part, inner, asked))
            counts.append(f"(select count(*) from {part.source.table} {inner.alias}{holding})")
        return f"({'+'.join(counts)})"

    def write_row(self, rows: Rows, asked: Asked) -> Json:
        """Each row as its own type is written, read by its key."""
        ways = []
        for part in self._parts(asked):
            key = f"={rows.column('key_')}::{part.source.identity.cast}"
            found = read_by_key(part.source, part.asked, part.name, key)
            ways.append(f"when {literal(part.name)} then (select {found.written} from {found.table})")
            asked.compilation.withheld |= {f"{part.name}.{name}" for name in part.asked.compilation.withheld}
        return Json.of(f"case {rows.column('type_')} {' '.join(ways)} end")

    def noted(self, rows: Rows) -> str:
        """Which offer a record is of; null for other rows."""
        return rows.column("noted_")

    def evidence(self, noted: str, asked: Asked, *, whole_list: str = "false") -> str:
        """One reading of the offers of all kinds. Whoever searches learns of what does not hold the words, too."""
        del whole_list
        access: FoundAccess = asked.compilation.authorisation
        return reading_on_record(noted, asked, whole_list="true") if access.agreements_of else "null"

    def _parts(self, asked: Asked) -> Iterator[_PartAsked]:
        compilation = asked.compilation
        for name, authorisation in compilation.authorisation.parts.items():
            of_type = Compilation(
                compilation.selections, _Part(compilation.parameters, name), authorisation, compilation.aliases
            )
            yield _PartAsked(name, self.sources[name], replace(asked, compilation=of_type))

    def _found(self, part: _PartAsked, asked: Asked, text: PageText) -> str:
        source = part.source
        inner = source.rows(part.asked.compilation)
        values = [
            inner.column(source.changed_at),
            f"{literal(part.name)}::text",
            f"{inner.column(source.identity.column)}::text",
        ]
        conditions = self._conditions(part, inner, asked)
        if text.bounds:
            beyond = "<" if text.order.descending == text.forward else ">"
            conditions.append(f"({','.join(values)}) {beyond} ({','.join(text.bounds)})")
        columns = ",".join(
            f"{value} {identifier(key.column)}" for value, key in zip(values, text.order.keys, strict=True)
        )
        direction = "desc" if text.order.descending == text.forward else "asc"
        return (
            f"select {columns},{source.noted(inner)} noted_ from {source.table} {inner.alias}{where(conditions)} "
            f"order by 1 {direction},3 {direction} limit {text.limit}"
        )

    def _conditions(self, part: _PartAsked, inner: Rows, asked: Asked) -> list[str]:
        place = asked.place
        words = asked.compilation.parameters.bind(
            (place.key, WORDS), partial(said_in, place=place, argument=WORDS), "text"
        )
        return [*part.source.all_conditions(inner, part.asked), part.source.holding(inner, part.asked, words)]


@dataclass(frozen=True)
class _PartAsked:
    """The field as it is asked of one type."""

    name: str
    source: RowSource
    asked: Asked


class FoundConnection(Connection):
    """What is found, in pages."""

    cost = 200


def found_field(nodes: Mapping[type[graphene.ObjectType], RowSource]) -> FoundConnection:
    """The root field over those of the types that can be searched, described in the active language."""
    searched = {node: source for node, source in nodes.items() if source.is_searched}
    said = _("What can hold the words that somebody looks for.")
    meta = type("Meta", (), {"name": "Found", "types": tuple(searched), "description": said})
    return FoundConnection(
        type("Found", (graphene.Union,), {"Meta": meta}),
        FoundSource({node._meta.name: source for node, source in searched.items()}),
        description=_(
            "Everything that holds these words and that we may read, over all kinds and domains, the last changed "
            "first. Of records it is on record (extensions.evidence)."
        ),
    )
