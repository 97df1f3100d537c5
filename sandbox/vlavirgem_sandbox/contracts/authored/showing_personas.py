"""An answer that is about a test persona: fields of a name that the persona has show what it has, where the schema
takes that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Final

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

_MOST_FIELDS: Final = 60
"""In one answer; each is held against the schema."""


def showing_persona(value: JsonValue, persona: Persona, fits: Callable[[JsonValue], bool]) -> JsonValue:
    """The value with the persona in it; ``fits`` tells whether a value keeps to the schema.

    A list inside what shows the persona holds others (its children, its documents): they stay as they are.
    """
    shown = deepcopy(value)
    for count, (holder, name) in enumerate(fields_of(shown, persona)):
        if count == _MOST_FIELDS:
            break
        before = holder[name]
        for way in ways(persona.value_for(name)):
            holder[name] = way
            if fits(shown):
                break
        else:
            holder[name] = before
    return shown


def fields_of(value: JsonValue, persona: Persona) -> Iterator[tuple[JsonObject, str]]:
    """The fields that the persona has something for, with the object that each stands in."""
    waiting: list[tuple[JsonValue, bool]] = [(value, False)]
    while waiting:
        current, is_shown = waiting.pop()
        if isinstance(current, list):
            waiting.extend((each, is_shown) for each in reversed(current))
        if not isinstance(current, dict):
            continue
        names = [name for name, held in current.items() if _is_single(held) and persona.value_for(name) is not None]
        yield from ((current, name) for name in names)
        is_shown = is_shown or bool(names)
        waiting.extend(
            (held, is_shown)
            for held in reversed(current.values())
            if isinstance(held, dict) or (isinstance(held, list) and not is_shown)
        )


def _is_single(value: JsonValue) -> bool:
    return not isinstance(value, (dict, list))


def ways(value: JsonValue) -> Iterator[JsonValue]:
    """As the author wrote it; as text; and a number that people write with points and hyphens, without them."""
    yield value
    if not isinstance(value, str):
        yield str(value).lower() if isinstance(value, bool) else str(value)
        return
    digits = "".join(filter(str.isdigit, value))
    if digits and not any(map(str.isalpha, value)):
        yield digits
        if digits == value and (len(digits) == 1 or not digits.startswith("0")):
            yield int(digits)
