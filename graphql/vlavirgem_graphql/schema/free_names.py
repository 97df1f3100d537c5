"""Whether a kind that is yet to be made fits the schema: none of the names that it brings may be there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import Kind, KindField, known_kinds
from vlavirgem_graphql.exchange.kinds.made.asking import OURS, Mistakes, refusal, step
from vlavirgem_graphql.exchange.kinds.made.document import Draft
from vlavirgem_graphql.gateway.compiler.schema import GatewaySchema
from vlavirgem_graphql.schema.root import build_schema, gateway_schema


def note_taken_names(draft: Draft, mistakes: Mistakes, *, instead_of: Kind | None = None) -> None:
    """Note the types and fields of the schema that have a name already that the kind brings, and two of its own that
    would be one. What the kind has whose place it takes is no hindrance."""
    now = gateway_schema()
    around = {draft.type_name + ending for ending in _endings(now)} if draft.type_name else set()
    ours = around | {name for name, _place in _types_of_groups(instead_of.fields)} if instead_of else set()
    taken = sorted(name for name in around - ours if name in now.graphql.type_map)
    if taken:
        mistakes.note(_taken(taken[0], step("", OURS + "type")))
    for name, place in _types_of_groups(draft.fields) if draft.type_name and not taken else ():
        if name in around or (name in now.graphql.type_map and name not in ours):
            mistakes.note(_taken(name, place))
        around.add(name)
    roots = now.graphql.query_type.fields if now.graphql.query_type else {}
    if instead_of is None and draft.connection_name in roots:
        mistakes.note(_taken(draft.connection_name, step("", OURS + "list")))


def require_fit(kind: Kind, *, instead_of: Kind | None = None) -> None:
    """Raise :class:`Refusal` where the schema cannot have the kind in it for what its names say by themselves."""
    now = gateway_schema()
    try:
        with override("en"):
            after = build_schema([*(each for each in known_kinds() if each.name != kind.name), kind])
    except (TypeError, ValueError, AssertionError) as error:  # whatever graphql-core finds wrong with names
        raise refusal(str(error).splitlines()[0][:200], step("", OURS + "type")) from error
    if instead_of is None and _roots(after) - _roots(now) < _roots_of_a_kind(now):
        raise _taken(kind.connection_name, step("", OURS + "list"))


def _taken(name: str, place: str) -> Refusal:
    return refusal(
        _("The gateway has something else that is called “%(name)s”.") % {"name": name},
        place,
        _("Choose another name."),
    )


def _endings(schema: GatewaySchema) -> set[str]:
    """What stands behind the name of a kind's type in those that are made around it: ``Connection``, ``Where``."""
    kinds = known_kinds()
    of_groups = {name for kind in kinds for name, _place in _types_of_groups(kind.fields)}
    made = schema.graphql.type_map.keys() - of_groups
    return {name.removeprefix(kind.type_name) for kind in kinds for name in made if name.startswith(kind.type_name)}


def _types_of_groups(fields: Iterable[KindField]) -> Iterator[tuple[str, str]]:
    """The types that are made for the groups of a kind, each with the group's place in the document."""
    for group, place in _groups(fields, ""):
        yield group.group_name, place
        yield f"{group.group_name}Input", place


def _groups(fields: Iterable[KindField], place: str) -> Iterator[tuple[KindField, str]]:
    for field in fields:
        if field.fields:
            here = step(step(place, "properties"), field.name)
            yield field, here
            yield from _groups(field.fields, step(here, "items"))


def _roots(schema: GatewaySchema) -> int:
    types = (schema.graphql.query_type, schema.graphql.mutation_type, schema.graphql.subscription_type)
    return sum(len(each.fields) for each in types if each is not None)


def _roots_of_a_kind(now: GatewaySchema) -> int:
    """How many root fields each kind brings."""
    with override("en"):
        return _roots(now) - _roots(build_schema(known_kinds()[1:]))
