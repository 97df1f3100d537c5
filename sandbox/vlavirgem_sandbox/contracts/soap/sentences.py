"""What is wrong with XML, in words a person can act on. The value itself is never repeated: these texts are logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _
from lxml import etree
from xmlschema import XMLSchemaChildrenValidationError, XMLSchemaDecodeError
from xmlschema.validators import XsdAttributeGroup, XsdElement, XsdGroup, facets, identities

from vlavirgem_sandbox.contracts.soap.names import XSI

_Say: TypeAlias = Callable[[Any], str]
_MOST_OPTIONS: Final = 12


def _options(texts: list[str]) -> str:
    shown = ", ".join(texts[:_MOST_OPTIONS])
    return f"{shown}, ..." if len(texts) > _MOST_OPTIONS else shown


_SAY: Final[dict[type, _Say]] = {
    facets.XsdPatternFacets: lambda rule: (
        _("The text does not match the pattern %(pattern)s.") % {"pattern": _options(list(map(str, rule.regexps)))}
    ),
    facets.XsdEnumerationFacets: lambda rule: (
        _("The value must be one of: %(options)s.")
        % {"options": _options([str(each.get("value", "")) for each in rule])}
    ),
    facets.XsdLengthFacet: lambda rule: _("The text's length must be %(limit)d.") % {"limit": rule.value},
    facets.XsdMinLengthFacet: lambda rule: _("The text's length must be at least %(limit)d.") % {"limit": rule.value},
    facets.XsdMaxLengthFacet: lambda rule: _("The text's length must be at most %(limit)d.") % {"limit": rule.value},
    facets.XsdMinInclusiveFacet: lambda rule: _("The value must be at least %(limit)s.") % {"limit": rule.value},
    facets.XsdMaxInclusiveFacet: lambda rule: _("The value must be at most %(limit)s.") % {"limit": rule.value},
    facets.XsdMinExclusiveFacet: lambda rule: _("The value must be more than %(limit)s.") % {"limit": rule.value},
    facets.XsdMaxExclusiveFacet: lambda rule: _("The value must be less than %(limit)s.") % {"limit": rule.value},
    facets.XsdTotalDigitsFacet: lambda rule: (
        _("The number must have at most %(limit)d digits.") % {"limit": rule.value}
    ),
    facets.XsdFractionDigitsFacet: lambda rule: (
        _("The number must have at most %(limit)d decimals.") % {"limit": rule.value}
    ),
    identities.XsdUnique: lambda _rule: _("A value stands here twice that must be unique."),
    identities.XsdKey: lambda _rule: _("A key stands here twice, or is missing."),
    identities.XsdKeyref: lambda _rule: _("This refers to a key that does not occur."),
}


def in_words(error: Any) -> Iterator[str]:
    """The sentences for one error of the engine: one, except where several attributes are wrong at once."""
    rule = error.validator
    say = next((say for kind, say in _SAY.items() if isinstance(rule, kind)), None)
    if say is not None:
        yield say(rule)
    elif isinstance(error, XMLSchemaChildrenValidationError):
        yield _of_children(error)
    elif isinstance(rule, XsdAttributeGroup):
        yield from _of_attributes(rule, error)
    elif isinstance(error, XMLSchemaDecodeError) or (isinstance(error.obj, str) and getattr(rule, "name", None)):
        yield _("The value is not of type %(type)s.") % {"type": _type_name(rule)}
    elif isinstance(rule, XsdGroup):
        yield _("Text may not stand between the elements here.")
    elif isinstance(rule, XsdElement):
        yield _of_element(rule, error)
    else:
        yield _("The content is not as the schema describes it.")


def _of_children(error: XMLSchemaChildrenValidationError) -> str:
    expected = _options(list(dict.fromkeys(_names(error.expected or ()))))
    child = error.invalid_child
    if child is None:
        return _("An element is missing: %(expected)s.") % {"expected": expected or "?"}
    named = {"name": etree.QName(child).localname, "expected": expected}
    if _is_too_often(error, child):
        return _("The element '%(name)s' stands here too often.") % named
    if expected:
        return _("The element '%(name)s' may not stand here; expected: %(expected)s.") % named
    return _("The element '%(name)s' may not stand here.") % named


def _is_too_often(error: XMLSchemaChildrenValidationError, child: Any) -> bool:
    most = getattr(error.particle, "max_occurs", None)
    if getattr(error.particle, "name", None) != child.tag or not most:
        return False
    siblings = list(error.elem if error.elem is not None else ())[: error.index + 1]
    return [each.tag for each in siblings].count(child.tag) > int(most)


def _names(expected: Any) -> Iterator[str]:
    for each in expected:
        name = each if isinstance(each, str) else getattr(each, "local_name", None)
        yield str(name).rpartition("}")[2] if name else "*"


def _of_attributes(rule: XsdAttributeGroup, error: Any) -> Iterator[str]:
    sent = dict(error.elem.attrib) if error.elem is not None else {}
    missing = [name for name, attribute in rule.items() if name and attribute.use == "required" and name not in sent]
    unknown = [name for name in sent if name not in rule and None not in rule and not name.startswith(f"{{{XSI}}}")]
    for name in missing:
        yield _("The attribute '%(name)s' is missing.") % {"name": str(name).rpartition("}")[2]}
    for name in unknown:
        yield _("The attribute '%(name)s' is not known here.") % {"name": name.rpartition("}")[2]}
    if not missing and not unknown:
        yield _("An attribute has a value that is not allowed.")


def _of_element(rule: XsdElement, error: Any) -> str:
    elem = error.elem
    nil = elem.get(f"{{{XSI}}}nil") if elem is not None else None
    if nil is not None:
        return _("This element may not be nil, or is nil and yet has content.")
    if rule.fixed is not None:
        return _("The value must be %(value)s.") % {"value": rule.fixed}
    if elem is not None and len(elem) and rule.type.has_simple_content():
        return _("This element holds a value; it may not hold other elements.")
    if rule.abstract:
        return _("This element is abstract: one of those that may take its place is meant.")
    if rule.type.is_empty():
        return _("This element must be empty.")
    return _("The content is not as the schema describes it.")


def _type_name(rule: Any) -> str:
    named = rule
    while named is not None and not getattr(named, "name", None):
        named = getattr(named, "base_type", None)
    return str(getattr(named, "local_name", "") or "?")
