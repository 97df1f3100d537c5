"""The gateway as a subgraph of Apollo Federation 2: what a router composes with others, and asks rows by their ids of.

Its definitions are those of the whole schema, which is public. What a row shows is for the router's key to read: each
of its requests is authorised, compiled and put on record as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import graphene
from django.utils.translation import gettext as _
from graphql import (
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    GraphQLResolveInfo,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    parse,
    print_ast,
)

from vlavirgem_graphql.gateway.compiler.entities import Entities
from vlavirgem_graphql.gateway.compiler.fields import CompiledField
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.definitions import directed, name_of, reachable, without

_LINK: Final = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.4", import: ["@key", "@shareable"])'
# What Relay says of each schema with pages: other subgraphs have it too.
_SHARED: Final = frozenset({"PageInfo"})


class _Sdl(CompiledField):
    """The definitions; a text that is the same for everybody needs no statement."""

    def __init__(self, text: Callable[[], str], **settings: Any) -> None:
        super().__init__(graphene.NonNull(graphene.String), **settings)
        self.text = text

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> str:
        """The text."""
        del info, arguments
        return self.text()


class _Service(CompiledField):
    """What a router asks of a subgraph about itself."""

    def answer(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> object:
        """There is always something: its field has the text."""
        del info, arguments
        return self


def subgraph_fields(
    nodes: Mapping[type[graphene.ObjectType], RowSource], text: Callable[[], str]
) -> dict[str, graphene.Field]:
    """The root fields of a subgraph with these types, described in the active language; ``text``: its definitions."""
    sdl = _Sdl(text, description=_("The definitions, with the keys of the types."))
    meta = type("Meta", (), {"name": "_Service", "description": _("What a router composes with other subgraphs.")})
    service = type("Service", (graphene.ObjectType,), {"Meta": meta, "sdl": sdl})
    return {
        "_service": _Service(
            graphene.NonNull(service), name="_service", description=_("For a router of Apollo Federation.")
        ),
        "_entities": Entities(
            nodes,
            description=_(
                "For a router of Apollo Federation: rows by their ids, each null where there is none for us. "
                "On record as any other reading."
            ),
        ),
    }


def subgraph_of(schema: str) -> str:
    """The definitions of this schema as those of a subgraph: rows have keys, and what federation adds is left out."""
    definitions = {name_of(node): node for node in parse(schema, no_location=True).definitions}
    definitions["Query"] = without(definitions["Query"], {"_service", "_entities"})
    shown = tuple(_marked(node) for node in reachable(definitions).values())
    return print_ast(DocumentNode(definitions=(*parse(_LINK, no_location=True).definitions, *shown)))


def _marked(node: DefinitionNode) -> DefinitionNode:
    if not isinstance(node, ObjectTypeDefinitionNode):
        return node
    if any(face.name.value == Node._meta.name for face in node.interfaces):
        return directed(node, _KEY)
    return directed(node, _SHAREABLE) if node.name.value in _SHARED else node


def _directive(written: str) -> DirectiveNode:
    (extension,) = parse(f"extend type T {written}", no_location=True).definitions
    if not isinstance(extension, ObjectTypeExtensionNode):
        raise TypeError(f"{written} is no directive.")
    return extension.directives[0]


_KEY, _SHAREABLE = _directive('@key(fields: "id")'), _directive("@shareable")
