"""From uploaded files to a GraphQL contract, or to the reasons why not."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Final

from django.utils.translation import gettext as _
from graphql import GraphQLInterfaceType, GraphQLSchema, build_client_schema, print_schema

from vlavirgem_sandbox.contracts.authored.persona_files import personas_beside
from vlavirgem_sandbox.contracts.digests import digest_of
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS, MAX_REHEARSED_NODES, MAX_REHEARSED_REQUESTS
from vlavirgem_sandbox.contracts.model import CallRequest, Contract, JsonObject, Operation, Problem, RequestExample
from vlavirgem_sandbox.contracts.problems import not_tried, nothing_works
from vlavirgem_sandbox.contracts.sdl.building import judged
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract
from vlavirgem_sandbox.contracts.sdl.operations import RequestExamples
from vlavirgem_sandbox.contracts.sdl.sources import texts_of
from vlavirgem_sandbox.contracts.served import NoOperation
from vlavirgem_sandbox.contracts.source_text import refusal
from vlavirgem_sandbox.contracts.state import InMemoryStore

_log = logging.getLogger(__name__)
_DIALECT: Final = "graphql"
_NOW: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


def is_introspection(document: JsonObject) -> bool:
    """Whether a JSON document is the result of an introspection query."""
    data = document.get("data", document)
    return isinstance(data, dict) and isinstance(data.get("__schema"), dict)


def read_introspection(document: JsonObject, *, name: str) -> tuple[Contract | None, list[Problem]]:
    """The schema behind an introspection result, as if it had been written in SDL."""
    data = document.get("data", document)
    try:
        schema = build_client_schema(data)
        text = print_schema(schema) if schema.query_type is not None else ""
    except Exception as error:  # graphql-core expects a server's own answer, and stumbles over any other in any way
        raise _no_introspection(str(error)) from error
    if not text:
        raise _no_introspection("")
    return read_sdl({f"{PurePosixPath(name).stem or 'contract'}.graphql": text.encode()}, name=name)


def read_sdl(files: Mapping[str, bytes], *, name: str) -> tuple[Contract | None, list[Problem]]:
    """Read the files in SDL among these, as one schema. Raises SourceRefused for one that is hostile."""
    texts = texts_of(files)
    found, problems = judged(texts)
    if found is None:
        return None, problems
    schema = found.schema
    personas, said = personas_beside(files)
    document: dict[str, Any] = {"kind": "graphql", "files": texts} | personas
    contract = GraphQLContract(document, schema=found)
    problems += said
    problems += contract.examples.problems
    problems += _of_interfaces(schema)
    _refuse_too_many(contract)
    operations = list(_rehearsal(contract, problems))
    if not any(operation.works for operation in operations):
        return None, [nothing_works(""), *problems]
    title, description = _title(schema, name)
    return (
        Contract(
            title=title,
            version="1",
            description=description,
            dialect=_DIALECT,
            document=document,
            digest=digest_of(document),
            operations=tuple(operations),
        ),
        problems,
    )


def _no_introspection(detail: str) -> Exception:
    return refusal(
        _("This is no whole answer to an introspection query."),
        _("Ask the service with the full introspection query, or upload its schema in SDL."),
        "/__schema",
        detail=detail.split("\n", 1)[0][:300],
    )


def _title(schema: GraphQLSchema, name: str) -> tuple[str, str]:
    """A schema has no title: the first line of its description, else the name of the file."""
    said = (schema.description or "").strip()
    first, _break, rest = said.partition("\n")
    stem = PurePosixPath(name).name.partition(".")[0].replace("-", " ").replace("_", " ").strip()
    return first.strip(" #.")[:200] or stem.capitalize() or _("Untitled contract"), rest.strip() or said


def _refuse_too_many(contract: GraphQLContract) -> None:
    if len(contract.operations) > MAX_OPERATIONS:
        raise refusal(
            _("The contract has more than %(limit)d operations.") % {"limit": MAX_OPERATIONS},
            _("Split the contract over several services."),
        )


def _of_interfaces(schema: GraphQLSchema) -> Iterator[Problem]:
    for name, of_type in schema.type_map.items():
        if isinstance(of_type, GraphQLInterfaceType) and not schema.get_possible_types(of_type):
            yield Problem(
                severity="warning",
                message=_("No type implements the interface '%(name)s'; what would be one is null.") % {"name": name},
                remedy=_("Add a type that implements it, or take the interface out."),
            )


def _rehearsal(contract: GraphQLContract, problems: list[Problem]) -> Iterator[Operation]:
    examples = RequestExamples(contract.schema, contract.maker, contract.examples, contract.roots)
    tried = untried = 0
    for operation in contract.operations:
        if not operation.works:
            problems.append(_cannot(operation, operation.why_not, severity="warning"))
            yield operation
        elif tried >= MAX_REHEARSED_REQUESTS or contract.maker.generator.nodes_made > MAX_REHEARSED_NODES:
            untried += 1
            yield operation
        else:
            tried += 1
            yield _tried(contract, operation, examples, problems)
    if untried:
        problems.append(not_tried(untried, ""))


def _tried(
    contract: GraphQLContract, operation: Operation, examples: RequestExamples, problems: list[Problem]
) -> Operation:
    """The operation with what a dry run found: whether it works, and an example call."""
    try:
        example = examples.example(operation)
        why_not = _why_not(contract, example)
    except (Ungeneratable, RecursionError):
        why_not = _("No value can be made for one of its arguments or fields.")
    if not why_not:
        return replace(operation, request_example=example)
    problems.append(_cannot(operation, why_not, severity="error"))
    return replace(operation, works=False, why_not=why_not)


def _why_not(contract: GraphQLContract, example: RequestExample) -> str:
    call = CallRequest(
        method="POST", path=example.path, headers=[("Content-Type", example.content_type)], body=example.body.encode()
    )
    try:
        match = contract.match(call)
    except NoOperation as refused:  # an example that is larger than a request may be
        return refused.violations[0].message
    if against := contract.violations(match, call):
        return against[0].message
    answer = json.loads(contract.answer(match, call, store=InMemoryStore(), seed=1, now=_NOW).body)
    return str(answer["errors"][0]["message"]) if answer.get("errors") else ""


def _cannot(operation: Operation, why_not: str, *, severity: Any) -> Problem:
    return Problem(
        severity=severity,
        message=_("The operation cannot answer. %(reason)s") % {"reason": why_not},
        remedy=_("Complete or correct the schema that is named, and upload the contract again.")
        if severity == "error"
        else _("Nothing: the other operations can be tried."),
        operation=operation.key,
    )
