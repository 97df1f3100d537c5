"""Fields that go: marked in the schema, found again in a document, and told of in the answer's headers.

A field of a kind says so in its declaration (``KindField.deprecated``), another one where it is declared
(``CompiledField``). Whatever else is made of a kind's field (conditions, orders, groups, figures) goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time
from typing import Any

from django.urls import reverse
from django.utils.http import http_date
from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    visit,
)

from vlavirgem_graphql.deprecated import Deprecated, DeprecatedPlace
from vlavirgem_graphql.exchange.kinds import Kind, KindField
from vlavirgem_graphql.gateway.compiler.fields import CompiledResolver
from vlavirgem_graphql.gateway.compiler.orders import orders_by
from vlavirgem_sandbox.catalogue.days import first_moment_after
from vlavirgem_tenants.directory.models import Tenant

_KEY = "deprecated"
# The types that are made of a kind with a part for each of its fields.
_BY_FIELD = ("", "Input", "Where", "GroupKey", "Min", "Max", "Sum", "Avg")


def mark_deprecated(schema: GraphQLSchema, kinds: Iterable[Kind]) -> None:
    """Write into the schema what the declarations say, in the active language."""
    for of_type in schema.type_map.values():
        for part in _parts(of_type).values():
            resolve = getattr(part, "resolve", None)
            if isinstance(resolve, CompiledResolver) and (said := resolve.declaration.deprecated) is not None:
                _mark(part, said)
    for kind in kinds:
        for part, said in ((part, part.deprecated) for part in kind if part.deprecated is not None):
            for place in _places_of(schema, kind, part):
                _mark(place, said)


def deprecated_places(schema: GraphQLSchema) -> list[DeprecatedPlace]:
    """All that goes, by its place."""
    return [
        DeprecatedPlace(f"{name}.{part_name}", part.extensions[_KEY])
        for name, of_type in sorted(schema.type_map.items())
        for part_name, part in _parts(of_type).items()
        if _KEY in part.extensions
    ]


def deprecated_in(schema: GraphQLSchema, document: DocumentNode) -> tuple[DeprecatedPlace, ...]:
    """What goes of all that a document asks. What stands in a variable is not looked at."""
    found = _Uses(TypeInfo(schema))
    visit(document, TypeInfoVisitor(found.info, found))
    return tuple(DeprecatedPlace(place, said) for place, said in found.places.items())


def deprecation_headers(places: Iterable[DeprecatedPlace], tenant: Tenant) -> dict[str, str]:
    """``Deprecation`` (RFC 9745) since when something of it is deprecated, ``Sunset`` (RFC 8594) when the first of it
    goes, and a ``Link`` to the page that tells of both; nothing for a document that can stay as it is."""
    said = [each.said for each in places]
    if not said:
        return {}
    since = datetime.combine(min(each.since for each in said), time.min, UTC)
    end = first_moment_after(min(each.last_day for each in said))
    page = f"{tenant.address}{reverse('developers:changes')}"
    return {
        "Deprecation": f"@{int(since.timestamp())}",
        "Sunset": http_date(end.timestamp()),
        "Link": f'<{page}>; rel="deprecation sunset"',
    }


class _Uses(Visitor):
    """Gathers what a document uses of what goes."""

    def __init__(self, info: TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.places: dict[str, Deprecated] = {}

    def enter_field(self, node: FieldNode, *_rest: Any) -> None:
        self._note(self.info.get_parent_type(), node.name.value, self.info.get_field_def())

    def enter_argument(self, node: ArgumentNode, *_rest: Any) -> None:
        self._note(self.info.get_parent_type(), node.name.value, self.info.get_argument())

    def enter_object_field(self, node: ObjectFieldNode, *_rest: Any) -> None:
        parent = get_named_type(self.info.get_parent_input_type())
        if isinstance(parent, GraphQLInputObjectType):
            self._note(parent, node.name.value, parent.fields.get(node.name.value))

    def enter_enum_value(self, node: EnumValueNode, *_rest: Any) -> None:
        self._note(get_named_type(self.info.get_input_type()), node.value, self.info.get_enum_value())

    def _note(self, parent: Any, name: str, part: Any) -> None:
        said = getattr(part, "extensions", {}).get(_KEY)
        if said is not None:
            self.places[f"{parent.name}.{name}"] = said


def _places_of(schema: GraphQLSchema, kind: Kind, part: KindField) -> Iterator[Any]:
    names: dict[str, tuple[str, ...]] = {kind.type_name + suffix: (part.name,) for suffix in _BY_FIELD}
    names[f"{kind.type_name}Order"] = orders_by(part.name)
    for type_name, part_names in names.items():
        parts = _parts(schema.get_type(type_name))
        yield from (parts[name] for name in part_names if name in parts)


def _parts(of_type: Any) -> dict[str, Any]:
    """The fields of a type, or the values of an enumeration."""
    if isinstance(of_type, GraphQLEnumType):
        return dict(of_type.values)
    if isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType, GraphQLInputObjectType)):
        return dict(of_type.fields)
    return {}


def _mark(part: Any, said: Deprecated) -> None:
    part.deprecation_reason = said.reason
    part.extensions = {**part.extensions, _KEY: said}
