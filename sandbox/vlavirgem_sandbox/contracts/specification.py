"""What the official schema of OpenAPI finds wrong, as warnings: a slip need not keep an operation from working.

openapi-spec-validator would fetch references and run patterns with a backtracking engine. It is therefore given a copy
without either: references that lead outside are gone before it starts, and so are patterns, examples and defaults.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _
from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from vlavirgem_sandbox.contracts.model import Dialect, JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.pointers import pointer_of, to_fragment

_log = logging.getLogger(__name__)

_MOST_OBJECTS: Final = 1_500
"""Beyond this the Python validator takes longer than a person waits; the engine's own checks remain."""
_MOST_PROBLEMS: Final = 50
_MESSAGE_LENGTH: Final = 300
_LEFT_OUT: Final = frozenset({"pattern", "patternProperties", "example", "examples", "default"})
# Schemas are looked at one by one: following them from each other takes time that grows with the square of their number
# and "required" can only be judged by following. The engine looks at references itself.
_LEFT_OUT_OF_SCHEMAS: Final = _LEFT_OUT | {"$ref", "$dynamicRef", "required"}


class _Offline30(OpenAPIV30SpecValidator):
    resolver_handlers: dict[str, Any] = {}  # no scheme is ever fetched


class _Offline31(OpenAPIV31SpecValidator):
    resolver_handlers: dict[str, Any] = {}  # no scheme is ever fetched


def check_specification(tree: Tree, dialect: Dialect) -> Iterator[Problem]:
    """The findings, each with its place."""
    if len(tree.nodes) > _MOST_OBJECTS:
        yield Problem(
            severity="warning",
            message=_("The contract is too large for the check against OpenAPI's own schema; that check was skipped."),
            remedy=_("Split the contract over several services, or check it with a tool of your own."),
        )
        return
    validator = (_Offline30 if dialect == "openapi-3.0" else _Offline31)(_harmless_copy(tree))
    try:
        for error in islice(validator.iter_errors(), _MOST_PROBLEMS):
            message = str(getattr(error, "message", error)).split("\n", 1)[0][:_MESSAGE_LENGTH]
            yield Problem(
                severity="warning",
                message=_("OpenAPI does not allow this: %(reason)s") % {"reason": message},
                remedy=_("Correct the contract; other tools may refuse it."),
                place=pointer_of(getattr(error, "absolute_path", ())),
            )
    except Exception:  # a third party's code over a stranger's document: it may stumble, reading goes on
        _log.warning("openapi-spec-validator stumbled over a contract", exc_info=True)
        yield Problem(
            severity="warning",
            message=_("The check against OpenAPI's own schema could not be completed."),
            remedy=_("Check the contract with a tool of your own."),
        )


def _harmless_copy(tree: Tree) -> JsonObject:
    references = {reference.pointer: reference for reference in tree.references()}

    def copied(value: JsonValue, pointer: str) -> JsonValue:
        if isinstance(value, list):
            return [copied(inner, f"{pointer}/{index}") for index, inner in enumerate(value)]
        if not isinstance(value, dict):
            return value
        node = tree.nodes.get(pointer)
        reference = references.get(pointer)
        result: JsonObject = {}
        for key, inner in value.items():
            if node is not None and key in (_LEFT_OUT_OF_SCHEMAS if node.kind == "schema" else _LEFT_OUT):
                continue
            if key == "$ref" and not isinstance(inner, dict):
                # Only a reference of ours, to a place inside, is kept; anything else called so is data.
                if reference is not None and reference.target is not None:
                    result[key] = to_fragment(reference.target)
                continue
            result[key] = copied(inner, pointer + pointer_of([key]))
        return result

    copy: JsonObject = copied(tree.document, "")
    return copy
