"""Fields whose value PostgreSQL writes.

A type of the gateway is an ordinary graphene type whose fields are of these classes: the schema, introspection and
validation are graphene's, and a selection over them becomes SQL. A field that is none of these cannot be compiled;
the check at start-up (``gateway.checks``) finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

import graphene
from django.db import models
from graphql import FieldNode, GraphQLField, GraphQLObjectType, GraphQLResolveInfo, get_named_type, is_non_null_type
from graphql.execution.values import get_argument_values

from vlavirgem.database.quoting import literal
from vlavirgem_graphql.deprecated import Deprecated
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Parameters
from vlavirgem_graphql.gateway.compiler.rows import Body, Element, Rows, primary_key
from vlavirgem_graphql.gateway.compiler.selection import Selections
from vlavirgem_graphql.gateway.compiler.sql import Json, base64_json, json_object, or_null

# Lists of more elements than this are read as tables; so are those whose text would be longer than this, in characters.
_SHORT_LIST, _LONGEST_WRITTEN_OUT = 2, 6_000


class NotCompilableError(TypeError):
    """A field of a compiled type is no compiled field. Found by the check at start-up, never by a request."""


@dataclass
class Compilation:
    """One selection on its way to becoming a statement, under one authorisation.

    ``withheld`` gathers the names of asked fields that the authorisation does not cover, in full or in part.
    """

    selections: Selections
    parameters: Parameters
    authorisation: Any
    aliases: Iterator[str] = field(default_factory=lambda: (f"r{number}" for number in count(1)))
    withheld: set[str] = field(default_factory=set)

    @property
    def me(self) -> str:
        """The placeholder of the id of the organisation that reads."""
        return self.parameters.bind("me", lambda run: run.info.context.caller.tenant.pk, "bigint")

    def write_object(self, parent: GraphQLObjectType, nodes: list[FieldNode], source: Any) -> Json:
        """The JSON object that a selection asks of ``parent``; ``source`` is what the type's fields read from."""
        members = []
        for key, asked in self.selections.of(parent, nodes).items():
            name = asked[0].name.value
            if name == "__typename":
                members.append((key, Json((f'"{parent.name}"',))))
            else:
                place = Asked(self, parent, parent.fields[name], asked)
                members.append((key, declaration_of(place.field).write(source, place)))
        return json_object(members)


@dataclass(frozen=True)
class Asked:
    """A field as it is asked for: its place in the schema and in the document."""

    compilation: Compilation
    parent: GraphQLObjectType
    field: GraphQLField
    nodes: list[FieldNode]

    @classmethod
    def at_root(cls, info: GraphQLResolveInfo, authorisation: Any) -> Asked:
        """The root field that is being answered, to be compiled under an authorisation."""
        compilation = Compilation(Selections.of_info(info), Parameters(), authorisation)
        return cls(compilation, info.parent_type, info.parent_type.fields[info.field_name], info.field_nodes)

    @property
    def place(self) -> ArgumentPlace:
        """Where the field's arguments stand."""
        return ArgumentPlace(self.field, self.nodes[0])

    @property
    def arguments(self) -> dict[str, Any]:
        """The coerced arguments of the request that the plan is made for: of a page's size the value may be used, of
        all others only whether they are null."""
        return get_argument_values(self.field, self.nodes[0], self.compilation.selections.variables)

    @property
    def never_null(self) -> bool:
        """Whether the schema promises a value."""
        return is_non_null_type(self.field.type)

    def write_object(self, source: Any) -> Json:
        """The object that this field returns, or each of the objects in the list that it returns."""
        returned = get_named_type(self.field.type)
        if not isinstance(returned, GraphQLObjectType):
            raise NotCompilableError(f"{self.parent.name}.{self.nodes[0].name.value} does not return an object type.")
        return self.compilation.write_object(returned, self.nodes, source)


