"""A WSDL as a developer of a try-out needs it: the address in it is the try-out's.

``?wsdl`` is the custom of SOAP servers, which no standard has; its files refer to each other as ``?xsd=<path>``.
"""

from __future__ import annotations

from urllib.parse import quote

from lxml import etree

from vlavirgem_sandbox.contracts.file_paths import referred
from vlavirgem_sandbox.contracts.soap.names import BINDINGS, WSDL, XS
from vlavirgem_sandbox.contracts.soap.xml_text import parsed


def with_own_address(text: str, *, base_url: str) -> str:
    """The file with the address of every SOAP port replaced: the real service must not be called by accident."""
    root = parsed(text)
    _readdress(root, base_url)
    written: str = etree.tostring(root, encoding="unicode")
    return written


def linked(text: str, path: str, *, base_url: str) -> str:
    """The same, and each reference to another file of the contract as the address that gives that file."""
    root = parsed(text)
    _readdress(root, base_url)
    references = {f"{{{WSDL}}}import": "location"} | dict.fromkeys(
        (f"{{{XS}}}import", f"{{{XS}}}include", f"{{{XS}}}redefine"), "schemaLocation"
    )
    for element in root.iter(*references):
        attribute = references[str(element.tag)]
        target = referred(path, element.get(attribute, ""))
        if target is not None:
            element.set(attribute, f"{base_url}?xsd={quote(target)}")
    written: str = etree.tostring(root, encoding="unicode")
    return written


def _readdress(root: etree._Element, base_url: str) -> None:
    for namespace in BINDINGS:
        for address in root.iterfind(f"{{{WSDL}}}service/{{{WSDL}}}port/{{{namespace}}}address"):
            address.set("location", base_url)
