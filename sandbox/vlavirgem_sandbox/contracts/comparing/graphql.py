"""Two versions of a GraphQL schema beside each other: what graphql-core finds, and what it leaves out as safe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationType,
    find_breaking_changes,
    find_dangerous_changes,
)

from vlavirgem.graphql_requests.wording import in_our_words
from vlavirgem_sandbox.contracts.comparing.changes import Change, Level, Part, in_order
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract

_MOST_CHANGES: Final = 500
# As graphql-core writes them; see vlavirgem.graphql_requests.wording.
SENTENCES: Final[tuple[Any, ...]] = (
    gettext_lazy("Standard scalar %(type)s was removed because it is not referenced anymore."),
    gettext_lazy("%(member)s was removed from union type %(type)s."),
    gettext_lazy("%(value)s was removed from enum type %(type)s."),
    gettext_lazy("%(argument)s was removed from %(directive)s."),
    gettext_lazy("%(field)s arg %(argument)s was removed."),
    gettext_lazy("%(field)s arg %(argument)s defaultValue was removed."),
    gettext_lazy("%(field)s arg %(argument)s has changed defaultValue from %(before)s to %(after)s."),
    gettext_lazy("%(field)s arg %(argument)s has changed type from %(before)s to %(after)s."),
    gettext_lazy("%(field)s changed type from %(before)s to %(after)s."),
    gettext_lazy("%(type)s changed from %(before)s to %(after)s."),
    gettext_lazy("A required field %(field)s on input type %(type)s was added."),
    gettext_lazy("An optional field %(field)s on input type %(type)s was added."),
    gettext_lazy("A required arg %(argument)s on directive %(directive)s was added."),
    gettext_lazy("A required arg %(argument)s on %(field)s was added."),
    gettext_lazy("An optional arg %(argument)s on %(field)s was added."),
    gettext_lazy("%(member)s was added to union type %(type)s."),
    gettext_lazy("%(value)s was added to enum type %(type)s."),
    gettext_lazy("%(other)s added to interfaces implemented by %(type)s."),
    gettext_lazy("%(type)s no longer implements interface %(other)s."),
    gettext_lazy("Repeatable flag was removed from %(directive)s."),
    gettext_lazy("%(what)s was removed."),
)
_HOW_IT_STARTS: Final = re.compile(r"(?:An? (?:required|optional) (?:field|arg) )?(\w+(?:\.\w+)?)")
_ON: Final = re.compile(
    r" on (?:input type |directive )?(\w+(?:\.\w+)?) was added| (?:union|enum) type (\w+)\.$| by (\w+)\.$"
)
_ASKED: Final = re.compile(r"\barg\b|input type")
_COMPATIBLE: Final = re.compile(r"^An optional |^Standard scalar ")
"""What graphql-core calls dangerous, or breaking, and no program that keeps to the older version meets."""


def compare_schemas(old: GraphQLContract, new: GraphQLContract) -> tuple[Change, ...]:
    """Every change from ``old`` to ``new``, what breaks first; at most 500."""
    names = _root_names(old.schema) | _root_names(new.schema)
    changes = [
        _change(level, each.description, names, inputs=_inputs(old.schema))
        for level, found in (
            ("breaking", find_breaking_changes(old.schema, new.schema)),
            ("attention", find_dangerous_changes(old.schema, new.schema)),
        )
        for each in found
    ]
    changes += _harmless(old.schema, new.schema, names)
    return in_order(changes)[:_MOST_CHANGES]


def _change(level: Any, description: str, names: dict[str, str], *, inputs: set[str]) -> Change:
    """The change with the place that it is about: ``Query.verenigingen``, ``Vereniging.naam`` or ``Soort``."""
    on = _ON.search(description)
    started = _HOW_IT_STARTS.match(description)
    place = next((part for part in on.groups() if part), "") if on else started[1] if started else ""
    is_asked = bool(_ASKED.search(description)) or place.partition(".")[0] in inputs
    level = "compatible" if _COMPATIBLE.search(description) else level
    return _about(place, level, in_our_words(description, sentences=SENTENCES), names, is_asked=is_asked)


def _harmless(old: GraphQLSchema, new: GraphQLSchema, names: dict[str, str]) -> Iterator[Change]:
    """What was added, and what was deprecated: graphql-core says nothing of those."""
    for name, after in new.type_map.items():
        before = old.type_map.get(name)
        if before is None:
            if not name.startswith("__"):
                yield _about(name, "compatible", _("The type was added."), names)
            continue
        known = _fields(before)
        for field, declared in _fields(after).items():
            place = f"{name}.{field}"
            if field not in known:
                yield _about(place, "compatible", _("It was added."), names)
            elif declared.deprecation_reason is not None and known[field].deprecation_reason is None:
                reason = _("It is deprecated: %(reason)s") % {"reason": declared.deprecation_reason}
                yield _about(place, "attention", reason, names)


def _about(place: str, level: Level, message: str, names: dict[str, str], *, is_asked: bool = False) -> Change:
    part: Part = "body" if is_asked else "operation" if place.partition(".")[0] in names else "answer"
    return Change(level=level, operation=_called(place, names), part=part, subject="", field="", message=message)


def _fields(of_type: GraphQLNamedType) -> dict[str, GraphQLField]:
    return of_type.fields if isinstance(of_type, (GraphQLObjectType, GraphQLInterfaceType)) else {}


def _inputs(schema: GraphQLSchema) -> set[str]:
    return {name for name, of_type in schema.type_map.items() if isinstance(of_type, GraphQLInputObjectType)}


def _root_names(schema: GraphQLSchema) -> dict[str, str]:
    """What the root types are called, and how operations call them."""
    roots = {act.value.capitalize(): schema.get_root_type(act) for act in OperationType}
    return {root.name: name for name, root in roots.items() if root is not None}


def _called(place: str, names: dict[str, str]) -> str:
    of_type, dot, field = place.partition(".")
    return f"{names.get(of_type, of_type)}{dot}{field}"
