"""``node(id:)``: one row by its global id, under the same authorisation as its list."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import graphene
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql_relay import from_global_id

from vlavirgem_graphql.gateway.compiler.fields import Asked, CompiledField, GlobalId
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import RowSource, where
from vlavirgem_graphql.gateway.errors import refused


class Node(graphene.Interface):  # type: ignore[misc]  # graphene has no types
    """Anything that has a global id, by which it can be asked for again."""

    class Meta:
        description = gettext_lazy("Anything that has a global id, by which it can be asked for again.")

    id = GlobalId("Node", description=gettext_lazy("Opaque id, valid in the whole gateway."))


class NodeField(CompiledField):
    """One row of any of the types in ``sources`` (by GraphQL type name). Null where there is none, or none for us."""

    cost = 5

    def __init__(self, sources: Mapping[str, RowSource], **settings: Any) -> None:
        super().__init__(Node, id=graphene.Argument(graphene.NonNull(graphene.ID)), **settings)
        self.sources = sources

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root; raises a refusal with code BAD_ID where the text is no id of ours."""
        name, key = read_global_id(arguments["id"])
        source = self.sources.get(name)
        if source is None or not is_key(key, source):
            raise bad_id()
        authorisation = source.authorise(info, {})
        answered = answer_with_plan(
            info,
            authorisation,
            find_key=partial(_key_of, name, source, authorisation),
            compile_plan=partial(_compile, info, authorisation, name, source),
        )
        if answered is None:
            source.missed(info, [key])
        return answered


def _key_of(name: str, source: RowSource, authorisation: Any, shape: Shape) -> Any:
    return name, source.key(authorisation, shape)


def _compile(info: GraphQLResolveInfo, authorisation: Any, name: str, source: RowSource) -> Plan:
    asked = Asked.at_root(info, authorisation)
    parameters = asked.compilation.parameters
    key = parameters.bind("id", partial(_key_in_id, place=asked.place), source.identity.cast)
    found = read_by_key(source, asked, name, f"={key}")
    evidence = source.evidence(f"array[{source.noted(found.row)}]", asked)
    return Plan.of(asked.compilation, f"select {found.written},{evidence} from {found.table}")


@dataclass(frozen=True)
class ByKey:
    """Rows that were asked for by their keys: the JSON of each, and the table that it is written from, as SQL."""

    row: Rows
    written: str
    table: str


def read_by_key(source: RowSource, asked: Asked, type_name: str, is_asked: str) -> ByKey:
    """Those rows of the table that may be read, and whose key ``is_asked``: an SQL condition behind the key."""
    compilation = asked.compilation
    node_type = compilation.selections.schema.type_map[type_name]
    if not isinstance(node_type, GraphQLObjectType):
        raise TypeError(f"{type_name} is no object type.")
    inner, row = source.rows(compilation), source.rows(compilation)
    conditions = [*source.all_conditions(inner, asked), f"{inner.column(source.identity.column)}{is_asked}"]
    written = compilation.write_object(node_type, asked.nodes, row).sql
    page = f"select {inner.alias}.* from {source.table} {inner.alias}{where(conditions)}"
    return ByKey(row, written, row.placed(f"({page}) {row.alias}"))


def _key_in_id(run: Run, place: ArgumentPlace) -> str:
    return read_global_id(run.arguments(place)["id"])[1]


def is_key(key: str, source: RowSource) -> bool:
    """Whether the text can be what tells a row of this table from others."""
    try:
        source.identity.check(key)
    except ValueError:
        return False
    return "\0" not in key


def read_global_id(global_id: str) -> tuple[str, str]:
    """The type's name, and what tells the row from others of the type; raises a refusal with code BAD_ID."""
    try:
        name, key = from_global_id(global_id)
    except (binascii.Error, UnicodeDecodeError, ValueError) as reason:
        raise bad_id() from reason
    return str(name), str(key)


def key_of(global_id: str, type_name: str) -> UUID:
    """The key of a row of this type; raises a refusal with code BAD_ID for an id of something else."""
    name, key = read_global_id(global_id)
    try:
        if name == type_name:
            return UUID(key)
    except ValueError as reason:
        raise bad_id() from reason
    raise bad_id()


def bad_id() -> Exception:
    """The refusal of a text that is no global id."""
    return refused(_("This is not an id of the gateway. Take it from an `id` field."), code="BAD_ID")
