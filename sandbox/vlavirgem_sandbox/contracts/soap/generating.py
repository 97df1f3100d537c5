"""Content for an element out of its declaration: the same for the same source of chance, and valid.

What was made is held against the schema; if it fails there (a rule over several values, such as a key), it is made
again with less in it. An answer that cannot be made is :class:`Ungeneratable`, which reading the contract finds out.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree
from xmlschema.validators import XsdAnyAttribute, XsdElement, XsdGroup

from vlavirgem_sandbox.contracts.generating.outcome import TooLarge, Ungeneratable
from vlavirgem_sandbox.contracts.limits import MAX_ANSWER_ELEMENTS
from vlavirgem_sandbox.contracts.soap.checking import is_valid
from vlavirgem_sandbox.contracts.soap.components import Heights
from vlavirgem_sandbox.contracts.soap.names import XS, XSI
from vlavirgem_sandbox.contracts.soap.schemas import Schemas
from vlavirgem_sandbox.contracts.soap.simple_texts import simple_text
from vlavirgem_sandbox.contracts.soap.wishes import Wishes

_GENEROUS_DEPTH: Final = 7
"""Below this level what may be left out is left out."""
_GENEROUS_ELEMENTS: Final = 250
_LARGE: Final = 1_000_000
_SHARES: Final = (0.75, 0.75, 0.3, 0.0)
_SHARES_ABOUT_SOMEBODY: Final = (1.0, *_SHARES[1:])
"""Of what may be left out, how much each attempt puts in; of an answer about a persona first all."""


@dataclass(kw_only=True)
class _Making:
    """One answer in the making."""

    rng: random.Random
    wishes: Wishes
    share: float
    """How much of what may be left out is put in."""
    made: int = 0
    prefixes: set[str] = field(default_factory=set)
    """Prefixes that stand in a text (xsi:type), so that none may be taken away."""

    def generous(self, depth: int) -> bool:
        wanted = self.rng.random() < self.share
        return wanted and depth < _GENEROUS_DEPTH and self.made < _GENEROUS_ELEMENTS


class XmlGenerator:
    """Makes elements of one schema set. Shared between threads; what is kept is only what was reckoned."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self.elements_made = 0
        """Made so far: a measure of work, not exact where threads share the generator."""
        self._heights = Heights(schemas)
        namespaces = sorted({schema.target_namespace for schema in schemas.engine.maps.schemas} - {"", XS})
        self._prefixes = {f"v{number}": namespace for number, namespace in enumerate(namespaces, start=1)}

    def element(self, declared: XsdElement, seed: str, wishes: Wishes | None = None) -> etree._Element:
        """A valid element. Raises :class:`Ungeneratable`."""
        wishes = wishes or Wishes()
        if self._heights.of(declared) >= Heights.ENDLESS:
            raise TooLarge("depth")
        for attempt, share in enumerate(_SHARES if wishes.persona is None else _SHARES_ABOUT_SOMEBODY):
            rng = random.Random(f"{seed}|{attempt}")  # noqa: S311 - repeatable, not secret
            making = _Making(rng=rng, wishes=wishes, share=share)
            try:
                made = self._element(declared, making, 0)
            finally:
                self.elements_made += making.made
            if is_valid(declared, made):
                etree.cleanup_namespaces(made, keep_ns_prefixes=sorted(making.prefixes))
                return made
        raise Ungeneratable(str(declared.local_name))

    def _element(self, declared: XsdElement, making: _Making, depth: int) -> etree._Element:
        making.made += 1
        if making.made > MAX_ANSWER_ELEMENTS:
            raise TooLarge("nodes")
        chosen = self._concrete(declared)
        if not chosen.name:
            raise Ungeneratable("name")
        xsd_type = self._concrete_type(chosen)
        # The root declares every namespace: a prefix in a text is not known to lxml, which moves declarations about.
        element = etree.Element(str(chosen.name), nsmap=self._prefixes if depth == 0 else None)
        if xsd_type is not chosen.type:
            element.set(f"{{{XSI}}}type", self._written(xsd_type.name, making))
        self._attributes(element, xsd_type, making)
        if chosen.fixed is not None:
            element.text = str(chosen.fixed)
        elif xsd_type.is_simple() or xsd_type.has_simple_content():
            self._value(element, chosen, xsd_type, making)
        elif isinstance(xsd_type.content, XsdGroup):
            with making.wishes.inside(xsd_type.content):
                self._group(element, xsd_type.content, making, depth + 1)
        return element

    def _written(self, name: str, making: _Making) -> str:
        """A QName with the prefix that the root declares."""
        qname = etree.QName(name)
        prefix = next((prefix for prefix, each in self._prefixes.items() if each == qname.namespace), "")
        making.prefixes.add(prefix)
        return f"{prefix}:{qname.localname}" if prefix else str(qname.localname)

    def _value(self, element: etree._Element, declared: XsdElement, xsd_type: Any, making: _Making) -> None:
        simple = xsd_type if xsd_type.is_simple() else xsd_type.content
        name = str(declared.local_name)
        try:
            element.text = simple_text(simple, making.rng, name=name, wished=making.wishes.texts(name))
        except Ungeneratable:
            if not declared.nillable:
                raise
            element.set(f"{{{XSI}}}nil", "true")

    def _attributes(self, element: etree._Element, xsd_type: Any, making: _Making) -> None:
        for name, attribute in getattr(xsd_type, "attributes", {}).items():
            if not name or isinstance(attribute, XsdAnyAttribute) or attribute.use == "prohibited":
                continue
            local = str(attribute.local_name)
            wished = making.wishes.of_persona(local)
            if attribute.use != "required" and not wished and not making.rng.random() < making.share / 2:
                continue
            fixed = attribute.fixed if attribute.fixed is not None else attribute.default
            try:
                text = (
                    fixed if fixed is not None else simple_text(attribute.type, making.rng, name=local, wished=wished)
                )
            except Ungeneratable:
                if attribute.use == "required":
                    raise
                continue
            element.set(name, text)

    def _group(self, parent: etree._Element, group: XsdGroup, making: _Making, depth: int) -> None:
        for _turn in range(self._times(group, making, depth)):
            if group.model == "choice":
                particle = self._branch(group, making, depth)
                if particle is not None:
                    self._particle(parent, particle, making, depth, at_least=1)
            else:
                for particle in group:
                    self._particle(parent, particle, making, depth)

    def _particle(
        self, parent: etree._Element, particle: Any, making: _Making, depth: int, *, at_least: int = 0
    ) -> None:
        if isinstance(particle, XsdGroup):
            self._group(parent, particle, making, depth)
            return
        with making.wishes.at(particle):
            self._elements(parent, particle, making, depth, at_least)

    def _elements(self, parent: etree._Element, particle: Any, making: _Making, depth: int, at_least: int) -> None:
        for turn in range(max(at_least, self._times(particle, making, depth))):
            required = turn < particle.min_occurs
            before = len(parent)
            try:
                made = (
                    self._element(particle, making, depth)
                    if isinstance(particle, XsdElement)
                    else self._anything(particle, making, depth)
                )
                parent.append(made)
            except Ungeneratable:
                del parent[before:]
                if required or at_least:
                    raise
                return

    def _times(self, particle: Any, making: _Making, depth: int) -> int:
        """The least that is allowed; one more now and then where there is room for it. Once for what is wished."""
        least = particle.min_occurs
        if least > MAX_ANSWER_ELEMENTS:
            raise TooLarge("minOccurs")
        most = particle.max_occurs if particle.max_occurs is not None else _LARGE
        if most > 0 and making.wishes.has_for(particle):
            return max(1, int(least))
        if most <= least or self._heights.of_particle(particle) > _GENEROUS_DEPTH or not making.generous(depth):
            return int(least)
        return int(least + 1)

    def _branch(self, group: XsdGroup, making: _Making, depth: int) -> Any:
        """A branch of a choice; deep down the one that ends soonest."""
        branches = [each for each in group if each.max_occurs != 0]
        if not branches:
            return None
        shortest = min(branches, key=self._heights.of_particle)
        if depth >= _GENEROUS_DEPTH or making.share == 0:
            return shortest
        within = [each for each in branches if self._heights.of_particle(each) <= _GENEROUS_DEPTH]
        wanted = [each for each in within if making.wishes.has_for(each)]
        return making.rng.choice(wanted or within or [shortest])

    def _concrete(self, declared: XsdElement) -> XsdElement:
        """The element itself, or the one of those that may take its place that ends soonest."""
        if not declared.abstract:
            return declared
        found = self._schemas.substitutes(str(declared.name))
        if not found:
            raise Ungeneratable(f"abstract {declared.local_name}")
        return min(found, key=self._heights.of)

    def _concrete_type(self, declared: XsdElement) -> Any:
        """The declared type, or the first that is derived from it and can be used."""
        if not getattr(declared.type, "abstract", False):
            return declared.type
        for candidate in self._schemas.engine.maps.types.values():
            is_usable = candidate.name and not getattr(candidate, "abstract", False)
            if is_usable and candidate is not declared.type and candidate.is_derived(declared.type):
                return candidate
        raise Ungeneratable(f"abstract {declared.type.local_name}")

    def _anything(self, wildcard: Any, making: _Making, depth: int) -> etree._Element:
        """Something for a wildcard: an element that the schemas know, else (where it may be unknown) a made-up one."""
        allowed = [
            element
            for name, element in self._schemas.elements.items()
            if not element.abstract and wildcard.is_matching(name) and not name.startswith(f"{{{XS}}}")
        ]
        if wildcard.process_contents == "strict":
            if not allowed:
                raise Ungeneratable("any")
            return self._element(min(allowed, key=self._heights.of), making, depth)
        for name in ("inhoud", "{urn:vlavirgem:proef}inhoud", f"{{{wildcard.target_namespace}}}inhoud"):
            if wildcard.is_matching(name):
                element = etree.Element(name)
                element.text = "inhoud"
                return element
        raise Ungeneratable("any")
