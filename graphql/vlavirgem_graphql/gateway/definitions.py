"""Definitions of a schema, cut down: without fields or types, and without what rests on these."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from operator import is_
from typing import Any

from graphql import (
    DefinitionNode,
    DirectiveNode,
    EnumTypeDefinitionNode,
    NamedTypeNode,
    NameNode,
    ObjectTypeDefinitionNode,
    ScalarTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    specified_scalar_types,
)

_ROOTS = ("Query", "Mutation", "Subscription")


def consistent(definitions: dict[str, DefinitionNode]) -> dict[str, DefinitionNode]:
    """Without what names a type that is gone, and without types of which nothing is left; until nothing changes."""
    while True:
        kept = {name: _naming_only(node, definitions.keys()) for name, node in definitions.items()}
        kept = {name: node for name, node in kept.items() if _parts(node) != ()}
        if kept.keys() == definitions.keys() and all(kept[name] is definitions[name] for name in kept):
            return kept
        definitions = kept


def _naming_only(node: DefinitionNode, names: Container[str]) -> DefinitionNode:
    """The definition without the fields, arguments and members of other types than these and the built-in ones."""
    if isinstance(node, UnionTypeDefinitionNode):
        members = tuple(each for each in node.types if _known(each, names))
        return node if len(members) == len(node.types) else _copy_of(node, types=members)
    fields = getattr(node, "fields", None)
    if fields is None:
        return node
    kept = []
    for field in fields:
        if _known(field.type, names):
            arguments = getattr(field, "arguments", ())
            shown = tuple(each for each in arguments if _known(each.type, names))
            kept.append(field if shown == tuple(arguments) else _copy_of(field, arguments=shown))
    return node if len(kept) == len(fields) and all(map(is_, kept, fields)) else _copy_of(node, fields=tuple(kept))


def reachable(definitions: dict[str, DefinitionNode]) -> dict[str, DefinitionNode]:
    """What can be come to from a root; the schema's own definition and directives stay."""
    found: dict[str, DefinitionNode] = {}
    ahead = [name for name, node in definitions.items() if name in _ROOTS or not isinstance(node, TypeDefinitionNode)]
    while ahead:
        name = ahead.pop()
        if name in found or name not in definitions:
            continue
        found[name] = node = definitions[name]
        ahead += _named_in(node)
        ahead += [
            other
            for other, each in definitions.items()
            if isinstance(each, ObjectTypeDefinitionNode) and any(_named(face) == name for face in each.interfaces)
        ]
    return {name: node for name, node in definitions.items() if name in found}


def _named_in(node: DefinitionNode) -> Iterator[str]:
    for field in getattr(node, "fields", None) or ():
        yield _named(field.type)
        for argument in getattr(field, "arguments", ()):
            yield _named(argument.type)
    for each in (*(getattr(node, "interfaces", None) or ()), *(getattr(node, "types", None) or ())):
        yield _named(each)


def without(node: DefinitionNode, names: Collection[str]) -> DefinitionNode:
    """The definition without the fields, or the values of an enumeration, of these names."""
    parts = "values" if isinstance(node, EnumTypeDefinitionNode) else "fields"
    kept: DefinitionNode = _copy_of(
        node, **{parts: tuple(part for part in getattr(node, parts) if part.name.value not in names)}
    )
    return kept


def only(node: DefinitionNode, names: Container[str]) -> DefinitionNode:
    """The definition with the fields of these names alone."""
    return without(node, {field.name.value for field in getattr(node, "fields", ()) if field.name.value not in names})


def alone(node: ObjectTypeDefinitionNode, definitions: Mapping[str, DefinitionNode]) -> ObjectTypeDefinitionNode:
    """The definition without the fields that lead to other objects, and as no more than itself."""
    plain = (ScalarTypeDefinitionNode, EnumTypeDefinitionNode)
    values = {name for name, each in definitions.items() if isinstance(each, plain)} | set(specified_scalar_types)
    kept = tuple(field for field in node.fields if _named(field.type) in values)
    cut: ObjectTypeDefinitionNode = _copy_of(node, fields=kept, interfaces=())
    return cut


def directed(node: ObjectTypeDefinitionNode, directive: DirectiveNode) -> ObjectTypeDefinitionNode:
    """The definition with one directive more."""
    marked: ObjectTypeDefinitionNode = _copy_of(node, directives=(*node.directives, directive))
    return marked


def _parts(node: DefinitionNode) -> object:
    """What an object, an input, a union or an enumeration is made of; None for the rest."""
    return next(
        (parts for name in ("fields", "types", "values") if (parts := getattr(node, name, None)) is not None), None
    )


def _named(node: TypeNode) -> str:
    while not isinstance(node, NamedTypeNode):
        node = node.type  # type: ignore[attr-defined]  # a list or what is never null
    return node.name.value


def _known(node: TypeNode, names: Container[str]) -> bool:
    name = _named(node)
    return name in specified_scalar_types or name in names


def _copy_of(node: Any, **parts: object) -> Any:
    """A copy of the node with other parts."""
    return type(node)(**{key: getattr(node, key, None) for key in node.keys} | parts)


def name_of(node: DefinitionNode) -> str:
    """The definition's name; empty for the schema's own."""
    name: NameNode | None = getattr(node, "name", None)
    return name.value if name is not None else ""
