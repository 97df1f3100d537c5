"""What an answer is to say where its schema lets it: values that the request named, and what a test persona has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from xmlschema.validators import XsdElement, XsdGroup

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.authored.showing_personas import ways

Echo = Mapping[str, tuple[str, ...]]
"""Values of a request by the local name of their element: an answer repeats them."""


class Wishes:
    """Of one answer, while it is made: they follow how deep the making is.

    What repeats below an element that shows the persona is about others (children, documents), and shows nothing of it.
    """

    def __init__(self, *, echo: Echo | None = None, persona: Persona | None = None) -> None:
        self.persona = persona
        self._echo: Echo = echo or {}
        self._shown = False
        self._about_others = False

    def texts(self, name: str) -> tuple[str, ...]:
        """For an element of this name, the best first."""
        if self.persona is not None and self.persona.value_for(name) is not None:
            return self.of_persona(name)
        return self._echo.get(name, ())

    def of_persona(self, name: str) -> tuple[str, ...]:
        """What the persona has for a name, as its author wrote it; then without points and hyphens."""
        value = self.persona.value_for(name) if self.persona is not None and not self._about_others else None
        return tuple(each for each in ways(value) if isinstance(each, str)) if value is not None else ()

    def has_for(self, particle: Any) -> bool:
        """Whether the persona has something for an element without elements in it."""
        return _is_single(particle) and bool(self.of_persona(str(particle.local_name)))

    @contextmanager
    def inside(self, content: XsdGroup) -> Iterator[None]:
        """While the elements in another are made."""
        shown = self._shown
        self._shown = shown or (self.persona is not None and any(map(self.has_for, content.iter_elements())))
        try:
            yield
        finally:
            self._shown = shown

    @contextmanager
    def at(self, particle: Any) -> Iterator[None]:
        """While an element is made, as often as it comes."""
        about_others = self._about_others
        repeats = particle.max_occurs is None or particle.max_occurs > 1
        self._about_others = about_others or (repeats and self._shown and not _is_single(particle))
        try:
            yield
        finally:
            self._about_others = about_others


def _is_single(particle: Any) -> bool:
    return isinstance(particle, XsdElement) and (particle.type.is_simple() or particle.type.has_simple_content())
