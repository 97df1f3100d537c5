"""The rules for OpenAPI contracts (and Swagger 2.0, which is read as OpenAPI 3.0), but for examples and errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import Node, Tree
from vlavirgem_sandbox.contracts.operations import Declared
from vlavirgem_sandbox.contracts.paging import paging_of
from vlavirgem_sandbox.contracts.parameters import SchemaTypes
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.quality.names import speaking
from vlavirgem_sandbox.contracts.quality.rules import Finding
from vlavirgem_sandbox.contracts.resources import resources_of

_CURSORS: Final = frozenset({"cursor", "after", "before", "next", "pagetoken", "continuationtoken", "nexttoken"})


def operations_described(contract: CompiledContract) -> Iterator[Finding]:
    """A summary or a description that says more than the operation's name."""
    for each in contract.declared.values():
        operation = each.operation
        texts = {operation.summary.strip(), operation.description.strip()} - {"", operation.operation_id}
        yield Finding(bool(texts), operation.key, each.pointer)


def parameters_described(contract: CompiledContract) -> Iterator[Finding]:
    """A description of the parameter, or of its schema. One that operations share is looked at once."""
    seen: set[str] = set()
    for each in contract.declared.values():
        for parameter in each.parameters:
            if parameter.pointer in seen:
                continue
            seen.update({parameter.pointer} - {""})
            holds = _says(parameter.declared) or _is_described(contract.tree, parameter.schema_pointer)
            yield Finding(holds, each.operation.key, parameter.pointer or each.pointer)


def fields_described(contract: CompiledContract) -> Iterator[Finding]:
    """A description or a title of each field that calls or answers have, of its own or where it refers to."""
    for operation, node in _first_used(contract):
        properties = node.value.get("properties") if node.kind == "schema" else None
        for name in properties if isinstance(properties, dict) else ():
            place = f"{node.pointer}/properties/{escape(name)}"
            yield Finding(_is_described(contract.tree, place), operation, place)


def contact(contract: CompiledContract) -> Iterator[Finding]:
    """An address to ask questions at: mail or web (OpenAPI Contact Object)."""
    given = _info(contract).get("contact")
    reachable = isinstance(given, dict) and any(_is_text(given.get(field)) for field in ("email", "url"))
    yield Finding(reachable, "", "/info/contact")


def licence(contract: CompiledContract) -> Iterator[Finding]:
    """The licence of the contract, by name (OpenAPI License Object)."""
    given = _info(contract).get("license")
    yield Finding(isinstance(given, dict) and _is_text(given.get("name")), "", "/info/license")


def speaking_names(contract: CompiledContract) -> Iterator[Finding]:
    """An ``operationId`` that is its own and says something."""
    yield from speaking((each.operation, f"{each.pointer}/operationId") for each in contract.declared.values())


def paging(contract: CompiledContract) -> Iterator[Finding]:
    """A way to ask for a part of each list: by page, by offset or by cursor."""
    collections = {
        resource.operations["list"].key
        for resource in resources_of(contract.operations)
        if "list" in resource.operations
    }
    for each in contract.declared.values():
        if each.operation.method != "GET":
            continue
        if each.operation.key in collections or _answers_with_list(contract, each):
            yield Finding(_is_paged(contract.tree, each), each.operation.key, each.pointer)


def security(contract: CompiledContract) -> Iterator[Finding]:
    """How callers make themselves known, by a scheme that is described; an empty list says that nobody has to."""
    document = contract.tree.document
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    known = set(schemes) if isinstance(schemes, dict) else set()
    for each in contract.declared.values():
        asked = contract.tree.nodes[each.pointer].value.get("security", document.get("security"))
        yield Finding(_is_known(asked, known), each.operation.key, each.pointer)


def content_of(node: Node | None) -> JsonObject:
    """The media types of a request body or a response; empty when it has none."""
    content = node.value.get("content") if node is not None else None
    return content if isinstance(content, dict) else {}


def answers_of(contract: CompiledContract, declared: Declared) -> Iterator[tuple[str, Node]]:
    """The answers of an operation, each with the key that the contract gives it: ``200``, ``4XX``, ``default``."""
    for status in declared.operation.answer_statuses:
        node = contract.tree.follow(f"{declared.pointer}/responses/{escape(status)}")
        if node is not None:
            yield status, node


def _first_used(contract: CompiledContract) -> Iterator[tuple[str, Node]]:
    """Everything that operations and messages need, once, with the key of the first that needs it."""
    seen: set[str] = set()
    starts = [(each.operation.key, each.pointer, each.parameters) for each in contract.declared.values()]
    starts += [(each.message.key, each.pointer, each.parameters) for each in contract.outbox.declared.values()]
    for key, place, parameters in starts:
        for start in (place, *(parameter.pointer for parameter in parameters)):
            fresh = contract.tree.reachable(start, besides=seen)
            seen |= fresh
            for pointer in sorted(fresh):
                yield key, contract.tree.nodes[pointer]


def _answers_with_list(contract: CompiledContract, declared: Declared) -> bool:
    types = SchemaTypes(contract.tree)
    return any(
        "array" in types.types_at(f"{node.pointer}/content/{escape(media_type)}/schema")
        for status, node in answers_of(contract, declared)
        if status.startswith("2")
        for media_type in content_of(node)
    )


def _is_paged(tree: Tree, declared: Declared) -> bool:
    if paging_of(tree, declared.parameters).names:
        return True
    asked = {parameter.name for parameter in declared.parameters if parameter.location == "query"}
    return any("".join(filter(str.isalpha, name)).lower() in _CURSORS for name in asked)


def _is_known(asked: JsonValue, known: set[str]) -> bool:
    if not isinstance(asked, list):
        return False
    return all(isinstance(each, dict) and each.keys() <= known for each in asked)


def _is_described(tree: Tree, pointer: str) -> bool:
    """Whether a schema says what it is for, itself or behind its reference."""
    own, behind = tree.nodes.get(pointer), tree.follow(pointer) if pointer else None
    return any(node is not None and _says(node.value) for node in (own, behind))


def _says(declared: JsonObject) -> bool:
    return any(_is_text(declared.get(field)) for field in ("description", "title"))


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _info(contract: CompiledContract) -> JsonObject:
    info = contract.tree.document.get("info")
    return info if isinstance(info, dict) else {}
