"""``node(id:)``: one row by its global id, under the same authorisation as its list."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import graphene
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from graphql import GraphQLObjectType, GraphQLResolveInfo
from graphql_relay import from_global_id

from vlavirgem_graphql.gateway.compiler.fields import Asked, Compilation, CompiledField, GlobalId
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Parameters, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.selection import Selections, Shape
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

    def __init__(self, sources: Callable[[], Mapping[str, RowSource]], **settings: Any) -> None:
        super().__init__(Node, id=graphene.Argument(graphene.NonNull(graphene.ID)), **settings)
        self.sources = sources

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Any:
        """Answer at the root; raises a refusal with code BAD_ID where the text is no id of ours."""
        name, key = read_global_id(arguments["id"])
        source = self.sources().get(name)
        if source is None or not _is_key(key, source):
            raise bad_id()
        authorisation = source.authorise(info, {})
        answered = answer_with_plan(
            info,
            authorisation,
            find_key=partial(_key_of, name, source, authorisation),
            compile_plan=partial(_compile, info, authorisation, name, source),
        )
        if answered is None:
            source.missed(info, key)
        return answered


def _key_of(name: str, source: RowSource, authorisation: Any, shape: Shape) -> Any:
    return name, source.key(authorisation, shape)


def _compile(info: GraphQLResolveInfo, authorisation: Any, name: str, source: RowSource) -> Plan:
    compilation = Compilation(Selections.of_info(info), Parameters(), authorisation)
    asked = Asked(compilation, info.parent_type, info.parent_type.fields[info.field_name], info.field_nodes)
    node_type = info.schema.type_map[name]
    if not isinstance(node_type, GraphQLObjectType):
        raise TypeError(f"{name} is no object type.")
    inner, row = source.rows(compilation), source.rows(compilation)
    key = compilation.parameters.bind("id", partial(_key_in_id, place=asked.place), source.identity.cast)
    conditions = [*source.all_conditions(inner, asked), f"{inner.column(source.identity.column)}={key}"]
    written = compilation.write_object(node_type, info.field_nodes, row).sql
    page = f"select {inner.alias}.* from {source.table} {inner.alias}{where(conditions)}"
    evidence = source.evidence(f"array[{source.noted(row)}]", asked)
    return Plan(
        sql=f"select {written},{evidence} from {row.placed(f'({page}) {row.alias}')}",
        readers=tuple(compilation.parameters.readers),
        withheld=tuple(sorted(compilation.withheld)),
    )


def _key_in_id(run: Run, place: ArgumentPlace) -> str:
    return read_global_id(run.arguments(place)["id"])[1]


def _is_key(key: str, source: RowSource) -> bool:
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