@dataclass(frozen=True)
class CompiledResolver:
    """Stands where graphql-core expects a resolver. Only that of a root field is ever called."""

    declaration: CompiledField

    def __call__(self, root: object, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        """Answer a root field."""
        del root
        return self.declaration.answer(info, arguments)


def declaration_of(field: GraphQLField) -> CompiledField:
    """The compiled field behind a field of the schema; raises NotCompilableError where it is another's."""
    if not isinstance(field.resolve, CompiledResolver):
        raise NotCompilableError("The field is resolved in Python.")
    return field.resolve.declaration


class CompiledField(graphene.Field):  # type: ignore[misc]  # graphene has no types
    """A field whose value SQL writes.

    ``cost`` is what one value of it costs (:mod:`vlavirgem.graphql_requests.limits`); ``per_row`` tells whether it
    lists the rows of a page; ``listed_by`` is the argument that names each of its rows, where it has one; ``reads``
    names the columns that the row must have, which the check at start-up looks at. ``deprecated``: it goes.
    """

    cost = 1
    per_row = False
    listed_by = ""
    reads: tuple[str, ...] = ()
    deprecated: Deprecated | None = None

    def __init__(self, *of_type: Any, deprecated: Deprecated | None = None, **settings: Any) -> None:
        super().__init__(*of_type, **settings)
        self.deprecated = deprecated

    def wrap_resolve(self, parent_resolver: object) -> CompiledResolver:
        """Graphene's hook for fields that bring their own resolver."""
        del parent_resolver
        return CompiledResolver(self)

    def write(self, source: Any, asked: Asked) -> Json:
        """JSON of this field's value, never SQL's NULL."""
        raise NotImplementedError

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """The value of this field where it stands at the root of an operation."""
        del arguments
        raise NotCompilableError(f"{info.parent_type.name}.{info.field_name} is no root field.")


class Column(CompiledField):
    """A column of the row."""

    def __init__(self, of_type: Any, column: str, **settings: Any) -> None:
        super().__init__(of_type, **settings)
        self.column, self.reads = column, (column,)

    def write(self, source: Rows, asked: Asked) -> Json:
        """PostgreSQL's own JSON of the value: escaped text, ISO 8601 moments in UTC, plain numbers, lists."""
        value = f"to_json({source.column(self.column)})"
        return Json.of(value) if asked.never_null else or_null(value, "json")


class Written(CompiledField):
    """A value that an SQL expression over the row gives; NULL becomes null."""

    def __init__(self, of_type: Any, expression: Callable[[Rows], str], **settings: Any) -> None:
        super().__init__(of_type, **settings)
        self.expression = expression

    def write(self, source: Rows, asked: Asked) -> Json:
        """PostgreSQL's own JSON of the expression's value."""
        value = f"to_json({self.expression(source)})"
        return Json.of(value) if asked.never_null else or_null(value, "json")


class GlobalId(CompiledField):
    """Relay's opaque id of a row: base64 of the type's name and the primary key."""

    def __init__(self, type_name: str, column: str = "id", **settings: Any) -> None:
        super().__init__(graphene.NonNull(graphene.ID), **settings)
        self.prefix, self.column, self.reads = f"{type_name}:", column, (column,)

    def write(self, source: Rows, asked: Asked) -> Json:
        """The same text as ``graphql_relay.to_global_id`` gives."""
        del asked
        return base64_json(f"{literal(self.prefix)}||{source.column(self.column)}")


class Related(CompiledField):
    """The row that a foreign key points to. Null where the reader may not see it, unless the type promises one.

    ``shown`` writes the conditions under which such a row is shown at all, where not the database alone decides.
    """

    def __init__(
        self,
        of_type: Any,
        model: Callable[[], type[models.Model]],
        column: str,
        *,
        shown: Callable[[Rows, Compilation], list[str]] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(of_type, **settings)
        self.model, self.column, self.shown, self.reads = model, column, shown, (column,)

    def write(self, source: Rows, asked: Asked) -> Json:
        """Join the row; its members stand in line with the parent's."""
        model = self.model()
        row = source.join(model, self.column, partial(self._conditions, compilation=asked.compilation))
        written = asked.write_object(row)
        if asked.never_null:
            return written
        return Json.of(f"case when {row.column(primary_key(model))} is null then 'null' else {written.sql} end")

    def _conditions(self, rows: Rows, compilation: Compilation) -> list[str]:
        return [] if self.shown is None else self.shown(rows, compilation)


class Member(CompiledField):
    """A member of a JSON object: a scalar or a list of scalars, whose JSON text is passed on."""

    def __init__(self, of_type: Any, member: str, **settings: Any) -> None:
        super().__init__(of_type, **settings)
        self.member = member

    def write(self, source: Body | Element, asked: Asked) -> Json:
        """The member's own JSON."""
        del asked
        return or_null(source.member(self.member), "jsonb")


class MemberList(CompiledField):
    """A member of a JSON object that is a list of objects, of which a selection is taken."""

    cost = 5  # about how many there are

    def __init__(self, of_type: Any, member: str, **settings: Any) -> None:
        super().__init__(of_type, **settings)
        self.member = member

    def write(self, source: Body | Element, asked: Asked) -> Json:
        """A list in the body's own order; null where the member is absent.

        A short list is written element by element: to scan it as a table costs three times as much, and 100 rows have
        hundreds of lists. Its text would double with each level, so it is bounded.
        """
        listed = source.list_member(self.member)
        table = _as_table(listed, source.aliases, asked)
        ways = ["when 0 then '[]'"]
        for length in range(1, _SHORT_LIST + 1):
            elements = [source.element(self.member, place) for place in range(length)]
            written = [piece for one in elements for piece in (",", asked.write_object(one))]
            ways.append(f"when {length} then {Json.join('[', *written[1:], ']').sql}")
        # Of NULL the length is NULL, which is none of these.
        rest = f"case when {listed} is null then 'null' else {table} end"
        short = f"case jsonb_array_length({listed}) {' '.join(ways)} else {rest} end"
        return Json.of(short if len(short) <= _LONGEST_WRITTEN_OUT else rest)


def _as_table(listed: str, aliases: Iterator[str], asked: Asked) -> str:
    """A list of any length; a scan of a function keeps its order."""
    one = Body(next(aliases), aliases)
    written = asked.write_object(one).sql
    rows = f"jsonb_to_recordset({listed}) {one.alias}({one.definition})"
    return f"(select concat('[',string_agg({written},','),']') from {rows})"
