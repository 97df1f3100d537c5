"""Whether a kind that is yet to be made fits the schema: none of the names that it brings may be there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem_graphql.exchange.kinds import Kind, KindField, known_kinds
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, refusal, step
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema
from vlavirgem_graphql.schema.root import build_schema, gateway_schema


def require_free_names(kind: Kind) -> None:
    """Raise :class:`Refusal` where a type or a field of the schema has a name already that the kind brings."""
    now = gateway_schema()
    for name in _types_of(kind, now):
        if name in now.graphql.type_map:
            raise _taken(name, "type")
    try:
        with override("en"):
            after = build_schema([*known_kinds(), kind])
    except (TypeError, ValueError, AssertionError) as error:  # whatever graphql-core finds wrong with names
        raise refusal(str(error).splitlines()[0][:200], step("", OURS + "type")) from error
    if _roots(after) - _roots(now) < _roots_of_a_kind(now):
        raise _taken(kind.connection_name, "list")


def _taken(name: str, member: str) -> Exception:
    return refusal(
        _("The gateway has something else that is called “%(name)s”.") % {"name": name},
        step("", OURS + member),
        _("Choose another name."),
    )


def _types_of(kind: Kind, schema: GatewaySchema) -> Iterator[str]:
    """The types that are made for a kind: the same around each, and one for each of its groups."""
    first, *others = known_kinds()
    for name in schema.graphql.type_map:
        ending = name.removeprefix(first.type_name)
        if name.startswith(first.type_name) and all(
            each.type_name + ending in schema.graphql.type_map for each in others
        ):
            yield kind.type_name + ending
    for group in _groups(kind):
        yield from (group.group_name, f"{group.group_name}Input")


def _groups(fields: Iterable[KindField]) -> Iterator[KindField]:
    for field in fields:
        if field.fields:
            yield field
            yield from _groups(field.fields)


def _roots(schema: GatewaySchema) -> int:
    types = (schema.graphql.query_type, schema.graphql.mutation_type, schema.graphql.subscription_type)
    return sum(len(each.fields) for each in types if each is not None)


def _roots_of_a_kind(now: GatewaySchema) -> int:
    """How many root fields each kind brings."""
    with override("en"):
        return _roots(now) - _roots(build_schema(known_kinds()[1:]))
