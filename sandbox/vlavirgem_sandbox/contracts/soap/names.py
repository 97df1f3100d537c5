"""Namespaces and names of WSDL, SOAP and XML Schema."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from lxml import etree

SoapVersion: TypeAlias = Literal["1.1", "1.2"]

XS: Final = "http://www.w3.org/2001/XMLSchema"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
WSDL: Final = "http://schemas.xmlsoap.org/wsdl/"
WSDL_2: Final = "http://www.w3.org/ns/wsdl"
BINDINGS: Final[dict[str, SoapVersion]] = {
    "http://schemas.xmlsoap.org/wsdl/soap/": "1.1",
    "http://schemas.xmlsoap.org/wsdl/soap12/": "1.2",
}
ENVELOPES: Final[dict[SoapVersion, str]] = {
    "1.1": "http://schemas.xmlsoap.org/soap/envelope/",
    "1.2": "http://www.w3.org/2003/05/soap-envelope",
}
MEDIA_TYPES: Final[dict[SoapVersion, str]] = {"1.1": "text/xml", "1.2": "application/soap+xml"}
"""SOAP 1.1 over HTTP, section 6; RFC 3902 for SOAP 1.2."""


def local_of(name: str) -> str:
    """The local part of ``{namespace}local``, whatever was written there: a WSDL may name what no XML name can be."""
    return name.rpartition("}")[2]


def namespace_of(name: str) -> str:
    """The namespace of ``{namespace}local``; empty when it has none."""
    return name.partition("}")[0].removeprefix("{") if name.startswith("{") else ""


def expanded(element: etree._Element, name: str) -> str:
    """A QName in an attribute or text as ``{namespace}local``, by the namespaces in force at the element."""
    prefix, colon, local = name.strip().rpartition(":")
    namespace = element.nsmap.get(prefix if colon else None)
    return f"{{{namespace}}}{local}" if namespace else local
