"""The rules for SOAP contracts: what a WSDL, its schemas and the samples beside it can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from vlavirgem_sandbox.contracts.quality.names import speaking
from vlavirgem_sandbox.contracts.quality.rules import Finding
from vlavirgem_sandbox.contracts.soap.names import XS, expanded
from vlavirgem_sandbox.contracts.soap.soap_contract import SoapContract

_X: Final = f"{{{XS}}}"
_TYPES: Final = (f"{_X}complexType", f"{_X}simpleType")


def operations_described(contract: SoapContract) -> Iterator[Finding]:
    """``wsdl:documentation`` of each operation."""
    for operation in contract.operations:
        yield Finding(bool(operation.description.strip()), operation.key, contract.sources.main)


def fields_described(contract: SoapContract) -> Iterator[Finding]:
    """``xs:documentation`` of each element, or of the type that it names."""
    described = _described_types(contract)
    for path, root in contract.sources.roots.items():
        for element in root.iter(f"{_X}element"):
            if element.get("name") is None:
                continue  # a reference: described where it leads
            typed = expanded(element, element.get("type", ""))
            yield Finding(_is_documented(element) or typed in described, "", f"{path}:{element.sourceline}")


def request_examples(contract: SoapContract) -> Iterator[Finding]:
    """A template among the uploaded files for each operation."""
    for operation in contract.operations:
        yield Finding(operation.key in contract.samples.templates, operation.key, contract.sources.main)


def answer_examples(contract: SoapContract) -> Iterator[Finding]:
    """A sample among the uploaded files for each operation that answers."""
    sampled = {sample["operation"] for sample in contract.document.get("samples") or ()}
    for operation in contract.operations:
        if contract.declared(operation).answer is not None:
            yield Finding(operation.key in sampled, operation.key, contract.sources.main)


def faults_described(contract: SoapContract) -> Iterator[Finding]:
    """A ``wsdl:fault`` of each operation that answers."""
    for operation in contract.operations:
        declared = contract.declared(operation)
        if declared.answer is not None:
            yield Finding(bool(declared.faults), operation.key, contract.sources.main)


def speaking_names(contract: SoapContract) -> Iterator[Finding]:
    """A name that is the operation's own and says something."""
    yield from speaking((operation, contract.sources.main) for operation in contract.operations)


def _described_types(contract: SoapContract) -> set[str]:
    found: set[str] = set()
    for root in contract.sources.roots.values():
        for kind in _TYPES:
            for declared in root.iter(kind):
                if declared.get("name") and _is_documented(declared):
                    found.add(_named(declared))
    return found


def _named(declared: etree._Element) -> str:
    """``{namespace}name``, as a reference to it is read."""
    schema = next(declared.iterancestors(f"{_X}schema"), None)
    namespace = schema.get("targetNamespace", "") if schema is not None else ""
    return f"{{{namespace}}}{declared.get('name')}" if namespace else declared.get("name", "")


def _is_documented(declared: etree._Element) -> bool:
    return any(
        "".join(map(str, each.itertext())).strip() for each in declared.findall(f"{_X}annotation/{_X}documentation")
    )
