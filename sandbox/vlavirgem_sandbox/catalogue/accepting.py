"""From what a publisher hands in to a contract that can be kept, with the remarks of the check; or to a refusal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.model import Contract, JsonObject, Message, Operation, Problem
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract
from vlavirgem_sandbox.contracts.recorded.adding import with_recorded
from vlavirgem_sandbox.contracts.recorded.reading import read_recorded
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_sandbox.contracts.source_text import SourceRefused


class ContractRefused(Refusal):
    """The contract cannot be published; ``details`` has each problem with its place and remedy."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A contract that can be kept."""

    contract: Contract
    problems: list[dict[str, str]]
    """Remarks of the check, as a row keeps them."""
    examples: int = 0
    """Recorded calls that became examples of it."""
    left_out: int = 0
    """Recorded calls that did not; the remarks say why."""


def accepted(file: ContractFile, recording: ContractFile | None = None) -> Accepted:
    """Read a contract, and put the calls of a recording into it as examples. Raises :class:`ContractRefused`."""
    contract, problems = _usable(read_contract(file.data, name=file.filename), file.filename)
    if recording is None:
        return Accepted(contract=contract, problems=_rows(problems))
    _require_openapi(contract, recording.filename)
    try:
        calls = read_recorded(recording.data)
    except SourceRefused as refused:
        raise _refusal([refused.problem], recording.filename) from refused
    return _with_calls(contract, problems, calls, recording.filename)


def accepted_with(document: JsonObject, filename: str, call: RecordedCall) -> Accepted:
    """A contract that was kept before, with one more call in it as an example. Raises :class:`ContractRefused`."""
    contract, problems = _usable(read_contract(_written(document), name=filename), filename)
    _require_openapi(contract, filename)
    return _with_calls(contract, problems, [call], filename)


def accepted_document(document: JsonObject, filename: str) -> Accepted:
    """A contract that was kept before and changed since. Raises :class:`ContractRefused`."""
    contract, problems = _usable(read_contract(_written(document), name=filename), filename)
    return Accepted(contract=contract, problems=_rows(problems))


def _with_calls(contract: Contract, problems: list[Problem], calls: Sequence[RecordedCall], place: str) -> Accepted:
    added = with_recorded(contract.document, contract.servers, calls)
    if not added.kept:
        if added.problems:
            raise _refusal(added.problems, place)
        return Accepted(contract=contract, problems=_rows(problems))
    contract, _remarks = _usable(read_contract(_written(added.document), name=place), place)
    return Accepted(
        contract=contract,
        problems=_rows([*added.problems, *problems]),
        examples=added.kept,
        left_out=added.left_out,
    )


def _written(document: JsonObject) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _require_openapi(contract: Contract, place: str) -> None:
    if not contract.dialect.startswith("openapi"):
        raise Refusal(
            message=_("Recorded calls go with an OpenAPI contract only."),
            remedy=_(
                "Put sample answers (XML) in the zip with a WSDL, and examples in an AsyncAPI document or a GraphQL "
                "schema itself."
            ),
            code="no-recording-here",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=place,
        )


def operation_row(operation: Operation) -> dict[str, Any]:
    """What the check found of an operation; the contract itself is only read to serve calls."""
    return {
        "key": operation.key,
        "method": operation.method,
        "path": operation.path,
        "summary": operation.summary,
        "tags": list(operation.tags),
        "works": operation.works,
        "why_not": operation.why_not,
        **({"act": operation.act} if operation.act else {}),
        "example": asdict(operation.request_example) if operation.request_example else None,
    }


def message_row(message: Message) -> dict[str, Any]:
    """What the check found of a message, as of an operation."""
    return {
        "key": message.key,
        "kind": message.kind,
        "name": message.name,
        "method": message.method,
        "address": message.address,
        "operation": message.operation,
        "summary": message.summary,
        "works": message.works,
        "why_not": message.why_not,
    }


def _usable(report: ContractReport, filename: str) -> tuple[Contract, list[Problem]]:
    if report.contract is None:
        raise _refusal(report.problems, filename)
    return report.contract, list(report.problems)


def _rows(problems: list[Problem]) -> list[dict[str, str]]:
    return [{name: str(value) for name, value in asdict(problem).items()} for problem in problems]


def _refusal(problems: list[Problem] | tuple[Problem, ...], filename: str) -> ContractRefused:
    return ContractRefused(
        message=ngettext(
            "%(file)s cannot be published: the check found %(count)s problem. Nothing was stored.",
            "%(file)s cannot be published: the check found %(count)s problems. Nothing was stored.",
            len(problems),
        )
        % {"file": filename, "count": len(problems)},
        remedy=_("Repair what is listed and upload the contract again."),
        code="contract-refused",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place=filename,
        details=tuple(_rows(list(problems))),
    )
