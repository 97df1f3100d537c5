"""What a schema would cost, reckoned before an engine sees it: groups that multiply, and patterns by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem_sandbox.contracts.limits import MAX_CHAIN, MAX_PARTICLES, MAX_XSD_PATTERNS
from vlavirgem_sandbox.contracts.soap.names import XS, expanded
from vlavirgem_sandbox.contracts.source_text import refusal

_X = f"{{{XS}}}"
_TYPES = (f"{_X}complexType", f"{_X}simpleType")
_WRITTEN_OUT: Final[dict[str, tuple[tuple[tuple[str, ...], str], ...]]] = {
    f"{_X}group": (((f"{_X}group",), "ref"),),
    f"{_X}attributeGroup": (((f"{_X}attributeGroup",), "ref"),),
    f"{_X}extension": ((_TYPES, "base"),),
    f"{_X}restriction": ((_TYPES, "base"),),
    f"{_X}union": ((_TYPES, "memberTypes"),),
    f"{_X}list": ((_TYPES, "itemType"),),
}
"""What refers by which attribute to what: an engine comes to all of it for one and the same value."""


def refuse_costly(schemas: Iterable[etree._Element]) -> None:
    """Raise SourceRefused for content models or patterns beyond the caps."""
    listed = list(schemas)
    patterns = sum(1 for schema in listed for _pattern in schema.iter(f"{_X}pattern"))
    if patterns > MAX_XSD_PATTERNS:
        raise refusal(
            _("The schemas have more than %(limit)d patterns.") % {"limit": MAX_XSD_PATTERNS},
            _("Move patterns that recur to one simple type."),
        )
    reckoned = _Reckoned(listed)
    for schema in listed:
        for declared in schema.iter(f"{_X}group", f"{_X}attributeGroup", *_TYPES):
            if reckoned.is_costly(declared):
                raise refusal(
                    _("One content model holds more than %(limit)d elements once its groups are written out.")
                    % {"limit": MAX_PARTICLES},
                    _("Let groups and types refer to fewer others."),
                    declared.get("name", ""),
                )


class _Reckoned:
    """Particles in a declaration with every group that it refers to written out, base types included."""

    def __init__(self, schemas: list[etree._Element]) -> None:
        self._named = {
            (child.tag, f"{{{schema.get('targetNamespace')}}}{child.get('name')}"): child
            for schema in schemas
            for child in schema
            if child.get("name")
        }
        self._namespaces = [f"{{{schema.get('targetNamespace')}}}" for schema in schemas]
        self._sizes: dict[etree._Element, tuple[int, int]] = {}

    def is_costly(self, declared: etree._Element) -> bool:
        """Whether it holds too much, or refers on and on."""
        try:
            size, steps = self.size(declared)
        except RecursionError:
            return True
        return size > MAX_PARTICLES or steps > MAX_CHAIN

    def size(self, declared: etree._Element) -> tuple[int, int]:
        """How many particles, and the steps of the longest chain of references."""
        known = self._sizes.get(declared)
        if known is not None:
            return known
        self._sizes[declared] = (0, 0)  # a circle adds nothing; the schema engine refuses it
        total = longest = 0
        for element in declared.iterdescendants():
            total += 1
            for target in self._targets(element):
                inside, steps = self.size(target) if total <= MAX_PARTICLES else (0, 0)
                total += inside
                longest = max(longest, steps + 1)
        self._sizes[declared] = (total, longest)
        return total, longest

    def _targets(self, element: etree._Element) -> Iterator[etree._Element]:
        """The groups, base types and member types that stand in the declaration under their names."""
        for kinds, attribute in _WRITTEN_OUT.get(str(element.tag), ()):
            for name in (element.get(attribute) or "").split():
                full = expanded(element, name)
                spaces = [""] if full.startswith("{") else self._namespaces
                found = (self._named.get((kind, space + full)) for kind in kinds for space in spaces)
                target = next((each for each in found if each is not None), None)
                if target is not None:
                    yield target
