"""The contract schema: what of the schema a caller sees, by what its agreements cover and what it may do.

Introspection, the schema that it downloads and its explorer show only that: kinds of which it may read nothing are left
out with all that hangs on them, and so are fields that no agreement covers, and acts that are not for its key or its
roles. It is what is *shown*. A document is held against the whole schema, and what it asks beyond the contract is
refused when it is run, on record as a denial (decision 0036): a document that merely failed to validate would leave no
trace.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphql import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    build_ast_schema,
    parse,
    print_schema,
)

from vlavirgem_graphql.exchange.kinds import kinds_with
from vlavirgem_graphql.exchange.kinds.made.known import NONE_MADE, MadeKinds, made_kinds
from vlavirgem_graphql.gateway.compiler.execution import FragmentExecutionContext
from vlavirgem_graphql.gateway.compiler.orders import orders_by
from vlavirgem_graphql.gateway.definitions import alone, consistent, name_of, only, reachable, without
from vlavirgem_graphql.gateway.delegated_documents import Shape
from vlavirgem_graphql.gateway.key_scopes import Program
from vlavirgem_graphql.schema.events.records import event_field_of
from vlavirgem_graphql.schema.mutations.root import acts_by_field
from vlavirgem_graphql.schema.root import gateway_schema, schema_text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphql.pyutils import Path

    from vlavirgem_graphql.gateway.access import Coverage
    from vlavirgem_graphql.schema.mutations.act import Act
    from vlavirgem_tenants.people.actors import Actor


# What is made for each type: by the names of its fields, and around it.
_BY_FIELDS = ("", "Where", "Order", "GroupKey", "Min", "Max", "Sum", "Avg")
_AROUND = ("Connection", "Edge", "Event", "Aggregate", "Group")
_PROVIDER = "Organisation"
_MOST_KEPT = 64


class Contract(NamedTuple):
    """All that decides what is seen: callers with the same share one schema.

    ``acts`` are the fields of the mutation that are left out, ``types`` those of which nothing may be read; ``made``
    are the kinds that operators made, as they are known to the request. ``delegated_kind`` is the one kind that a
    delegate reads, of which it sees the records and nothing around them.
    """

    coverage: Coverage
    acts: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    made: MadeKinds = NONE_MADE
    delegated_kind: str | None = None


def contract_of(coverage: Coverage, actor: Actor) -> Contract:
    """The contract of a person or a program of an organisation whose agreements cover this."""
    made = made_kinds()
    if isinstance(actor, Program) and actor.delegated_kind is not None:
        return Contract(coverage, made=made, delegated_kind=actor.delegated_kind)
    acts = frozenset(name for name, act in _acts(made).items() if not act.is_for(actor))
    if not isinstance(actor, Program):
        return Contract(coverage, acts, made=made)
    sources, readable = gateway_schema().sources.items(), {None, *actor.scopes}
    hidden = frozenset(name for name, source in sources if source.scope not in readable)
    return Contract(coverage, acts, hidden, made)


@lru_cache(2)
def _acts(made: MadeKinds) -> Mapping[str, type[Act]]:
    return acts_by_field(kinds_with(made))


class GatewayExecution(FragmentExecutionContext):
    """Execution by the whole schema, but for introspection, which tells of the caller's contract.

    ``context_value`` brings ``coverage`` and ``caller``, which are asked for by introspection only.
    """

    def build_resolve_info(
        self, field_def: GraphQLField, field_nodes: list[FieldNode], parent_type: GraphQLObjectType, path: Path
    ) -> GraphQLResolveInfo:
        """What a resolver is told."""
        info = super().build_resolve_info(field_def, field_nodes, parent_type, path)
        if field_def is SchemaMetaFieldDef or field_def is TypeMetaFieldDef:
            contract = contract_of(self.context_value.coverage, self.context_value.caller.actor)
            return info._replace(schema=contract_schema(contract))  # noqa: SLF001 - a named tuple's
        return info


@lru_cache(_MOST_KEPT)
def contract_text(contract: Contract, language: str) -> str:
    """The contract in GraphQL's schema definition language, described in a language."""
    return print_schema(_built(contract, language))


@lru_cache(_MOST_KEPT)
def contract_schema(contract: Contract) -> GraphQLSchema:
    """The contract for introspection; nothing can be executed with it."""
    return _built(contract, "en")


def delegated_shape(kind: str) -> Shape:
    """The types and fields that a delegate for this kind of record may ask for, whichever its agreement covers."""
    return _shape_of(kind, made_kinds())


@lru_cache(_MOST_KEPT)
def _shape_of(kind: str, made: MadeKinds) -> Shape:
    definitions = {name_of(node): node for node in _whole(made, "en").definitions}
    _cut_to(kind, made, definitions)
    return {
        name: frozenset(field.name.value for field in node.fields)
        for name, node in reachable(consistent(definitions)).items()
        if isinstance(node, (ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode))
    }


def _cut_to(kind_name: str, made: MadeKinds, definitions: dict[str, DefinitionNode]) -> None:
    """Leave the lists, figures and events of a kind, and of who provides them what they are called. Nothing is left of
    a kind that this program does not know (any more)."""
    kinds = [each for each in kinds_with(made) if each.name == kind_name]
    lists = {name for each in kinds for name in (each.connection_name, f"{each.connection_name}Aggregate")}
    definitions["Query"] = only(definitions["Query"], {*lists, "node"})
    definitions["Subscription"] = only(definitions["Subscription"], {event_field_of(each) for each in kinds})
    for name in {"Mutation", *gateway_schema().sources} - {_PROVIDER, *(each.type_name for each in kinds)}:
        definitions.pop(name, None)
    provider = definitions[_PROVIDER]
    if isinstance(provider, ObjectTypeDefinitionNode):
        definitions[_PROVIDER] = alone(provider, definitions)


def _built(contract: Contract, language: str) -> GraphQLSchema:
    readable = dict(contract.coverage)
    definitions = {name_of(node): node for node in _whole(contract.made, language).definitions}
    if contract.delegated_kind is not None:
        _cut_to(contract.delegated_kind, contract.made, definitions)
    if "Mutation" in definitions:
        definitions["Mutation"] = without(definitions["Mutation"], contract.acts)
    for name in contract.types:
        _remove(name, definitions)
    for kind in kinds_with(contract.made):
        if kind.name not in readable:
            _remove(kind.type_name, definitions)
        elif (covered := readable[kind.name]) is not None:
            fields = {field.name for field in kind} - covered
            uncovered = fields.union(*map(orders_by, fields))
            for name in {kind.type_name + suffix for suffix in _BY_FIELDS} & definitions.keys():
                definitions[name] = without(definitions[name], uncovered)
    return build_ast_schema(DocumentNode(definitions=tuple(reachable(consistent(definitions)).values())))


def _remove(type_name: str, definitions: dict[str, DefinitionNode]) -> None:
    for suffix in (*_BY_FIELDS, *_AROUND):
        definitions.pop(type_name + suffix, None)


@lru_cache(4)
def _whole(made: MadeKinds, language: str) -> DocumentNode:
    return parse(schema_text_of(made, language), no_location=True)
