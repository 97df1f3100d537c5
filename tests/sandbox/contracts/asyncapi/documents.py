"""AsyncAPI documents to read in tests."""

from __future__ import annotations

import json
from typing import Any

from vlavirgem_sandbox.contracts.asyncapi.asyncapi_contract import AsyncApiContract
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract

MOVED: dict[str, Any] = {
    "type": "object",
    "required": ["nisCode"],
    "additionalProperties": False,
    "properties": {
        "nisCode": {"type": "string", "pattern": "^1[0-9]{4}$"},
        "points": {"type": "array", "minItems": 2, "items": [{"type": "integer"}, {"type": "string"}]},
    },
}


def version_2(**channel: Any) -> dict[str, Any]:
    """A document of AsyncAPI 2.6 with one channel, and the message ``Moved`` in its components."""
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "Addresses", "version": "1.0"},
        "channels": {"addresses/{nisCode}/moved": channel},
        "components": {"messages": {"Moved": {"payload": MOVED}}},
    }


def version_3(**operations: Any) -> dict[str, Any]:
    """A document of AsyncAPI 3.0 with the channel ``moved``, its one message, and these operations."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Addresses", "version": "1.0"},
        "channels": {
            "moved": {
                "address": "addresses/moved",
                "messages": {"Moved": {"$ref": "#/components/messages/Moved"}},
            }
        },
        "operations": operations,
        "components": {"messages": {"Moved": {"payload": MOVED}}},
    }


REFERENCE = {"$ref": "#/components/messages/Moved"}
ON_MOVED = {"channel": {"$ref": "#/channels/moved"}}


def report_of(document: Any) -> ContractReport:
    """What reading the document gives."""
    return read_contract(json.dumps(document).encode(), name="addresses.json")


def contract_of(document: Any) -> Contract:
    """The contract of a document that is accepted."""
    report = report_of(document)
    assert report.contract is not None, report.problems
    return report.contract


def compiled_of(document: Any) -> AsyncApiContract:
    """That contract, made ready."""
    contract = contract_of(document)
    compiled = compile_contract(contract.document, contract.digest)
    assert isinstance(compiled, AsyncApiContract)
    return compiled
