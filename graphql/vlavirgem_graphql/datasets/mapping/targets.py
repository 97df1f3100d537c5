"""What of a kind can be filled from a document, and which place in the documents probably fills it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from vlavirgem_graphql.datasets.mapping.places import EVERY
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField

Mapping: TypeAlias = dict[str, str]
"""A target's name to the place that fills it; what is left empty is not in it."""


@dataclass(frozen=True)
class Target:
    """A field of the kind, or a part of one of its groups."""

    field: KindField
    group: KindField | None = None

    @property
    def name(self) -> str:
        """As it stands in a mapping: ``name``, or ``locations/street``."""
        return f"{self.group.name}/{self.field.name}" if self.group else self.field.name

    @property
    def label(self) -> str:
        """As people read it, in their language."""
        return f"{self.group.label}: {self.field.label}" if self.group else str(self.field.label)


def targets_of(kind: Kind) -> Iterator[Target]:
    """All but the identifier, which is a document's own address. Groups within groups are left out."""
    for field in kind:
        if field.name == kind.key_field:
            continue
        if field.type is FieldType.GROUP:
            yield from (Target(part, field) for part in field.fields if part.type is not FieldType.GROUP)
        else:
            yield Target(field)


def suggested(kind: Kind, places: Sequence[str]) -> Mapping:
    """For each target the shortest place that bears one of its names, if any."""
    steps_of = {place: [_plain(step) for step in place.split("/")[1:] if step != EVERY] for place in places}
    found = ((target.name, _best(target, steps_of)) for target in targets_of(kind))
    return {name: place for name, place in found if place}


def suggested_parts(kind: Kind, places: Sequence[str], taken: Iterable[str]) -> Mapping:
    """Parts of groups that stand beside the other fields, as in a table: where one part alone bears a place's name."""
    parts = [target for target in targets_of(kind) if target.group is not None]
    bearing = {place: [each for each in parts if _plain(place[1:]) in _names(each.field)] for place in places}
    free = bearing.keys() - set(taken)
    return {found[0].name: place for place, found in bearing.items() if place in free and len(found) == 1}


def best_kind(kinds: Iterable[Kind], places: Sequence[str]) -> Kind:
    """The kind of which most can be filled."""
    return max(kinds, key=lambda kind: len(suggested(kind, places)))


_OF_A_THING = frozenset({"name", "naam", "label", "value", "waarde"})
"""Names by which an object says what it is: ``municipality/name`` is the municipality."""


def _best(target: Target, steps_of: dict[str, list[str]]) -> str:
    names = _names(target.field)
    within = _names(target.group) if target.group else frozenset[str]()
    found = []
    for place, steps in steps_of.items():
        named = steps[-1] in names
        above = steps[:-1] if named else steps[:-2]
        if not named and not (len(steps) > 1 and steps[-1] in _OF_A_THING and steps[-2] in names):
            continue
        is_inside = any(step in within for step in above)
        # A field of its own stands at the top of a document; a part stands in what bears its group's name.
        if (target.group is None and not above) or (target.group is not None and is_inside):
            found.append((len(steps), place))
    return min(found)[1] if found else ""


def _names(field: KindField) -> frozenset[str]:
    return frozenset(_plain(name) for name in (field.name, *field.also, str(field.label)))


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()
