"""What the documents of an inferred collection look like, read from the answers of its operations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation
from vlavirgem_sandbox.contracts.operations import Declared
from vlavirgem_sandbox.contracts.remembering import Shape
from vlavirgem_sandbox.contracts.resources import Resource, Role, key_property
from vlavirgem_sandbox.contracts.samples import Sampling, key_text

UNIQUE: Final = "x-vlavirgem-unique"
"""On a field of a document: a new document with a value that another has already is a conflict (409)."""
# The fullest description of a document first.
_TELLING_ROLES: Final[tuple[Role, ...]] = ("read", "create", "replace", "merge")


def shape_of_resource(
    resource: Resource,
    declared: dict[str, Declared],
    rules_of: Callable[[Operation], AnswerRules],
    generator: Generator,
) -> Shape:
    """The shape of a collection's documents."""
    schema = next(_document_schemas(resource, rules_of, generator), None)
    properties = _properties(generator, schema) if schema is not None else {}
    name = key_property(resource.key_parameter, resource.collection_path, list(properties))
    parts = [properties[name]] if name else []
    parts.extend(_parameter_schemas(resource, declared, generator))
    sampling = Sampling(resource, rules_of, generator, schema=schema, key_property=name)
    return Shape(
        schema=schema,
        key_property=name,
        key_schema={"allOf": parts} if parts else {"type": "string"},
        known_keys=frozenset(_known_keys(resource, name, rules_of)) if name else frozenset(),
        unique=frozenset(field for field, rules in properties.items() if _is_unique(rules)),
        samples=tuple(sampling.samples()),
        first_tags=frozenset({'"1"', *_tags(resource, declared, rules_of)}),
        fits=lambda name, value, document: generator.fits_as(name, value, document, True if schema is None else schema),
    )


def _is_unique(field: JsonValue) -> bool:
    return isinstance(field, dict) and field.get(UNIQUE) is True


def _document_schemas(
    resource: Resource, rules_of: Callable[[Operation], AnswerRules], generator: Generator
) -> Iterator[JsonValue]:
    for role in _TELLING_ROLES:
        operation = resource.operations.get(role)
        if operation is None or not operation.works:
            continue
        media = rules_of(operation).usual()[1].json_rule()
        if media is not None and media.schema_pointer:
            schema = generator.resolver.at(media.schema_pointer)
            if _properties(generator, schema):
                yield schema


def _properties(generator: Generator, schema: JsonValue) -> JsonObject:
    found: JsonObject = {}
    for form in generator.branches(schema):
        try:
            found = {**generator.facets(form).rules.get("properties", {}), **found}
        except Ungeneratable:  # a branch that contradicts the rest names no fields
            continue
    return found


def _parameter_schemas(resource: Resource, declared: dict[str, Declared], generator: Generator) -> list[JsonValue]:
    for operation in resource.operations.values():
        for parameter in declared[operation.key].parameters:
            if parameter.name == resource.key_parameter and parameter.location == "path" and parameter.schema_pointer:
                return [generator.resolver.at(parameter.schema_pointer)]
    return []


def _tags(
    resource: Resource, declared: dict[str, Declared], rules_of: Callable[[Operation], AnswerRules]
) -> Iterator[str]:
    """Entity tags in the contract's examples: in the header of an answer, and in what a call is to send."""
    for operation in resource.operations.values():
        if not operation.answer_statuses:
            continue
        header = rules_of(operation).usual()[1].header("ETag")
        if header is not None and header.example is not None:
            yield str(header.example)
        for parameter in declared[operation.key].parameters:
            if parameter.location == "header" and parameter.name.lower() == "if-match":
                schema = parameter.declared.get("schema")
                named = parameter.declared.get("examples")
                given = [parameter.declared.get("example"), schema.get("example") if isinstance(schema, dict) else None]
                given += [each.get("value") for each in _objects(named)]
                yield from (str(each) for each in given if each is not None)


def _objects(named: JsonValue) -> list[JsonObject]:
    return [each for each in named.values() if isinstance(each, dict)] if isinstance(named, dict) else []


def _known_keys(resource: Resource, name: str, rules_of: Callable[[Operation], AnswerRules]) -> Iterator[str]:
    for role in ("read", "list"):
        operation = resource.operations.get(role)
        if operation is None or not operation.answer_statuses:
            continue
        for media in rules_of(operation).usual()[1].media.values():
            for example in (each for each in media.valid_examples() if each.authored.template is None):
                yield from (key_text(document[name]) for document in _documents(example.value) if name in document)


def _documents(value: JsonValue) -> Iterable[JsonObject]:
    """The documents in an example: itself, its items, or the items of a list inside it."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, dict)]
    if not isinstance(value, dict):
        return []
    inside = [item for inner in value.values() if isinstance(inner, list) for item in inner if isinstance(item, dict)]
    return [value, *inside]
