"""Walking over the components of a schema set: what an element needs, what is wrong there, and how deep it must go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from xmlschema.validators import XsdAnyElement, XsdElement, XsdGroup

from vlavirgem_sandbox.contracts.limits import MAX_XML_DEPTH
from vlavirgem_sandbox.contracts.soap.schemas import Schemas, file_of


def trouble_in(schemas: Schemas, start: XsdElement) -> tuple[str, str]:
    """The first thing that the engine could not make sense of in what an element needs: its words, and the file."""
    wrong = {id(error.elem): error for error in schemas.errors if error.elem is not None}
    for component in needed(schemas, start) if wrong else ():
        elem = getattr(component, "elem", None)
        for each in elem.iter() if elem is not None else ():
            if id(each) in wrong:
                return str(wrong[id(each)].message).split("\n", 1)[0], file_of(component)
    return "", ""


def needed(schemas: Schemas, start: XsdElement) -> Iterator[Any]:
    """Every component that checking an element may come to."""
    waiting: list[Any] = [start]
    seen: set[int] = set()
    while waiting:
        component = waiting.pop()
        if component is None or id(component) in seen:
            continue
        seen.add(id(component))
        yield component
        waiting.extend(_parts(schemas, component))


def _parts(schemas: Schemas, component: Any) -> Iterator[Any]:
    if isinstance(component, XsdElement):
        yield component.type
        yield getattr(component, "ref", None)
        yield from schemas.substitutes(str(component.name))
    elif isinstance(component, XsdGroup):
        yield from component
        yield getattr(component, "ref", None)
    elif not isinstance(component, XsdAnyElement):
        yield getattr(component, "content", None)
        yield getattr(component, "base_type", None)
        yield getattr(component, "item_type", None)
        yield from getattr(component, "member_types", None) or ()
        attributes = getattr(component, "attributes", None)
        if attributes is not None:
            yield attributes
            yield from (getattr(attribute, "type", None) for attribute in attributes.values())


class Heights:
    """How many levels the smallest content of an element has: what recursion must come down to."""

    ENDLESS = 10_000

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._of_type: dict[int, int] = {}
        self._lock = threading.Lock()

    def of(self, element: XsdElement) -> int:
        """1 for a value; :attr:`ENDLESS` when every content holds itself again."""
        with self._lock:  # nobody may read heights that are still being lowered
            if id(element.type) not in self._of_type:
                self._settle(element)
            return self._element(element)

    def of_particle(self, particle: Any) -> int:
        """The same for a group, an element or a wildcard of a content whose element was asked for before."""
        return self._particle(particle)

    def _settle(self, start: XsdElement) -> None:
        """Lower the heights until none changes; each round settles one more level."""
        elements = [each for each in needed(self._schemas, start) if isinstance(each, XsdElement)]
        types = {id(element.type): element.type for element in elements}
        for key in types:
            self._of_type.setdefault(key, self.ENDLESS)
        deepest_first = list(types.items())[::-1]
        for _round in range(MAX_XML_DEPTH):  # what takes more rounds is deeper than XML may be
            before = dict(self._of_type)
            for key, xsd_type in deepest_first:
                self._of_type[key] = min(self._of_type[key], self._of_content(xsd_type))
            if self._of_type == before:
                break

    def _of_content(self, xsd_type: Any) -> int:
        content = getattr(xsd_type, "content", None)
        return min(self.ENDLESS, 1 + self._particle(content)) if isinstance(content, XsdGroup) else 1

    def _particle(self, particle: Any) -> int:
        if isinstance(particle, XsdElement):
            return self._element(particle)
        if not isinstance(particle, XsdGroup):
            return 1
        inside = [self._particle(each) for each in particle if particle.model == "choice" or each.min_occurs]
        if not inside:
            return 0
        return min(inside) if particle.model == "choice" else max(inside)

    def _element(self, element: XsdElement) -> int:
        candidates = [self._of_type.get(id(element.type), self.ENDLESS)] if not element.abstract else []
        candidates += [
            self._of_type.get(id(each.type), self.ENDLESS) for each in self._schemas.substitutes(str(element.name))
        ]
        return min(candidates, default=self.ENDLESS)
