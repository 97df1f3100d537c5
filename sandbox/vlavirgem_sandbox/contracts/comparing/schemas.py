"""Two schemas of one place: what the newer one lets through less, and what more.

Both are JSON Schema 2020-12, as :mod:`vlavirgem_sandbox.contracts.json_schemas` writes them for one direction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.comparing.changes import Difference, Level, Way, first_few, level_of
from vlavirgem_sandbox.contracts.generating.facets import Facets, folded
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.json_schemas import Direction
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_DEEPEST: Final = 24
_ALL_TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_LOWER_BOUNDS: Final = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_UPPER_BOUNDS: Final = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_FORMS: Final = ("pattern", "format", "multipleOf")


@dataclass(frozen=True)
class Place:
    """A schema on each side, and the field it stands at."""

    old: JsonValue
    new: JsonValue
    field: str = ""
    depth: int = 0

    def below(self, name: str, old: JsonValue = None, new: JsonValue = None) -> Place:
        """The place of a field, or of the values of a list; without schemas where only the place matters."""
        return Place(old, new, f"{self.field}/{name}" if self.field else name, self.depth + 1)


class SchemaComparison:
    """Compares schemas of two documents in one direction. Each pair of shared schemas is looked into once."""

    def __init__(self, old: JsonObject, new: JsonObject, direction: Direction) -> None:
        self._older = Resolver(old)
        self._newer = Resolver(new)
        self._is_request = direction == "request"
        self._seen: set[tuple[str, str]] = set()

    def differences(self, old_pointer: str, new_pointer: str) -> Iterator[Difference]:
        """Between the schemas at two pointers; an empty pointer is a schema that allows everything."""
        old = self._older.at(old_pointer) if old_pointer else True
        new = self._newer.at(new_pointer) if new_pointer else True
        yield from self._between(Place(old, new))

    def _between(self, place: Place) -> Iterator[Difference]:
        references = (_reference(place.old), _reference(place.new))
        if place.depth > _DEEPEST or (all(references) and references in self._seen):
            return
        self._seen.add(references)
        try:
            old, new = folded(self._older, place.old), folded(self._newer, place.new)
        except Ungeneratable:  # one side allows nothing: then only that can have changed
            if (place.old is False) != (place.new is False):
                way: Way = "narrower" if place.new is False else "wider"
                yield self._judged(
                    way, place, _("May no longer be given.") if way == "narrower" else _("May be given.")
                )
            return
        yield from self._of_type(place, old, new)
        yield from self._of_options(place, old, new)
        yield from self._of_bounds(place, old, new)
        yield from self._of_forms(place, old, new)
        yield from self._of_fields(place, old, new)
        yield from self._of_lists(place, old, new)
        yield from self._of_choices(place, old, new)

    def _judged(self, way: Way, place: Place, message: str) -> Difference:
        return Difference(level=level_of(way, is_request=self._is_request), field=place.field, message=message)

    def _of_type(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        before, after = _types(old), _types(new)
        if before == after:
            return
        named = {"old": _type_names(before), "new": _type_names(after)}
        message = _("The type changed from %(old)s to %(new)s.") % named
        way: Way = "wider" if before < after else "narrower" if after < before else "other"
        yield self._judged(way, place, message)

    def _of_options(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        before, after = _options(old), _options(new)
        if before is None and after is not None:
            yield self._judged(
                "narrower", place, _("Only these values are left: %(values)s.") % {"values": _said(after)}
            )
        elif before is not None and after is None:
            yield self._judged("wider", place, _("Any value is possible now, no longer a few."))
        elif before is not None and after is not None:
            if gone := [each for each in before if each not in after]:
                message = _("These values are no longer possible: %(values)s.") % {"values": _said(gone)}
                yield self._judged("narrower", place, message)
            if added := [each for each in after if each not in before]:
                message = _("These values are possible too: %(values)s.") % {"values": _said(added)}
                # A program that lists the values it knows may meet one that it does not.
                yield self._judged("wider" if self._is_request else "unclear", place, message)

    def _of_bounds(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        for keyword in (*_LOWER_BOUNDS, *_UPPER_BOUNDS):
            before, after = old.rules.get(keyword), new.rules.get(keyword)
            if before == after:
                continue
            rises = after is not None and (before is None or after > before)
            tighter = rises if keyword in _LOWER_BOUNDS else after is not None and (before is None or after < before)
            named = {"rule": keyword, "old": _bound(before), "new": _bound(after)}
            message = _("The rule %(rule)s changed from %(old)s to %(new)s.") % named
            yield self._judged("narrower" if tighter else "wider", place, message)
        if bool(old.rules.get("uniqueItems")) != bool(new.rules.get("uniqueItems")):
            way: Way = "narrower" if new.rules.get("uniqueItems") else "wider"
            same = _("The same value may no longer stand in the list twice.")
            yield self._judged(way, place, same if way == "narrower" else _("A value may stand in the list twice."))

    def _of_forms(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        pairs = [("pattern", sorted(old.patterns), sorted(new.patterns))]
        pairs += [
            (name, _listed(old.rules.get(name)), _listed(new.rules.get(name))) for name in ("format", "multipleOf")
        ]
        for keyword, before, after in pairs:
            if before == after:
                continue
            named = {"rule": keyword, "old": _said(before), "new": _said(after)}
            if not before:
                yield self._judged("narrower", place, _("The rule %(rule)s was added: %(new)s.") % named)
            elif not after:
                yield self._judged("wider", place, _("The rule %(rule)s is gone: %(old)s.") % named)
            else:
                message = _("The rule %(rule)s changed from %(old)s to %(new)s.") % named
                yield self._judged("unclear", place, message)

    def _of_fields(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        before, after = old.rules.get("properties", {}), new.rules.get("properties", {})
        asked_before, asked_after = set(old.rules.get("required", ())), set(new.rules.get("required", ()))
        for name in before:
            if name not in after:
                yield self._gone(place.below(name), was_required=name in asked_before, allowed=new.allows(name))
                continue
            yield from self._required(place, name, asked_before, asked_after)
            yield from self._between(place.below(name, before[name], after[name]))
        for name in after:
            if name not in before:
                was_allowed = old.allows(name)
                yield self._new(place.below(name), required=name in asked_after, was_allowed=was_allowed)
        for name in sorted((asked_before ^ asked_after) - set(before) - set(after)):
            yield from self._required(place, name, asked_before, asked_after)
        yield from self._of_other_fields(place, old, new)

    def _gone(self, place: Place, *, was_required: bool, allowed: bool) -> Difference:
        message = _("The field is gone.")
        if self._is_request:
            level: Level = "attention" if allowed else "breaking"
            message = _("The field is not read any more.") if allowed else _("The field is gone, and is refused.")
        else:
            level = "breaking" if was_required else "attention"
        return Difference(level=level, field=place.field, message=message)

    def _new(self, place: Place, *, required: bool, was_allowed: bool) -> Difference:
        if self._is_request:
            message = _("The field was added, and is required.") if required else _("The field was added.")
            return Difference(level="breaking" if required else "compatible", field=place.field, message=message)
        level: Level = "compatible" if was_allowed else "attention"
        return Difference(level=level, field=place.field, message=_("The field was added."))

    def _required(self, place: Place, name: str, before: set[str], after: set[str]) -> Iterator[Difference]:
        if (name in before) != (name in after):
            now = _("The field is now required.")
            message = now if name in after else _("The field is no longer required.")
            yield self._judged("narrower" if name in after else "wider", place.below(name), message)

    def _of_other_fields(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        if bool(old.closed) != bool(new.closed):
            way: Way = "narrower" if new.closed else "wider"
            closed = _("Fields that the contract does not name are now refused.")
            opened = _("Fields that the contract does not name are allowed.")
            yield self._judged(way, place, closed if way == "narrower" else opened)
        rest_before, rest_after = (
            old.rules.get("additionalProperties", True),
            new.rules.get("additionalProperties", True),
        )
        described = isinstance(rest_before, dict) or isinstance(rest_after, dict)
        if described and rest_before is not False and rest_after is not False:
            yield from self._between(place.below("*", rest_before, rest_after))

    def _of_lists(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        before, after = old.rules.get("items", True), new.rules.get("items", True)
        if isinstance(before, dict) or isinstance(after, dict):
            yield from self._between(place.below("*", before, after))

    def _of_choices(self, place: Place, old: Facets, new: Facets) -> Iterator[Difference]:
        """Branches of a choice go together by their name, else by their place in the list."""
        if len(old.choices) != len(new.choices):
            yield self._judged("unclear", place, _("The forms that are allowed here changed."))
            return
        for before, after in zip(old.choices, new.choices, strict=True):
            named_before, named_after = _branches(before), _branches(after)
            for name in named_before.keys() - named_after.keys():
                yield self._judged("narrower", place, _("The form %(name)s is no longer allowed.") % {"name": name})
            for name in named_after.keys() - named_before.keys():
                message = _("The form %(name)s is allowed too.") % {"name": name}
                yield self._judged("wider" if self._is_request else "unclear", place, message)
            for name in named_before.keys() & named_after.keys():
                yield from self._between(Place(named_before[name], named_after[name], place.field, place.depth + 1))


def _reference(schema: JsonValue) -> str:
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    return reference if isinstance(reference, str) else ""


def _types(facets: Facets) -> frozenset[str]:
    declared = facets.rules.get("type")
    if declared is None:
        return _ALL_TYPES
    names = frozenset([declared] if isinstance(declared, str) else declared)
    return names | {"integer"} if "number" in names else names


def _type_names(types: frozenset[str]) -> str:
    if types == _ALL_TYPES:
        return _("any")
    return ", ".join(sorted(types - {"integer"} if "number" in types else types))


def _options(facets: Facets) -> list[JsonValue] | None:
    if "const" in facets.rules:
        return [facets.rules["const"]]
    options = facets.rules.get("enum")
    return list(options) if isinstance(options, list) else None


def _listed(value: JsonValue) -> list[JsonValue]:
    return [] if value is None else [value]


def _said(values: Iterable[JsonValue]) -> str:
    return first_few(json.dumps(value, ensure_ascii=False) for value in values)


def _bound(value: JsonValue) -> str:
    return _("none") if value is None else json.dumps(value)


def _branches(choice: list[JsonValue]) -> dict[str, JsonValue]:
    """Each branch under the name of the schema it refers to, else its title, else its number."""
    named: dict[str, JsonValue] = {}
    for number, branch in enumerate(choice, start=1):
        within = branch.get("allOf", [branch])[0] if isinstance(branch, dict) else branch
        title = within.get("title") if isinstance(within, dict) else None
        name = _reference(within).rpartition("/")[2] or (title if isinstance(title, str) else "") or str(number)
        named[name if name not in named else str(number)] = branch
    return named
