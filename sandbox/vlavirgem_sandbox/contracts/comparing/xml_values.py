"""Two simple types of XML Schema beside each other: what texts the newer one lets through less, and what more."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _
from xmlschema.validators import XsdList, XsdPatternFacets

from vlavirgem_sandbox.contracts.comparing.changes import Way, first_few
from vlavirgem_sandbox.contracts.soap.names import XS
from vlavirgem_sandbox.contracts.soap.simple_texts import built_in_names, enumerated

_UPPER: Final = ("maxLength", "maxInclusive", "maxExclusive", "totalDigits", "fractionDigits")
_LOWER: Final = ("minLength", "minInclusive", "minExclusive")


def value_differences(old: Any, new: Any, *, is_request: bool) -> Iterator[tuple[Way, str]]:
    """Each difference, and which way it goes."""
    yield from _of_kinds(old, new)
    yield from _of_options(enumerated(old), enumerated(new), is_request=is_request)
    yield from _of_bounds(old, new)
    yield from _of_patterns(old, new)


def _of_kinds(old: Any, new: Any) -> Iterator[tuple[Way, str]]:
    before, after = kind_of(old), kind_of(new)
    if before == after:
        return
    named = {"old": before, "new": after}
    way: Way = "other"
    if after in built_in_names(old):
        way = "wider"
    elif before in built_in_names(new):
        way = "narrower"
    yield way, _("The type changed from %(old)s to %(new)s.") % named


def kind_of(xsd_type: Any) -> str:
    """The built-in type that a simple type comes from, such as ``date``; ``list of date`` for a list of them."""
    step = xsd_type
    while step is not None:
        if isinstance(step, XsdList):
            return _("list of %(type)s") % {"type": kind_of(step.item_type)}
        if getattr(step, "member_types", None):
            return _("%(one)s or %(other)s") % {
                "one": ", ".join(dict.fromkeys(map(kind_of, step.member_types[:-1]))),
                "other": kind_of(step.member_types[-1]),
            }
        if _is_built_in(step):
            return str(step.local_name)
        step = getattr(step, "base_type", None)
    return _("any")


def _is_built_in(xsd_type: Any) -> bool:
    return getattr(xsd_type, "target_namespace", "") == XS and bool(xsd_type.local_name)


def _of_options(before: list[str], after: list[str], *, is_request: bool) -> Iterator[tuple[Way, str]]:
    if not before and after:
        yield "narrower", _("Only these values are left: %(values)s.") % {"values": first_few(after)}
    elif before and not after:
        yield "wider", _("Any value is possible now, no longer a few.")
    else:
        if gone := [each for each in before if each not in after]:
            yield "narrower", _("These values are no longer possible: %(values)s.") % {"values": first_few(gone)}
        if added := [each for each in after if each not in before]:
            message = _("These values are possible too: %(values)s.") % {"values": first_few(added)}
            # A program that lists the values it knows may meet one that it does not.
            yield "wider" if is_request else "unclear", message


def _of_bounds(old: Any, new: Any) -> Iterator[tuple[Way, str]]:
    before, after = _bounds(old), _bounds(new)
    for rule in (*_LOWER, *_UPPER):
        was, now = before.get(rule), after.get(rule)
        if was == now:
            continue
        named = {"rule": rule, "old": _("none") if was is None else was, "new": _("none") if now is None else now}
        yield _way(was, now, is_upper=rule in _UPPER), _("The rule %(rule)s changed from %(old)s to %(new)s.") % named


def _way(was: str | None, now: str | None, *, is_upper: bool) -> Way:
    if was is None or now is None:
        return "narrower" if was is None else "wider"
    try:
        is_lower = Decimal(now) < Decimal(was)
    except InvalidOperation:  # dates and durations: not worth a second reading of their order
        return "unclear"
    return "narrower" if is_lower == is_upper else "wider"


def _bounds(xsd_type: Any) -> dict[str, str]:
    """The nearest of each bound that the contract itself sets; ``length`` is the least and the most at once."""
    found: dict[str, str] = {}
    for step in _own_steps(xsd_type):
        for qname, facet in step.facets.items():
            rule = str(qname).rpartition("}")[2]
            for each in ("minLength", "maxLength") if rule == "length" else (rule,):
                if each in _LOWER or each in _UPPER:
                    found.setdefault(each, str(facet.value))
    return found


def _of_patterns(old: Any, new: Any) -> Iterator[tuple[Way, str]]:
    before, after = _patterns(old), _patterns(new)
    if before == after:
        return
    named = {"rule": "pattern", "old": first_few(before), "new": first_few(after)}
    if not before:
        yield "narrower", _("The rule %(rule)s was added: %(new)s.") % named
    elif not after:
        yield "wider", _("The rule %(rule)s is gone: %(old)s.") % named
    else:
        yield "unclear", _("The rule %(rule)s changed from %(old)s to %(new)s.") % named


def _patterns(xsd_type: Any) -> list[str]:
    """Those of each step of the derivation: all of them hold."""
    found: set[str] = set()
    for step in _own_steps(xsd_type):
        facet = step.facets.get(f"{{{XS}}}pattern")
        if isinstance(facet, XsdPatternFacets):
            found.update(str(pattern) for pattern in facet.regexps)
    return sorted(found)


def _own_steps(xsd_type: Any) -> Iterator[Any]:
    step = xsd_type
    while step is not None and not _is_built_in(step):
        if getattr(step, "facets", None) is not None:
            yield step
        step = getattr(step, "base_type", None)
