"""What may stand in an element, of whatever groups its XML Schema is built: the same for two ways to say the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from xmlschema.validators import XsdAnyElement, XsdElement, XsdGroup

from vlavirgem_sandbox.contracts.soap.names import local_of


@dataclass(kw_only=True)
class Child:
    """An element that may stand there, over all places where it may."""

    element: XsdElement
    least: int
    most: int | None
    """None for any number."""


@dataclass(kw_only=True)
class Content:
    """The children of a content by local name, in the order of the schema."""

    children: dict[str, Child] = field(default_factory=dict)
    choices: list[frozenset[str]] = field(default_factory=list)
    """Names of which a choice lets one stand there."""
    is_open: bool = False
    """Whether other elements may stand there too (``xs:any``)."""
    is_ordered: bool = True
    """Whether each name has one place in an order."""


def content_of(xsd_type: Any) -> Content:
    """What the type lets stand in an element; nothing for a value."""
    content = Content()
    group = getattr(xsd_type, "content", None)
    if isinstance(group, XsdGroup):
        _gather(group, content, least=1, most=1)
    return content


def _gather(group: XsdGroup, content: Content, *, least: int, most: int | None) -> None:
    least, most = least * group.min_occurs, _times(most, group.max_occurs)
    is_choice = group.model == "choice"
    if group.model == "all" or most != 1:
        content.is_ordered = False
    if is_choice and most == 1 and len(group) > 1:
        content.choices.append(frozenset(local_of(str(each.name)) for each in _elements(group)))
    for particle in group:
        floor = 0 if is_choice and len(group) > 1 else least
        if isinstance(particle, XsdGroup):
            _gather(particle, content, least=floor, most=most)
        elif isinstance(particle, XsdAnyElement):
            content.is_open = True
        elif isinstance(particle, XsdElement) and particle.max_occurs != 0:
            _add(content, particle, least=floor * particle.min_occurs, most=_times(most, particle.max_occurs))


def _add(content: Content, element: XsdElement, *, least: int, most: int | None) -> None:
    name = local_of(str(element.name))
    known = content.children.get(name)
    if known is None:
        content.children[name] = Child(element=element, least=least, most=most)
        return
    content.is_ordered = False
    known.least += least
    known.most = None if known.most is None or most is None else known.most + most


def _times(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one * other


def _elements(group: XsdGroup) -> Iterator[XsdElement]:
    for particle in group:
        if isinstance(particle, XsdGroup):
            yield from _elements(particle)
        elif isinstance(particle, XsdElement):
            yield particle
