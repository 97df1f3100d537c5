"""What a request says, as values by the name of their element: answers repeat them, and samples are chosen by them."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from vlavirgem_sandbox.contracts.soap.xml_text import local_name

_MOST_VALUES: Final = 2_000
_IDENTIFYING = re.compile(r"ref|nummer|number|\bid|id$|insz|ssin|kbo|key|sleutel|correlat|ticket", re.IGNORECASE)


def values_in(content: etree._Element) -> list[tuple[str, str]]:
    """Local name and text of every element without elements in it, and of every attribute; in the order written."""
    found: list[tuple[str, str]] = []
    for element in content.iter():
        found.extend((etree.QName(name).localname, text.strip()) for name, text in element.attrib.items())
        if len(element) == 0 and element.text and element.text.strip():
            found.append((local_name(element), element.text.strip()))
        if len(found) >= _MOST_VALUES:
            break
    return found


def echoed(values: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The values that say which one is meant (references, numbers, keys), by name: a client looks for them."""
    found: dict[str, tuple[str, ...]] = {}
    for name, text in values:
        if _IDENTIFYING.search(name):
            found[name] = (*found.get(name, ()), text)
    return found
