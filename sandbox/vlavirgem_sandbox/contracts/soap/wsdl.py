"""A small reader of WSDL 1.1: the services, the operations of their SOAP bindings, and what each takes and gives.

WSDL 1.1 sections 2 (services) and 3 (SOAP binding); the SOAP 1.2 binding has the same elements in its own namespace.
Document/literal and rpc/literal are served. SOAP encoding and HTTP bindings are named, with the reason, and not served.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from lxml import etree

from vlavirgem_sandbox.contracts.soap.names import BINDINGS, WSDL, XS, SoapVersion, expanded, local_of

_W: Final = f"{{{WSDL}}}"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a message: a global element, or (rpc) a type under the part's own name."""

    name: str
    element: str = ""
    type: str = ""


@dataclass(frozen=True, kw_only=True)
class WsdlMessage:
    """What one direction of an operation carries in the body of its envelope."""

    parts: tuple[Part, ...]
    wrapper: str = ""
    """rpc only: the element around the parts, ``{namespace}operation`` (WSDL 1.1 section 3.5)."""


@dataclass(frozen=True, kw_only=True)
class WsdlOperation:
    """One operation, over all SOAP bindings that offer it."""

    name: str
    port_type: str
    documentation: str
    request: WsdlMessage
    answer: WsdlMessage | None
    """None for a one-way operation."""
    faults: dict[str, str]
    """Element of the fault's detail, by the fault's name."""
    actions: dict[SoapVersion, str]
    """SOAPAction for each SOAP version that it is offered in."""
    trouble: Literal["", "encoded", "message", "parts"] = ""


@dataclass(kw_only=True)
class Wsdl:
    """All that was read of a WSDL file and those it imports."""

    name: str
    documentation: str = ""
    services: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    operations: list[WsdlOperation] = field(default_factory=list)
    skipped_bindings: list[str] = field(default_factory=list)
    """Names of bindings that are no SOAP bindings."""


@dataclass(frozen=True, kw_only=True)
class _Definitions:
    """Every named thing in the files, by ``{namespace}name``."""

    messages: dict[str, etree._Element]
    port_types: dict[str, etree._Element]
    bindings: dict[str, etree._Element]


def read_wsdl(roots: list[etree._Element]) -> Wsdl:
    """Read the main file (the first) with those it imports."""
    definitions = _Definitions(
        messages=_named(roots, "message"), port_types=_named(roots, "portType"), bindings=_named(roots, "binding")
    )
    main = roots[0]
    services = main.findall(f"{_W}service") or [each for root in roots for each in root.findall(f"{_W}service")]
    found = Wsdl(
        name=main.get("name") or (services[0].get("name", "") if services else ""),
        documentation=_documentation(services[0]) if services else "",
        services=[service.get("name", "") for service in services],
    )
    found.documentation = found.documentation or _documentation(main)
    merged: dict[tuple[str, str], WsdlOperation] = {}
    for binding, address in _bound(services, definitions):
        version = _version(binding)
        if version is None:
            found.skipped_bindings.append(binding.get("name", ""))
            continue
        if address:
            found.addresses.append(address)
        for operation in _operations(binding, version, definitions):
            known = merged.setdefault((operation.port_type, operation.name), operation)
            known.actions.update(operation.actions)
    found.operations = list(merged.values())
    return found


def imports_of(root: etree._Element) -> Iterator[str]:
    """Locations of ``wsdl:import``."""
    for element in root.findall(f"{_W}import"):
        yield element.get("location", "")


def schemas_in(root: etree._Element) -> Iterator[etree._Element]:
    """The schemas written in ``wsdl:types``."""
    yield from root.iterfind(f"{_W}types/{{{XS}}}schema")


def _named(roots: list[etree._Element], kind: str) -> dict[str, etree._Element]:
    found = {}
    for root in roots:
        namespace = root.get("targetNamespace", "")
        for element in root.findall(f"{_W}{kind}"):
            name = element.get("name", "")
            found[f"{{{namespace}}}{name}" if namespace else name] = element
    return found


