"""The rows that a mutation wrote, as the answer shows them: read by their primary keys, in the order of those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import graphene
from graphql import GraphQLObjectType, GraphQLResolveInfo, get_named_type

from vlavirgem_graphql.gateway.compiler.fields import Asked, CompiledField, CompiledResolver
from vlavirgem_graphql.gateway.compiler.parameters import Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, answer_with_plan
from vlavirgem_graphql.gateway.compiler.rows import primary_key
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.compiler.source import RowSource


class WrittenRows(CompiledField):
    """Rows of a table of our own by the primary keys (texts) in the payload's attribute of the same name: a list, or
    with ``single`` the one row, null where it is not there any more.
    """

    cost = 5

    def __init__(
        self, node: type[graphene.ObjectType], source: RowSource, *, single: bool = False, **settings: Any
    ) -> None:
        super().__init__(node if single else graphene.NonNull(graphene.List(graphene.NonNull(node))), **settings)
        self.source, self.single = source, single

    def wrap_resolve(self, parent_resolver: object) -> CompiledResolver:
        """A resolver that takes the keys from the payload."""
        del parent_resolver
        return _OfPayload(self)

    def read(self, info: GraphQLResolveInfo, keys: Sequence[str]) -> Any:
        """The rows with these keys."""
        return answer_with_plan(info, keys, find_key=_no_key, compile_plan=partial(self._compile, info))

    def _compile(self, info: GraphQLResolveInfo) -> Plan:
        asked = Asked.at_root(info, None)
        compilation = asked.compilation
        source = self.source
        node = get_named_type(asked.field.type)
        if not isinstance(node, GraphQLObjectType):
            raise TypeError(f"{node} is no object type.")
        row = source.rows(compilation)
        keys = compilation.parameters.bind("keys", _keys, "uuid[]")
        written = compilation.write_object(node, info.field_nodes, row).sql
        key = row.column(primary_key(source.model))
        rows = f"select * from {source.table} w_ where w_.{primary_key(source.model)}=any({keys})"
        from_ = row.placed(f"({rows}) {row.alias}")
        listed = f"string_agg({written},',' order by array_position({keys},{key}))"
        value = f"string_agg({written},'')" if self.single else f"concat('[',{listed},']')"
        return Plan.of(compilation, f"select {value},null from {from_}")


def _no_key(shape: Shape) -> None:
    del shape


def _keys(run: Run) -> Sequence[str]:
    keys: Sequence[str] = run.authorisation
    return keys


@dataclass(frozen=True)
class _OfPayload(CompiledResolver):
    def __call__(self, root: object, info: GraphQLResolveInfo, **arguments: Any) -> Any:
        del arguments
        declaration = self.declaration
        if not isinstance(declaration, WrittenRows):
            raise TypeError(f"{info.field_name} shows no written rows.")
        return declaration.read(info, getattr(root, info.field_name))
