"""Two elements of XML Schema beside each other: what the newer one lets through less, and what more.

Elements go together by their local name, since services carry their version in the namespace. A namespace that
changed is told once. Sources: XML Schema 1.0 part 1, sections 3.3 (elements), 3.4 (types) and 3.8 (groups).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from xmlschema.validators import XsdElement

from vlavirgem_sandbox.contracts.comparing.changes import Difference, Level, Way, level_of
from vlavirgem_sandbox.contracts.comparing.xml_contents import Child, Content, content_of
from vlavirgem_sandbox.contracts.comparing.xml_values import kind_of, value_differences
from vlavirgem_sandbox.contracts.soap.names import local_of, namespace_of
from vlavirgem_sandbox.contracts.soap.schemas import Schemas

_DEEPEST: Final = 24


@dataclass(frozen=True)
class _Place:
    """An element, attribute or type on each side, and the field it stands at."""

    old: Any
    new: Any
    field: str = ""
    depth: int = 0

    def below(self, name: str, old: Any = None, new: Any = None) -> _Place:
        return _Place(old, new, f"{self.field}/{name}" if self.field else name, self.depth + 1)


class XmlSchemaComparison:
    """Compares elements of two schema sets in one direction. Each pair of types is looked into once."""

    def __init__(self, old: Schemas, new: Schemas, *, is_request: bool) -> None:
        self._older, self._newer = old, new
        self._is_request = is_request
        self._seen: set[tuple[int, int]] = set()
        self._moved: set[tuple[str, str]] = set()

    def differences(self, old: XsdElement, new: XsdElement) -> Iterator[Difference]:
        """Between what the two elements may hold."""
        yield from self._of_element(_Place(old, new))

    def _judged(self, way: Way, place: _Place, message: str) -> Difference:
        return Difference(level=level_of(way, is_request=self._is_request), field=place.field, message=message)

    def _of_element(self, place: _Place) -> Iterator[Difference]:
        old, new = place.old, place.new
        yield from self._of_namespace(place)
        yield from self._of_substitutes(place)
        if bool(old.nillable) != bool(new.nillable):
            allowed = _("It may be empty now (xsi:nil).")
            refused = _("It may no longer be empty (xsi:nil).")
            yield self._judged("wider", place, allowed) if new.nillable else self._judged("narrower", place, refused)
        yield from self._of_fixed(place)
        yield from self._of_types(_Place(old.type, new.type, place.field, place.depth))

    def _of_namespace(self, place: _Place) -> Iterator[Difference]:
        moved = (namespace_of(str(place.old.name)), namespace_of(str(place.new.name)))
        if moved[0] != moved[1] and moved not in self._moved:
            self._moved.add(moved)
            named = {"old": moved[0] or _("none"), "new": moved[1] or _("none")}
            message = _("The namespace changed from %(old)s to %(new)s, here and elsewhere.") % named
            yield self._judged("other", place, message)

    def _of_substitutes(self, place: _Place) -> Iterator[Difference]:
        before = {local_of(str(each.name)) for each in self._older.substitutes(str(place.old.name))}
        after = {local_of(str(each.name)) for each in self._newer.substitutes(str(place.new.name))}
        for name in sorted(before - after):
            yield self._judged("narrower", place, _("The form %(name)s is no longer allowed.") % {"name": name})
        for name in sorted(after - before):
            message = _("The form %(name)s is allowed too.") % {"name": name}
            yield self._judged("wider" if self._is_request else "unclear", place, message)

    def _of_fixed(self, place: _Place) -> Iterator[Difference]:
        before, after = place.old.fixed, place.new.fixed
        if before == after:
            return
        if after is None:
            yield self._judged("wider", place, _("Any value is possible now, no longer a few."))
        else:
            way: Way = "narrower" if before is None else "other"
            yield self._judged(way, place, _("Only these values are left: %(values)s.") % {"values": after})

    def _of_types(self, place: _Place) -> Iterator[Difference]:
        old, new = place.old, place.new
        if place.depth > _DEEPEST or (id(old), id(new)) in self._seen:
            return
        self._seen.add((id(old), id(new)))
        before, after = _value_type(old), _value_type(new)
        if (before is None) != (after is None):
            fields = _("fields")
            named = {
                "old": fields if before is None else kind_of(before),
                "new": fields if after is None else kind_of(after),
            }
            yield self._judged("other", place, _("The type changed from %(old)s to %(new)s.") % named)
        elif before is not None:
            for way, message in value_differences(before, after, is_request=self._is_request):
                yield self._judged(way, place, message)
        else:
            yield from self._of_contents(place, content_of(old), content_of(new))
        yield from self._of_attributes(place)

    def _of_contents(self, place: _Place, old: Content, new: Content) -> Iterator[Difference]:
        for name, child in old.children.items():
            if name not in new.children:
                yield self._gone(place.below(name), was_required=child.least > 0, allowed=new.is_open)
                continue
            below = place.below(name, child.element, new.children[name].element)
            yield from self._of_occurrence(below, child, new.children[name])
            yield from self._of_element(below)
        for name, child in new.children.items():
            if name not in old.children:
                yield self._added(place.below(name), required=child.least > 0, was_allowed=old.is_open)
        yield from self._of_order(place, old, new)
        yield from self._of_choices(place, old, new)

    def _gone(self, place: _Place, *, was_required: bool, allowed: bool) -> Difference:
        if self._is_request:
            level: Level = "attention" if allowed else "breaking"
            message = _("The field is not read any more.") if allowed else _("The field is gone, and is refused.")
        else:
            level, message = "breaking" if was_required else "attention", _("The field is gone.")
        return Difference(level=level, field=place.field, message=message)

    def _added(self, place: _Place, *, required: bool, was_allowed: bool) -> Difference:
        """An answer with an element that its older schema has no place for is refused by who holds it against that."""
        if required and self._is_request:
            message = _("The field was added, and is required.")
            return Difference(level="breaking", field=place.field, message=message)
        level: Level = "compatible" if self._is_request or was_allowed else "attention"
        return Difference(level=level, field=place.field, message=_("The field was added."))

    def _of_occurrence(self, place: _Place, old: Child, new: Child) -> Iterator[Difference]:
        if bool(old.least) != bool(new.least):
            message = _("The field is now required.") if new.least else _("The field is no longer required.")
            yield self._judged("narrower" if new.least else "wider", place, message)
        elif old.least != new.least:
            message = _("It must stand there at least %(times)s times.") % {"times": new.least}
            yield self._judged("narrower" if new.least > old.least else "wider", place, message)
        if old.most != new.most:
            message = _("It may stand there any number of times.")
            if new.most is not None:
                message = _("It may stand there at most %(times)s times.") % {"times": new.most}
            fewer = new.most is not None and (old.most is None or new.most < old.most)
            yield self._judged("narrower" if fewer else "wider", place, message)

    def _of_order(self, place: _Place, old: Content, new: Content) -> Iterator[Difference]:
        if not new.is_ordered:
            return
        before = [name for name in old.children if name in new.children]
        after = [name for name in new.children if name in old.children]
        if before != after or (not old.is_ordered and len(after) > 1):
            message = _("The fields must stand in this order now: %(names)s.") % {"names": ", ".join(after)}
            yield self._judged("other" if old.is_ordered else "narrower", place, message)

    def _of_choices(self, place: _Place, old: Content, new: Content) -> Iterator[Difference]:
        common = old.children.keys() & new.children.keys()
        pairs: tuple[tuple[Way, str, Content, Content], ...] = (
            ("narrower", _("Only one of these may be given now: %(names)s."), new, old),
            ("wider", _("These may be given together now: %(names)s."), old, new),
        )
        for way, message, here, there in pairs:
            for choice in here.choices:
                names = choice & common
                if len(names) > 1 and not any(names <= other for other in there.choices):
                    yield self._judged(way, place, message % {"names": ", ".join(sorted(names))})

    def _of_attributes(self, place: _Place) -> Iterator[Difference]:
        before, after = _attributes(place.old), _attributes(place.new)
        for name, attribute in before.items():
            below = place.below(f"@{name}", attribute, after.get(name))
            if below.new is None:
                yield self._gone(below, was_required=attribute.use == "required", allowed=False)
                continue
            was, now = attribute.use == "required", below.new.use == "required"
            if was != now:
                message = _("The field is now required.") if now else _("The field is no longer required.")
                yield self._judged("narrower" if now else "wider", below, message)
            yield from self._of_fixed(below)
            for way, message in value_differences(attribute.type, below.new.type, is_request=self._is_request):
                yield self._judged(way, below, message)
        for name, attribute in after.items():
            if name not in before:
                yield self._added(place.below(f"@{name}"), required=attribute.use == "required", was_allowed=False)


def _value_type(xsd_type: Any) -> Any:
    """The simple type of what is written in the element; None when fields are."""
    if xsd_type.is_simple():
        return xsd_type
    return xsd_type.content if xsd_type.has_simple_content() else None


def _attributes(xsd_type: Any) -> dict[str, Any]:
    return {
        local_of(str(name)): attribute
        for name, attribute in (getattr(xsd_type, "attributes", None) or {}).items()
        if name and attribute.use != "prohibited"
    }
