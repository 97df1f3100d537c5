"""Places in JSON documents, as JSON Pointers (RFC 6901) in which ``*`` stands for every member of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

EVERY: Final = "*"
MOST_PLACES: Final = 300
_DEEPEST: Final = 6


def places_in(documents: Iterable[Any]) -> list[str]:
    """Where the documents hold a value, or a list of values, in the order in which they are met; 300 at most.

    Only an object becomes a record, so what is none has no places.
    """
    met: dict[str, None] = {}
    for document in documents:
        for place in _places(document, ()) if isinstance(document, dict) else ():
            met.setdefault(place)
            if len(met) == MOST_PLACES:
                return list(met)
    return list(met)


def _places(value: Any, steps: tuple[str, ...]) -> Iterator[str]:
    if len(steps) > _DEEPEST:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            if name != EVERY:
                yield from _places(member, (*steps, _escaped(name)))
    elif isinstance(value, list) and any(isinstance(member, dict) for member in value):
        for member in value:
            yield from _places(member, (*steps, EVERY))
    else:
        yield "/" + "/".join(steps)


def value_at(document: Any, place: str) -> Any:
    """What stands at a place; None where nothing does, and a list for a place with ``*``."""
    return _at(document, place.split("/")[1:])


def _at(value: Any, steps: list[str]) -> Any:
    for number, step in enumerate(steps):
        if step == EVERY:
            members = value if isinstance(value, list) else []
            return [found for member in members if (found := _at(member, steps[number + 1 :])) is not None]
        value = value.get(_plain(step)) if isinstance(value, dict) else None
    return value


def split_at_list(place: str) -> tuple[str, str]:
    """The list that a place goes through and what follows in each member; the list is empty where there is none."""
    before, star, after = place.partition(f"/{EVERY}")
    return (before, after) if star else ("", place)


def place_of(names: Iterable[str]) -> str:
    """The place of a member of a member: ``/seat/street`` of ("seat", "street")."""
    return "".join(f"/{_escaped(name)}" for name in names)


def in_words(place: str) -> str:
    """A place as the names that stand in it: ``seat street``, or the column of a table."""
    return " ".join(_plain(step) for step in place.split("/")[1:] if step != EVERY)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _plain(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
