"""The operations of a contract: what each is, whether it can work, and if not why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.answer_rules import is_status_key
from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.limits import MAX_OPERATIONS
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation, ParameterSummary, Problem
from vlavirgem_sandbox.contracts.openapi_tree import METHODS, Reference, Tree
from vlavirgem_sandbox.contracts.parameters import Parameter, parameters_of, undeclared_path_parameter
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.routing import parameter_names, shape_of
from vlavirgem_sandbox.contracts.served import INBOX

_ADJACENT = re.compile(r"\}\{")
_MOST_IN_SEGMENT: Final = 3


@dataclass(frozen=True, kw_only=True)
class Declared:
    """An operation with where it stands in the contract and what its parameters are."""

    operation: Operation
    pointer: str
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, kw_only=True)
class Listing:
    """All operations of a contract, and what was found wrong while listing them."""

    declared: tuple[Declared, ...]
    problems: tuple[Problem, ...]


def list_operations(tree: Tree, unusable: Mapping[str, str]) -> Listing:
    """List the operations in the order of the contract. ``unusable`` says of pointers of operations why they cannot
    work."""
    troubles = {reference.pointer: reference for reference in tree.references() if reference.trouble is not None}
    listed: list[Declared] = []
    problems: list[Problem] = []
    shapes: dict[str, str] = {}
    for path, path_pointer, method, pointer in _places(tree):
        if len(listed) == MAX_OPERATIONS:
            problems.append(_too_many())
            break
        declared, found = _declared(tree, path, path_pointer, method, pointer)
        problems.extend(found)
        why_not = (
            unusable.get(pointer, "")
            or _broken_reference(tree, declared, path_pointer, troubles)
            or _path_trouble(path, shapes)
        )
        if not why_not and not declared.operation.answer_statuses:
            why_not = _("The contract describes no answer for this operation.")
            problems.append(_no_answer(declared))
        if why_not:
            declared = _not_working(declared, why_not)
        listed.append(declared)
    return Listing(declared=tuple(listed), problems=tuple(problems))


def _places(tree: Tree) -> Iterator[tuple[str, str, str, str]]:
    """Path, pointer of its path item, method, pointer of the operation."""
    paths = tree.document.get("paths")
    for path in paths if isinstance(paths, dict) else ():
        if path.startswith("x-"):
            continue
        node = tree.follow(f"/paths/{escape(path)}")
        if node is None or node.kind != "path item":
            continue
        for method in METHODS:
            if isinstance(node.value.get(method), dict):
                yield path, node.pointer, method, f"{node.pointer}/{method}"


def _declared(tree: Tree, path: str, path_pointer: str, method: str, pointer: str) -> tuple[Declared, list[Problem]]:
    value = tree.nodes[pointer].value
    key = f"{method.upper()} {path}"
    parameters, problems = _parameters(tree, path, path_pointer, pointer, key)
    operation = Operation(
        key=key,
        operation_id=text_at(value, "operationId"),
        method=method.upper(),
        path=path if path.startswith("/") else f"/{path}",
        summary=text_at(value, "summary") or text_at(tree.nodes[path_pointer].value, "summary"),
        description=text_at(value, "description"),
        tags=tuple(tag for tag in value.get("tags", ()) if isinstance(tag, str))
        if isinstance(value.get("tags"), list)
        else (),
        parameters=tuple(_summary(tree, parameter) for parameter in parameters),
        request_content_types=_request_types(tree, pointer),
        answer_statuses=tuple(
            key
            for key in map_of(value.get("responses"))
            if is_status_key(key) and f"{pointer}/responses/{escape(key)}" in tree.nodes
        ),
    )
    return Declared(operation=operation, pointer=pointer, parameters=tuple(parameters)), problems


def _request_types(tree: Tree, pointer: str) -> tuple[str, ...]:
    node = tree.follow(f"{pointer}/requestBody")
    content = node.value.get("content") if node is not None else None
    return tuple(content) if isinstance(content, dict) else ()


def _parameters(
    tree: Tree, path: str, path_pointer: str, pointer: str, key: str
) -> tuple[list[Parameter], list[Problem]]:
    """Declared parameters, made to agree with the names in the path."""
    names = parameter_names(path)
    parameters: list[Parameter] = []
    problems: list[Problem] = []
    for parameter in parameters_of(tree, path_pointer, pointer):
        if parameter.location == "path" and parameter.name not in names:
            problems.append(
                Problem(
                    severity="warning",
                    message=_("The path parameter '%(name)s' does not occur in the path.") % {"name": parameter.name},
                    remedy=_("Write {%(name)s} in the path, or remove the parameter.") % {"name": parameter.name},
                    place=parameter.pointer,
                    operation=key,
                )
            )
            continue
        parameters.append(parameter)
    declared = {parameter.name for parameter in parameters if parameter.location == "path"}
    for name in names:
        if name not in declared:
            parameters.append(undeclared_path_parameter(name))
            problems.append(
                Problem(
                    severity="warning",
                    message=_("The path has {%(name)s}, but no parameter of that name is described; any text is taken.")
                    % {"name": name},
                    remedy=_("Describe the parameter with 'in: path' and a schema."),
                    place=pointer,
                    operation=key,
                )
            )
    return parameters, problems


def _summary(tree: Tree, parameter: Parameter) -> ParameterSummary:
    return ParameterSummary(
        name=parameter.name,
        location=parameter.location,
        required=parameter.required,
        description=text_at(parameter.declared, "description"),
        schema=flat_schema(tree, parameter.schema_pointer) if parameter.schema_pointer else {},
        example=declared_example(tree, parameter),
    )


def flat_schema(tree: Tree, pointer: str) -> JsonObject:
    """The schema at a pointer without its reference, one level deep: what a form field needs to know."""
    node = tree.follow(pointer)
    return dict(node.value) if node is not None else {}


def declared_example(tree: Tree, parameter: Parameter) -> JsonValue:
    """The parameter's first example: its own, or its schema's."""
    declared = parameter.declared
    if "example" in declared:
        return declared["example"]
    named = named_examples(tree, parameter.pointer)
    if named:
        return next(iter(named.values()))
    schema = flat_schema(tree, parameter.schema_pointer) if parameter.schema_pointer else {}
    examples = schema.get("examples")
    return examples[0] if isinstance(examples, list) and examples else schema.get("example")


def named_examples(tree: Tree, pointer: str) -> dict[str, JsonValue]:
    """The values under ``examples`` of a parameter or a media type, by name."""
    node = tree.follow(pointer) if pointer else None
    named = node.value.get("examples") if node is not None else None
    found: dict[str, JsonValue] = {}
    for name in named if node is not None and isinstance(named, dict) else ():
        example = tree.follow(f"{node.pointer}/examples/{escape(name)}") if node is not None else None
        if example is not None and "value" in example.value:
            found[name] = example.value["value"]
    return found


def _broken_reference(tree: Tree, declared: Declared, path_pointer: str, troubles: dict[str, Reference]) -> str:
    if not troubles:
        return ""
    needed = tree.reachable(declared.pointer)
    listed = tree.nodes[path_pointer].value.get("parameters")
    for index in range(len(listed) if isinstance(listed, list) else 0):
        needed |= tree.reachable(f"{path_pointer}/parameters/{index}")
    broken = sorted(needed & troubles.keys())
    if not broken:
        return ""
    return _("It needs '%(reference)s', which this contract does not hold.") % {
        "reference": troubles[broken[0]].text[:120]
    }


def _path_trouble(path: str, shapes: dict[str, str]) -> str:
    if path.removeprefix("/") == INBOX:
        return _("At its path every try-out shows what the service sent.")
    shape = shape_of(path)
    first = shapes.setdefault(shape, path)
    if first != path:
        return _("Its path cannot be told apart from '%(path)s'.") % {"path": first}
    names = parameter_names(path)
    if len(set(names)) < len(names):
        return _("Its path has the same parameter twice.")
    crowded = any(segment.count("{") > _MOST_IN_SEGMENT for segment in path.split("/"))
    if crowded or _ADJACENT.search(path):
        return _("Its path has parameters that cannot be told apart.")
    return ""


def _no_answer(declared: Declared) -> Problem:
    return Problem(
        severity="error",
        message=_("The operation describes no answer."),
        remedy=_("Describe at least one answer under 'responses'."),
        place=f"{declared.pointer}/responses",
        operation=declared.operation.key,
    )


def _too_many() -> Problem:
    return Problem(
        severity="warning",
        message=_("The contract has more than %(limit)d operations; the others are left out.")
        % {"limit": MAX_OPERATIONS},
        remedy=_("Split the contract over several services."),
        place="/paths",
    )


def _not_working(declared: Declared, why_not: str) -> Declared:
    return replace(declared, operation=replace(declared.operation, works=False, why_not=why_not))
