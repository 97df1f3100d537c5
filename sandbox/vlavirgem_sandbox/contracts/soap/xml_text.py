"""XML of strangers: from bytes to a tree, without DTD, entities and network, within the caps."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem_sandbox.contracts.limits import MAX_XML_DEPTH, MAX_XML_NODES

_DECLARATION = re.compile(r"\A<\?xml\s[^>]{0,200}?\?>")
_ENCODING = re.compile(rb"\A[^<]{0,4}<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_PROLOG = re.compile(r"(?:\s|<!--.*?-->|<\?.*?\?>)*+", re.DOTALL)
_ENCODINGS: Final = {"utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "windows-1252", "utf-16"}
_PARSER_OPTIONS: Final = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_pis": True,
    "remove_comments": True,
}


class XmlTrouble(Exception):  # noqa: N818 - a verdict on what was sent, not a failure of ours
    """The text cannot be taken as XML. ``place`` is "line 3, column 5" or empty; ``detail`` the parser's words."""

    def __init__(self, message: str, *, place: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.detail = detail


def decoded(data: bytes) -> str:
    """The text without its XML declaration. Raises :class:`XmlTrouble` for a DTD, or bytes that are no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        declared = _ENCODING.match(data)
        encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in _ENCODINGS:
        raise XmlTrouble(_("The encoding '%(encoding)s' is not read; use UTF-8.") % {"encoding": encoding})
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        raise XmlTrouble(_("The bytes are not text in %(encoding)s.") % {"encoding": encoding}) from error
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    refuse_dtd(text)
    return text


def refuse_dtd(text: str) -> None:
    """A document type declaration stands before the root element only (XML 1.0 section 2.8)."""
    prolog = _PROLOG.match(text)
    if text.startswith("<!DOCTYPE", prolog.end() if prolog else 0):
        raise XmlTrouble(_("The XML has a DOCTYPE. Those are never read: they can define entities."))


def parsed(text: str) -> etree._Element:
    """The root element of a text out of :func:`decoded`. Raises :class:`XmlTrouble`."""
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(**_PARSER_OPTIONS))
    except etree.XMLSyntaxError as error:
        line, column = error.position
        place = _("line %(line)d, column %(column)d") % {"line": line, "column": column}
        raise XmlTrouble(
            _("This is not well-formed XML, from %(place)s on.") % {"place": place}, place=place, detail=error.msg
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise XmlTrouble(_("The XML has a DOCTYPE. Those are never read: they can define entities."))
    _refuse_size(root)
    return root


def indented(text: str) -> str:
    """The XML with its lines broken, for people. Raises :class:`XmlTrouble`."""
    refuse_dtd(text)
    try:
        root = etree.fromstring(text.encode(), etree.XMLParser(**_PARSER_OPTIONS | {"remove_comments": False}))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise XmlTrouble(str(error)) from error
    _refuse_size(root)
    etree.indent(root)
    written: str = etree.tostring(root, encoding="unicode")
    return written


def read_xml(data: bytes) -> etree._Element:
    """From bytes to the root element. Raises :class:`XmlTrouble`."""
    return parsed(decoded(data))


def _refuse_size(root: etree._Element) -> None:
    nodes = depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        nodes += event == "start"
        if depth > MAX_XML_DEPTH:
            raise XmlTrouble(_("The XML is nested more than %(limit)d deep.") % {"limit": MAX_XML_DEPTH})
        if nodes > MAX_XML_NODES:
            raise XmlTrouble(_("The XML has more than %(limit)d elements.") % {"limit": MAX_XML_NODES})


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(etree.QName(element).localname)


def place_of(element: etree._Element) -> str:
    """An XPath to the element with names without prefixes: ``/Envelope/Body/Vraag[2]/Naam``."""
    steps = []
    node: etree._Element | None = element
    while node is not None:
        name = local_name(node)
        parent = node.getparent()
        alike = [each for each in parent if each.tag == node.tag] if parent is not None else [node]
        steps.append(f"{name}[{alike.index(node) + 1}]" if len(alike) > 1 else name)
        node = parent
    return "/" + "/".join(reversed(steps))
