"""A body against its schema: every violation, each with the place in the XML and the rule's place in the schema."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree
from xmlschema.validators import XsdElement, facets

from vlavirgem_sandbox.contracts.limits import MAX_VIOLATIONS
from vlavirgem_sandbox.contracts.model import Violation
from vlavirgem_sandbox.contracts.soap.envelope import violation
from vlavirgem_sandbox.contracts.soap.names import XS
from vlavirgem_sandbox.contracts.soap.schemas import file_of
from vlavirgem_sandbox.contracts.soap.sentences import in_words
from vlavirgem_sandbox.contracts.soap.xml_text import place_of


def violations_of(declared: XsdElement, content: etree._Element) -> list[Violation]:
    """Every way in which an element departs from its declaration."""
    errors = declared.iter_errors(content, namespaces=_prefixes(content))
    return list(islice(_told(errors, content), MAX_VIOLATIONS))


def is_valid(declared: XsdElement, content: etree._Element) -> bool:
    """Whether there is no violation at all."""
    return next(iter(declared.iter_errors(content, namespaces=_prefixes(content))), None) is None


def _prefixes(content: etree._Element) -> dict[str, str]:
    """All prefixes in force somewhere in the content, for the QNames in it (xsi:type)."""
    found: dict[str, str] = {}
    for element in content.iter():
        for prefix, namespace in element.nsmap.items():
            found.setdefault(prefix or "", namespace)
    return found


def _told(errors: Iterator[Any], content: etree._Element) -> Iterator[Violation]:
    seen = set()
    for error in errors:
        place = place_of(error.elem if error.elem is not None else content)
        rule = rule_of(error.validator)
        for sentence in in_words(error):
            if (place, sentence) not in seen:
                seen.add((place, sentence))
                yield violation("body", place, sentence, rule)


def rule_of(rule: Any) -> str:
    """``Persoon.xsd#InszType/pattern``: the file, the named component around the rule, and the rule itself."""
    if getattr(rule, "target_namespace", None) == XS:
        return f"XML Schema 1.0#{getattr(rule, 'local_name', None) or ''}"
    last = _facet_name(rule)
    component = rule.parent if isinstance(rule, facets.XsdFacet) and rule.parent is not None else rule
    steps = [last] if last else []
    while component is not None:
        name = getattr(component, "local_name", None)
        if name:
            steps.append(str(name))
        component = getattr(component, "parent", None)
    return f"{file_of(rule)}#{'/'.join(reversed(steps))}"


def _facet_name(rule: Any) -> str:
    if not isinstance(rule, facets.XsdFacet) or rule.elem is None:
        return ""
    return str(etree.QName(rule.elem.tag).localname)
