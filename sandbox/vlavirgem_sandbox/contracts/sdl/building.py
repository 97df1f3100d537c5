"""From the text of a schema to one that can be served, or to every reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _
from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    InputObjectTypeDefinitionNode,
    InterfaceTypeDefinitionNode,
    NamedTypeNode,
    Node,
    ObjectTypeDefinitionNode,
    TypeDefinitionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    build_ast_schema,
    specified_scalar_types,
    validate_schema,
)
from graphql.validation.validate import validate_sdl

from vlavirgem_sandbox.contracts.limits import MAX_SDL_CHECKS, MAX_SDL_TYPES
from vlavirgem_sandbox.contracts.model import Problem
from vlavirgem_sandbox.contracts.sdl.sentences import of_schema
from vlavirgem_sandbox.contracts.sdl.sources import parsed, place_of, place_of_error
from vlavirgem_sandbox.contracts.sdl.tidying import Tidied, tidied
from vlavirgem_sandbox.contracts.source_text import refusal

_MOST_ERRORS: Final = 50
_ONLY_ANSWERED: Final = frozenset({ObjectTypeDefinitionNode, InterfaceTypeDefinitionNode, UnionTypeDefinitionNode})


@dataclass(frozen=True)
class BuiltSchema:
    """A schema, and what its files say besides."""

    tidied: Tidied

    @cached_property
    def schema(self) -> GraphQLSchema:
        """The schema that is served; raises what graphql-core raises for one that was never judged."""
        return build_ast_schema(self.tidied.document, assume_valid_sdl=True)


def built(texts: Mapping[str, str]) -> BuiltSchema:
    """The schema in these files, which were judged before."""
    return BuiltSchema(tidied(parsed(texts, located=False)))


def judged(texts: Mapping[str, str]) -> tuple[BuiltSchema | None, list[Problem]]:
    """The schema in files of strangers, or None and what is wrong with it. Raises SourceRefused for hostile ones."""
    document = parsed(texts, located=True)
    _refuse_costly(document)
    found = BuiltSchema(tidied(document))
    document = found.tidied.document
    problems = list(islice(_of_references(document), _MOST_ERRORS))
    if problems:
        return None, problems
    try:
        errors = validate_sdl(document) or validate_schema(found.schema)
    except RecursionError as error:
        raise refusal(
            _("The types of this schema hang together in too long a chain."),
            _("Split the contract over several services."),
        ) from error
    except (TypeError, ValueError) as error:  # what graphql-core notices only while it builds
        raise refusal(
            of_schema(str(error)), _("Correct the schema and upload it again."), detail=str(error)[:300]
        ) from error
    if errors:
        return None, [_problem(error) for error in errors[:_MOST_ERRORS]]
    return found, list(_of_passed_over(found.tidied))


def _refuse_costly(document: DocumentNode) -> None:
    for definition in document.definitions:
        if isinstance(definition, ExecutableDefinitionNode):
            raise refusal(
                _("This is a query or a fragment, not a schema."),
                _("Upload the schema: the types with their fields, and the type Query. Leave queries out."),
                place_of(definition),
            )
    types = [node for node in document.definitions if isinstance(node, TypeDefinitionNode)]
    if len(types) > MAX_SDL_TYPES:
        raise refusal(
            _("The schema has more than %(limit)d types.") % {"limit": MAX_SDL_TYPES},
            _("Split the contract over several services."),
        )
    _refuse_costly_interfaces(document)


def _refuse_costly_interfaces(document: DocumentNode) -> None:
    """Each field of each interface is looked for in each type that says it implements it."""
    sizes: dict[str, int] = {}
    for node in document.definitions:
        if hasattr(node, "interfaces"):
            name = node.name.value  # type: ignore[attr-defined]
            sizes[name] = sizes.get(name, 0) + len(getattr(node, "fields", None) or ())
    checks = 0
    for node in document.definitions:
        for interface in getattr(node, "interfaces", None) or ():
            checks += 1 + sizes.get(interface.name.value, 0) + len(getattr(node, "interfaces", ()))
        if checks > MAX_SDL_CHECKS:
            raise refusal(
                _("The types of this schema implement so many interfaces that it cannot be checked."),
                _("Split the contract over several services."),
                place_of(node),
            )


def _of_references(document: DocumentNode) -> Iterator[Problem]:
    """Types that are nowhere defined, or stand where their kind cannot.

    graphql-core says the first as well, and looks for a name like it among all types for each; the second it says
    without a place.
    """
    kinds: dict[str, type[Node]] = {
        node.name.value: type(node) for node in document.definitions if isinstance(node, TypeDefinitionNode)
    }
    for reference, kind in _references(document):
        name = reference.name.value
        found = kinds.get(name)
        if found is None and name not in specified_scalar_types:
            message = _("The schema has no type '%(type)s'.") % {"type": name}
            remedy = _("Write the name as it is defined, or add the file in which it is (several files: in a zip).")
        elif kind == "input" and found in _ONLY_ANSWERED:
            message = _("'%(type)s' cannot be asked: here a scalar, an enum or an input must stand.") % {"type": name}
            remedy = _("Define an input with the same fields.")
        elif kind == "output" and found is InputObjectTypeDefinitionNode:
            message = _("'%(type)s' is an input, and cannot be an answer.") % {"type": name}
            remedy = _("Define a type with the same fields.")
        else:
            continue
        yield Problem(severity="error", message=message, remedy=remedy, place=place_of(reference))


def _references(document: DocumentNode) -> Iterator[tuple[NamedTypeNode, str]]:
    """Each name of a type that is referred to, and whether it is for what is asked or for what is answered."""
    for node in document.definitions:
        yield from ((each, "") for each in getattr(node, "interfaces", None) or ())
        yield from ((each, "") for each in getattr(node, "types", None) or ())
        yield from ((each.type, "") for each in getattr(node, "operation_types", None) or ())
        yield from ((_named(each.type), "input") for each in getattr(node, "arguments", None) or ())
        for member in getattr(node, "fields", None) or ():
            if isinstance(member, FieldDefinitionNode):
                yield _named(member.type), "output"
                yield from ((_named(each.type), "input") for each in member.arguments)
            else:
                yield _named(member.type), "input"


def _named(of_type: TypeNode) -> NamedTypeNode:
    while not isinstance(of_type, NamedTypeNode):
        of_type = of_type.type  # type: ignore[attr-defined]
    return of_type


def _of_passed_over(found: Tidied) -> Iterable[Problem]:
    for name, node in found.passed_over.items():
        yield Problem(
            severity="warning",
            message=_("The directive '@%(name)s' is nowhere declared; it is passed over.") % {"name": name},
            remedy=_("Nothing, if it is for other tools (as those of a federated graph are). Else declare it."),
            place=place_of(node),
        )


def _problem(error: GraphQLError) -> Problem:
    return Problem(
        severity="error",
        message=of_schema(error.message),
        remedy=_("Correct the schema and upload it again."),
        place=place_of_error(error),
        detail=error.message,
    )
