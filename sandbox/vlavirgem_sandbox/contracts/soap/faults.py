"""A refusal as a SOAP fault whose detail carries the same facts as Problem Details (RFC 9457).

SOAP 1.1 section 4.4 and SOAP 1.2 part 1 section 5.4. WS-I Basic Profile 1.1 (R1126) sends a fault of 1.1 with status
500; 1.2 part 2 section 7.5.2.2 has 400 where the sender is at fault. What HTTP itself refuses keeps its own status.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.utils.translation import get_language
from lxml import etree

from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.contracts.served import WrittenRefusal
from vlavirgem_sandbox.contracts.soap.envelope import body_of, wrapped
from vlavirgem_sandbox.contracts.soap.names import ENVELOPES, MEDIA_TYPES, SoapVersion
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, read_xml

PROBLEM: Final = "urn:ietf:rfc:7807"
"""Namespace of Problem Details in XML (RFC 7807 appendix A; RFC 9457 appendix B keeps it)."""
_XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_OF_HTTP: Final = frozenset({401, 403, 404, 405, 410, 413, 415, 501, 503})


def fault(members: JsonObject, version: SoapVersion) -> WrittenRefusal:
    """The fault for a refusal."""
    detail = _detail(members)
    return WrittenRefusal(
        status=_status(int(members["status"]), version),
        content_type=f"{MEDIA_TYPES[version]}; charset=utf-8",
        body=wrapped(fault_element(members, [detail], version), version),
    )


def is_fault(body: bytes) -> bool:
    """Whether a message holds a fault, in the envelope of either version."""
    try:
        content = body_of(read_xml(body))
    except XmlTrouble:
        return False
    return content is not None and content.tag in {f"{{{namespace}}}Fault" for namespace in ENVELOPES.values()}


def fault_element(members: JsonObject, details: list[etree._Element], version: SoapVersion) -> etree._Element:
    """``Fault`` of either version, with these elements as its detail."""
    namespace = ENVELOPES[version]
    by_sender = int(members["status"]) < HTTPStatus.INTERNAL_SERVER_ERROR
    reason = f"{members['title']}. {members['detail']}" if members.get("detail") else str(members["title"])
    element = etree.Element(f"{{{namespace}}}Fault", nsmap={"soap": namespace})
    if version == "1.1":
        etree.SubElement(element, "faultcode").text = "soap:Client" if by_sender else "soap:Server"
        etree.SubElement(element, "faultstring", {_XML_LANG: get_language() or "en"}).text = _xml_text(reason)
        place = etree.SubElement(element, "detail")
    else:
        code = etree.SubElement(element, f"{{{namespace}}}Code")
        etree.SubElement(code, f"{{{namespace}}}Value").text = "soap:Sender" if by_sender else "soap:Receiver"
        said = etree.SubElement(element, f"{{{namespace}}}Reason")
        text = etree.SubElement(said, f"{{{namespace}}}Text", {_XML_LANG: get_language() or "en"})
        text.text = _xml_text(reason)
        place = etree.SubElement(element, f"{{{namespace}}}Detail")
    place.extend(details)
    return element


def _status(status: int, version: SoapVersion) -> int:
    if status in _OF_HTTP:
        return status
    if version == "1.2" and status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.INTERNAL_SERVER_ERROR


def _detail(members: JsonObject) -> etree._Element:
    problem = etree.Element(f"{{{PROBLEM}}}problem", nsmap={None: PROBLEM})
    for name, value in members.items():
        if isinstance(value, list):
            listed = etree.SubElement(problem, f"{{{PROBLEM}}}{name}")
            for each in value:
                _member(listed, "i", each)
        else:
            _member(problem, name, value)
    return problem


def _member(parent: etree._Element, name: str, value: object) -> None:
    element = etree.SubElement(parent, f"{{{PROBLEM}}}{name}")
    if isinstance(value, dict):
        for key, inner in value.items():
            text = str(inner)
            _member(element, "xpath" if key == "pointer" else key, text.removeprefix("#") if key == "pointer" else text)
    else:
        element.text = _xml_text(str(value))


def _xml_text(text: str) -> str:
    """Without the characters that XML 1.0 (section 2.2) has no way to write."""
    return "".join(
        character if character >= " " or character in "\t\n\r" else "\N{REPLACEMENT CHARACTER}" for character in text
    )
