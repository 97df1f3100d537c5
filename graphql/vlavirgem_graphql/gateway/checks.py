"""At start-up: every field of the schema can be compiled, so that no request ever finds one that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db import models
from graphql import GraphQLObjectType, GraphQLSchema, get_named_type

from vlavirgem_graphql.gateway.compiler.fields import CompiledResolver, Related, declaration_of
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema


@register("gateway")
def check_schema_compiles(**_settings: Any) -> list[CheckMessage]:
    """Look at the schema of this installation, the kinds of its plugins included."""
    from vlavirgem_graphql.schema.root import gateway_schema  # noqa: PLC0415 - the kinds register while apps start

    schema = gateway_schema()
    return [*uncompilable(schema.graphql), *unreadable(schema)]


def uncompilable(schema: GraphQLSchema) -> Iterator[CheckMessage]:
    """An error for each field of each object type that is resolved in Python, but for mutations and their payloads."""
    acts = schema.mutation_type
    payloads = {get_named_type(field.type) for field in acts.fields.values()} if acts else set()
    for of_type in _object_types(schema):
        if of_type is acts or of_type in payloads:
            continue
        for name, field in of_type.fields.items():
            if not isinstance(field.resolve, CompiledResolver):
                yield Error(f"{of_type.name}.{name} is resolved in Python and cannot be compiled.", id="gateway.E001")


def unreadable(schema: GatewaySchema) -> Iterator[CheckMessage]:
    """An error for each field that reads a column which its table does not have, or lists rows by one."""
    for of_type, model in _tables(schema):
        for name, field in of_type.fields.items():
            missing = {column for column in declaration_of(field).reads if not _has(model, column)}
            if missing:
                table = model._meta.db_table
                yield Error(f"{of_type.name}.{name} reads {sorted(missing)}, which {table} lacks.", id="gateway.E002")
    for of_type in _object_types(schema.graphql):
        for name, field in of_type.fields.items():
            nested = declaration_of(field) if isinstance(field.resolve, CompiledResolver) else None
            on = nested.on if isinstance(nested, NestedConnection) else None
            if isinstance(nested, NestedConnection) and isinstance(on, str) and not _has(nested.source.model, on):
                table = nested.source.model._meta.db_table
                yield Error(f"{of_type.name}.{name} looks for {on}, which {table} lacks.", id="gateway.E003")


def _has(model: type[models.Model], column: str) -> bool:
    return any(field.column == column for field in model._meta.concrete_fields)


def _object_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType]:
    for name, of_type in schema.type_map.items():
        if not name.startswith("__") and isinstance(of_type, GraphQLObjectType):
            yield of_type


def _tables(schema: GatewaySchema) -> Iterator[tuple[GraphQLObjectType, type[models.Model]]]:
    """Each type that is written from a table, with that table's model."""
    for name, source in schema.sources.items():
        yield schema.object_type(name), source.model
    for of_type in _object_types(schema.graphql):
        for field in of_type.fields.values():
            if isinstance(field.resolve, CompiledResolver) and isinstance(field.resolve.declaration, Related):
                yield schema.object_type(str(get_named_type(field.type))), field.resolve.declaration.model()