def _bound(services: list[etree._Element], definitions: _Definitions) -> Iterator[tuple[etree._Element, str]]:
    """Each binding with the address of the port that has it; all bindings where the file names no service."""
    if not services:
        yield from ((binding, "") for binding in definitions.bindings.values())
    for service in services:
        for port in service.findall(f"{_W}port"):
            binding = definitions.bindings.get(expanded(port, port.get("binding", "")))
            if binding is not None:
                address = next((each.get("location", "") for each in port if each.get("location")), "")
                yield binding, address


def _version(binding: etree._Element) -> SoapVersion | None:
    for namespace, version in BINDINGS.items():
        if binding.find(f"{{{namespace}}}binding") is not None:
            return version
    return None


def _operations(binding: etree._Element, version: SoapVersion, definitions: _Definitions) -> Iterator[WsdlOperation]:
    soap = next(f"{{{namespace}}}" for namespace, each in BINDINGS.items() if each == version)
    style = binding.find(f"{soap}binding")
    port_type_name = expanded(binding, binding.get("type", ""))
    port_type = definitions.port_types.get(port_type_name)
    for bound in binding.findall(f"{_W}operation"):
        name = bound.get("name", "")
        abstract = _operation_of(port_type, name)
        how = bound.find(f"{soap}operation")
        is_rpc = (how is not None and how.get("style")) or (style is not None and style.get("style")) or "document"
        request, request_trouble = _message(bound, abstract, "input", soap, definitions, is_rpc=is_rpc == "rpc")
        answer, answer_trouble = _message(bound, abstract, "output", soap, definitions, is_rpc=is_rpc == "rpc")
        yield WsdlOperation(
            name=name,
            port_type=local_of(port_type_name),
            documentation=_documentation(abstract) if abstract is not None else "",
            request=request or WsdlMessage(parts=()),
            answer=answer,
            faults=_faults(abstract, definitions),
            actions={version: how.get("soapAction", "") if how is not None else ""},
            trouble=request_trouble or answer_trouble or ("message" if request is None else ""),
        )


def _operation_of(port_type: etree._Element | None, name: str) -> etree._Element | None:
    if port_type is None:
        return None
    return next((each for each in port_type.findall(f"{_W}operation") if each.get("name") == name), None)


def _message(
    bound: etree._Element,
    abstract: etree._Element | None,
    direction: Literal["input", "output"],
    soap: str,
    definitions: _Definitions,
    *,
    is_rpc: bool,
) -> tuple[WsdlMessage | None, Literal["", "encoded", "message", "parts"]]:
    declared = abstract.find(f"{_W}{direction}") if abstract is not None else None
    if declared is None:
        return None, ""
    message = definitions.messages.get(expanded(declared, declared.get("message", "")))
    if message is None:
        return None, "message"
    body = bound.find(f"{_W}{direction}//{soap}body")
    if body is not None and body.get("use") == "encoded":
        return None, "encoded"
    parts = _parts(message, body.get("parts") if body is not None else None)
    if is_rpc:
        namespace = body.get("namespace", "") if body is not None else ""
        name = bound.get("name", "") + ("Response" if direction == "output" else "")
        return WsdlMessage(parts=parts, wrapper=f"{{{namespace}}}{name}" if namespace else name), ""
    if len(parts) > 1 or any(not part.element for part in parts):
        return None, "parts"
    return WsdlMessage(parts=parts), ""


def _parts(message: etree._Element, wanted: str | None) -> tuple[Part, ...]:
    names = wanted.split() if wanted is not None else None
    return tuple(
        Part(
            name=part.get("name", ""),
            element=expanded(part, part.get("element", "")) if part.get("element") else "",
            type=expanded(part, part.get("type", "")) if part.get("type") else "",
        )
        for part in message.findall(f"{_W}part")
        if names is None or part.get("name") in names
    )


def _faults(abstract: etree._Element | None, definitions: _Definitions) -> dict[str, str]:
    found = {}
    for fault in abstract.findall(f"{_W}fault") if abstract is not None else ():
        message = definitions.messages.get(expanded(fault, fault.get("message", "")))
        part = message.find(f"{_W}part") if message is not None else None
        if part is not None and part.get("element"):
            found[fault.get("name", "")] = expanded(part, part.get("element", ""))
    return found


def _documentation(element: etree._Element) -> str:
    note = element.find(f"{_W}documentation")
    return " ".join("".join(note.itertext()).split()) if note is not None else ""
