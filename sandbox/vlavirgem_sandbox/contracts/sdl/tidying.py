"""What a schema says that GraphQL does not know, taken out of it: examples, directives that nobody declared.

Schemas of a federated graph (Apollo Federation) and of mocking tools carry directives that they do not declare, and
extend types of others. Such a schema is read as it stands: the directives are passed over, and the first extension
of a type that is nowhere defined makes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    DocumentNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    Node,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    specified_directives,
    value_from_ast_untyped,
)

Coordinate: TypeAlias = tuple[str, ...]
"""Type; type and field; or type, field and argument."""

EXAMPLE: Final = "example"
EXAMPLES: Final = "examples"
LIST_LENGTH: Final = "listLength"
_OURS: Final = frozenset({EXAMPLE, EXAMPLES, LIST_LENGTH})
_MADE_OF: Final[dict[type[Node], type[Node]]] = {
    ScalarTypeExtensionNode: ScalarTypeDefinitionNode,
    ObjectTypeExtensionNode: ObjectTypeDefinitionNode,
    InterfaceTypeExtensionNode: InterfaceTypeDefinitionNode,
    UnionTypeExtensionNode: UnionTypeDefinitionNode,
    EnumTypeExtensionNode: EnumTypeDefinitionNode,
    InputObjectTypeExtensionNode: InputObjectTypeDefinitionNode,
}


@dataclass(frozen=True, kw_only=True)
class GivenExample:
    """A value that the author wrote beside what it is an example of."""

    of: Coordinate
    value: Any
    node: DirectiveNode


@dataclass(kw_only=True)
class Tidied:
    """A schema as GraphQL knows it, and what was taken out."""

    document: DocumentNode
    examples: list[GivenExample] = field(default_factory=list)
    lengths: dict[Coordinate, tuple[int, int]] = field(default_factory=dict)
    """How long a list is to be, of fields that say so."""
    passed_over: dict[str, DirectiveNode] = field(default_factory=dict)
    """Directives that nobody declared, with the first place of each."""


def tidied(document: DocumentNode) -> Tidied:
    """The document without them; the document that was given is changed."""
    declared = {node.name.value for node in document.definitions if isinstance(node, DirectiveDefinitionNode)}
    known = declared | {each.name for each in specified_directives}
    found = Tidied(document=document)
    for of, directive in _directives(document):
        _note(found, of, directive)
    for node in _bearers(document):
        _strip(node, known, found)
    found.document = DocumentNode(definitions=tuple(_with_types(document.definitions)))
    return found


def _strip(node: Any, known: set[str], found: Tidied) -> None:
    """Take out what is not declared. In place: a copy of each node above would take the square of their number."""
    kept = tuple(each for each in node.directives if each.name.value in known)
    if len(kept) < len(node.directives):
        for each in node.directives:
            if each.name.value not in known and each.name.value not in _OURS:
                found.passed_over.setdefault(each.name.value, each)
        node.directives = kept


def _bearers(document: DocumentNode) -> Iterator[Any]:
    """Everything that directives can stand at."""
    for definition in document.definitions:
        if hasattr(definition, "directives"):
            yield definition
        for member in (
            *(getattr(definition, "fields", None) or ()),
            *(getattr(definition, "values", None) or ()),
            *(getattr(definition, "arguments", None) or ()),
        ):
            yield member
            yield from getattr(member, "arguments", None) or ()


def _directives(document: DocumentNode) -> Iterator[tuple[Coordinate, DirectiveNode]]:
    """Every directive of ours that stands where an example can."""
    for definition in document.definitions:
        if not isinstance(definition, (TypeDefinitionNode, TypeExtensionNode)):
            continue
        of = definition.name.value
        yield from (((of,), each) for each in definition.directives if each.name.value in _OURS)
        for member in getattr(definition, "fields", None) or ():
            place = (of, member.name.value)
            yield from ((place, each) for each in member.directives if each.name.value in _OURS)
            if isinstance(member, FieldDefinitionNode):
                for argument in member.arguments:
                    inner = (*place, argument.name.value)
                    yield from ((inner, each) for each in argument.directives if each.name.value in _OURS)


def _note(found: Tidied, of: Coordinate, directive: DirectiveNode) -> None:
    given = {argument.name.value: value_from_ast_untyped(argument.value) for argument in directive.arguments}
    name = directive.name.value
    if name == EXAMPLE and "value" in given:
        found.examples.append(GivenExample(of=of, value=given["value"], node=directive))
    elif name == EXAMPLES and isinstance(given.get("values"), list):
        found.examples.extend(GivenExample(of=of, value=value, node=directive) for value in given["values"])
    elif name == LIST_LENGTH and all(isinstance(given.get(bound), int) for bound in ("min", "max")):
        least = max(0, given["min"])
        found.lengths[of] = (least, max(least, given["max"]))


def _with_types(definitions: Sequence[DefinitionNode]) -> Iterator[DefinitionNode]:
    """The first extension of a type that is nowhere defined becomes its definition."""
    defined = {node.name.value for node in definitions if isinstance(node, TypeDefinitionNode)}
    for node in definitions:
        if isinstance(node, TypeExtensionNode) and node.name.value not in defined:
            defined.add(node.name.value)
            made = _MADE_OF[type(node)]
            yield made(**{key: getattr(node, key, None) for key in made.keys})  # type: ignore[misc]
        else:
            yield node
