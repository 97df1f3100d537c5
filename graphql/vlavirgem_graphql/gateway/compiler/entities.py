"""``_entities(representations:)``: many rows by their ids at once, as a router of Apollo Federation asks for them
(subgraph specification of Federation 2), each as ``node(id:)`` gives it.

The rows of one type are read by one statement. What is refused for one type leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import graphene
import orjson
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from graphene.types.generic import GenericScalar
from graphql import GraphQLError, GraphQLResolveInfo, ValueNode, value_from_ast_untyped
from orjson import Fragment

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.compiler.fields import Asked, CompiledField
from vlavirgem_graphql.gateway.compiler.node import is_key, read_by_key, read_global_id
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.plan import Plan, run_plan
from vlavirgem_graphql.gateway.compiler.selection import REPRESENTATIONS
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.errors import refused

# What stands for a row: the name of its type, and its key. An error where it stands for none.
Named = tuple[str, str] | GraphQLError


class Representation(GenericScalar):  # type: ignore[misc]  # graphene has no types
    """An object with the name of a type and the key of a row."""

    class Meta:
        name = "_Any"
        description = gettext_lazy("An object with the `__typename` and the `id` of a row.")

    @staticmethod
    def parse_literal(ast: ValueNode, variables: dict[str, Any] | None = None) -> Any:
        """As it stands in the document, with the values of its variables."""
        return value_from_ast_untyped(ast, variables)


class Entities(CompiledField):
    """Rows of any of these types; null for each that is not there, or not for us."""

    cost = 5
    listed_by = REPRESENTATIONS

    def __init__(self, nodes: Mapping[type[graphene.ObjectType], RowSource], **settings: Any) -> None:
        said = gettext_lazy("What has a key by which a router can ask for it.")
        meta = type("Meta", (), {"name": "_Entity", "types": tuple(nodes), "description": said})
        entity = type("Entity", (graphene.Union,), {"Meta": meta})
        listed = graphene.List(graphene.NonNull(Representation), required=True)
        super().__init__(graphene.NonNull(graphene.List(entity)), representations=listed, name="_entities", **settings)
        self.sources = {node._meta.name: source for node, source in nodes.items()}

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> list[Fragment | Exception | None]:
        """Answer at the root, in the order in which they are asked for."""
        asked = [_named(each, self.sources) for each in arguments[REPRESENTATIONS]]
        keys: dict[str, list[str]] = {}
        for each in asked:
            if isinstance(each, tuple):
                keys.setdefault(each[0], []).append(each[1])
        last = next(reversed(keys), "")
        found = {name: self._found(info, name, keys[name], is_last=name == last) for name in keys}
        return [next(found[each[0]]) if isinstance(each, tuple) else each for each in asked]

    def _found(
        self, info: GraphQLResolveInfo, name: str, keys: Sequence[str], *, is_last: bool
    ) -> Iterator[Fragment | Exception | None]:
        """The rows of one type, in the order of their keys; what was refused stands for each."""
        of_type = info._replace(path=info.path.add_key(name))  # noqa: SLF001 - a named tuple's
        try:
            rows = self._read(of_type, name, keys, is_last=is_last)
        except (GraphQLError, Refusal) as refusal:
            return iter([refusal] * len(keys))
        return iter(rows)

    def _read(
        self, info: GraphQLResolveInfo, name: str, keys: Sequence[str], *, is_last: bool
    ) -> list[Fragment | None]:
        source = self.sources[name]
        authorisation = source.authorise(info, {})
        text = run_plan(
            Run(info, authorisation, is_last=is_last),
            find_key=lambda shape: (name, source.key(authorisation, shape)),
            compile_plan=partial(self._compile, info, authorisation, name),
        )
        written: list[str | None] = orjson.loads(text or b"[]")
        if missed := [key for key, row in zip(keys, written, strict=True) if row is None]:
            source.missed(info, missed)
        return [None if row is None else Fragment(row) for row in written]

    def _compile(self, info: GraphQLResolveInfo, authorisation: Any, name: str) -> Plan:
        """The statement: JSON texts in an array, so that each keeps every sign that PostgreSQL wrote."""
        asked = Asked.at_root(info, authorisation)
        source = self.sources[name]
        identity, bind = source.identity, asked.compilation.parameters.bind
        keys = bind("ids", partial(_keys, place=asked.place, name=name, sources=self.sources), f"{identity.cast}[]")
        found = read_by_key(source, asked, name, f"=any({keys})")
        key = found.row.column(identity.column)
        evidence = source.evidence("noted_", asked)
        return Plan.of(
            asked.compilation,
            f"select json_,case when cardinality(noted_)>0 then {evidence} end from (select "
            f"array_to_json(array_agg(case when {key} is not null then {found.written} end order by at_)) json_,"
            f"array_agg({source.noted(found.row)}) filter (where {key} is not null) noted_ "
            # Only a join stands between parentheses.
            f"from unnest({keys}) with ordinality asked_(key_,at_) "
            f"left join ((select 1) one_ cross join {found.table}) on {key}=key_) page_",
        )


def _keys(run: Run, place: ArgumentPlace, name: str, sources: Mapping[str, RowSource]) -> list[str]:
    named = (_named(each, sources) for each in run.arguments(place)[REPRESENTATIONS])
    return [each[1] for each in named if isinstance(each, tuple) and each[0] == name]


def _named(given: object, sources: Mapping[str, RowSource]) -> Named:
    """The type and the key in a representation."""
    if isinstance(given, dict) and isinstance(given.get("id"), str):
        try:
            name, key = read_global_id(given["id"])
        except GraphQLError as refusal:
            return refusal
        if name == given.get("__typename") and name in sources and is_key(key, sources[name]):
            return name, key
    said = _("A representation has the `__typename` of a type of the gateway, and the `id` of a row of that type.")
    return refused(said, code="BAD_ID")
