"""The envelope of a SOAP call: which version it speaks, what its body holds, and what is wrong with it.

SOAP 1.1 section 6 and SOAP 1.2 part 2 section 7 (HTTP), WS-I Basic Profile 1.1 where 1.1 is loose. Header blocks are
let through unread: what signs and routes a call at the agency's real service has no part in a try-out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from lxml import etree

from vlavirgem_sandbox.contracts.media_types import bare
from vlavirgem_sandbox.contracts.model import CallRequest, Place, Violation
from vlavirgem_sandbox.contracts.soap.names import ENVELOPES, MEDIA_TYPES, SoapVersion
from vlavirgem_sandbox.contracts.soap.xml_text import XmlTrouble, local_name, place_of, read_xml

_ACTION = re.compile(r'action\s*=\s*"?([^";]*)"?', re.IGNORECASE)
_NOT_A_PLACE = "/"


class BadEnvelope(Exception):  # noqa: N818 - an outcome of reading, turned into a violation by the caller
    """The call holds no envelope that can be read."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.message)
        self.violation = violation


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A call that was read as far as its body."""

    version: SoapVersion
    root: etree._Element
    content: etree._Element
    """The one element in the body."""
    action: str
    """What SOAPAction or the media type's ``action`` says, without quotes; empty when neither was sent."""


def speaks_soap(call: CallRequest) -> bool:
    """Whether the caller is a SOAP program, by its headers alone: for refusals before any contract was looked at."""
    return call.header("SOAPAction") is not None or bare(call.header("Content-Type") or "") == MEDIA_TYPES["1.2"]


def version_of(call: CallRequest) -> SoapVersion:
    """The version that a refusal is written in: the media type's, else 1.1."""
    return "1.2" if bare(call.header("Content-Type") or "") == MEDIA_TYPES["1.2"] else "1.1"


def read_envelope(call: CallRequest) -> Envelope:
    """The envelope in a call. Raises :class:`BadEnvelope`."""
    kind = bare(call.header("Content-Type") or "")
    if kind not in MEDIA_TYPES.values():
        message = _("A SOAP call has Content-Type text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2).")
        raise BadEnvelope(violation("content-type", "Content-Type", message, "WSDL 1.1 section 3"))
    root = _parsed(call.body)
    version = next((each for each, namespace in ENVELOPES.items() if root.tag == f"{{{namespace}}}Envelope"), None)
    if version is None:
        message = _("The outermost element must be a SOAP Envelope; it is '%(name)s'.") % {"name": local_name(root)}
        raise BadEnvelope(violation("body", _NOT_A_PLACE, message, "SOAP 1.1 section 4"))
    if MEDIA_TYPES[version] != kind:
        message = _("The envelope is of SOAP %(version)s, which is sent as %(type)s.") % {
            "version": version,
            "type": MEDIA_TYPES[version],
        }
        raise BadEnvelope(violation("content-type", "Content-Type", message, "SOAP 1.2 part 2 section 7"))
    return Envelope(version=version, root=root, content=_content(root, version), action=_action(call, version))


def body_of(root: etree._Element) -> etree._Element | None:
    """The one element in the body of an envelope, of whatever version; None when it is no envelope, or holds none."""
    for namespace in ENVELOPES.values():
        body = root.find(f"{{{namespace}}}Body") if root.tag == f"{{{namespace}}}Envelope" else None
        if body is not None and len(body) == 1:
            return body[0]
    return None


def wrapped(content: etree._Element, version: SoapVersion, *, readable: bool = False) -> bytes:
    """The envelope around the content of a body; ``readable`` breaks and indents its lines."""
    namespace = ENVELOPES[version]
    envelope = etree.Element(f"{{{namespace}}}Envelope", nsmap={"soap": namespace})
    etree.SubElement(envelope, f"{{{namespace}}}Body").append(content)
    if readable:
        etree.indent(envelope)
    written: bytes = etree.tostring(envelope, xml_declaration=True, encoding="UTF-8")
    return written


def violation(place: Place, pointer: str, message: str, rule: str) -> Violation:
    """One thing that is wrong with a call."""
    return Violation(place=place, pointer=pointer, message=message, rule=rule)


def _parsed(body: bytes) -> etree._Element:
    try:
        return read_xml(body)
    except XmlTrouble as trouble:
        raise BadEnvelope(violation("body", _NOT_A_PLACE, trouble.message, "XML 1.0")) from trouble


def _content(root: etree._Element, version: SoapVersion) -> etree._Element:
    body = root.find(f"{{{ENVELOPES[version]}}}Body")
    if body is None:
        message = _("The envelope has no Body.")
        raise BadEnvelope(violation("body", place_of(root), message, "SOAP 1.1 section 4"))
    if len(body) != 1:
        message = _("The Body must hold exactly one element; it holds %(count)d.") % {"count": len(body)}
        raise BadEnvelope(violation("body", place_of(body), message, "WS-I Basic Profile 1.1 R9981"))
    return body[0]


def _action(call: CallRequest, version: SoapVersion) -> str:
    if version == "1.1":
        return (call.header("SOAPAction") or "").strip().strip('"')
    found = _ACTION.search(call.header("Content-Type") or "")
    return found[1].strip() if found else ""
