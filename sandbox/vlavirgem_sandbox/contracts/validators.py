"""Compiled validators: one for each schema that is used, in each direction, made when it is first needed."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import jsonschema_rs

from vlavirgem_sandbox.contracts.generating.facets import folded
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.resolution import Resolver
from vlavirgem_sandbox.contracts.json_schemas import Direction, as_json_schemas
from vlavirgem_sandbox.contracts.limits import MAX_BODY_DEPTH
from vlavirgem_sandbox.contracts.model import Dialect, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.nesting import NestingLimits, is_deeper_than
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.patterns import LINEAR_TIME
from vlavirgem_sandbox.contracts.pointers import pointer_of, to_fragment

_CONTRACT = "urn:vlavirgem:contract"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class Validators:
    """The schemas of one contract in one direction. Never reaches outside the contract: everything is offline."""

    def __init__(self, document: JsonObject, dialect: Dialect, direction: Direction) -> None:
        converted = as_json_schemas(document, dialect, direction)
        self.schemas = converted.document
        """The document, its schemas rewritten as JSON Schema; pointers as in the contract."""
        self.dropped = converted.dropped
        self._said_by_format = converted.said_by_format
        self._registry: jsonschema_rs.Registry | None = None
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}
        self._lock = threading.Lock()
        self._resolver = Resolver(self.schemas)
        self._nesting = NestingLimits(Tree(self.schemas if converted.refers else {}))

    def at(self, pointer: str) -> jsonschema_rs.Draft202012Validator:
        """The validator for the schema at a pointer. Raises ``jsonschema_rs.ValidationError`` if it cannot be made."""
        found = self._compiled.get(pointer)
        if found is not None:
            return found
        with self._lock:
            if self._registry is None:
                self._registry = jsonschema_rs.Registry([(_CONTRACT, {"$schema": _DIALECT, **self.schemas})])
            made = jsonschema_rs.Draft202012Validator(
                {"$ref": _CONTRACT + to_fragment(pointer)},
                registry=self._registry,
                pattern_options=LINEAR_TIME,
                validate_formats=True,
                offline=True,
            )
            self._compiled[pointer] = made
        return made

    def is_valid(self, pointer: str, value: JsonValue) -> bool:
        """Whether a value satisfies the schema at a pointer; one that is too deep to be checked does not."""
        return not self.too_deep(pointer, value) and self.at(pointer).is_valid(value)

    def too_deep(self, pointer: str, value: JsonValue) -> int:
        """The levels that a value for this schema may be nested, when it is nested deeper; else 0."""
        limit = self._nesting.of(pointer)
        return limit if limit < MAX_BODY_DEPTH and is_deeper_than(value, limit) else 0

    def errors(self, pointer: str, value: JsonValue) -> Iterator[jsonschema_rs.ValidationError]:
        """Everything that is wrong with a value; of a failed choice, what keeps the closest branch from fitting."""
        for error in self.at(pointer).iter_errors(value):
            yield from _closest(error)

    def rule_of(self, error: jsonschema_rs.ValidationError) -> str:
        """Pointer into the contract, to the rule that was broken."""
        pointer = pointer_of(error.schema_path)
        return self._said_by_format.get(pointer, pointer)

    def unknown_names(self, error: jsonschema_rs.ValidationError) -> list[str]:
        """The fields that ``unevaluatedProperties`` turns away, less those that the schema does describe.

        Where a field is wrong, what describes it fails, and by the letter (2020-12 core, section 11.3) all of its
        fields count as not looked at. To a person that reads as if known fields were unknown.
        """
        names: list[str] = list(getattr(error.kind, "unexpected", ()))
        parent = pointer_of(error.schema_path[:-1])
        try:
            known = folded(self._resolver, self._resolver.at(parent)).rules.get("properties", {})
        except (LookupError, Ungeneratable):
            return names
        return [name for name in names if name not in known]


def _closest(error: jsonschema_rs.ValidationError) -> Iterator[jsonschema_rs.ValidationError]:
    kind = error.kind
    if not isinstance(kind, (jsonschema_rs.ValidationErrorKind.AnyOf, jsonschema_rs.ValidationErrorKind.OneOfNotValid)):
        yield error
        return
    branches = [branch for branch in kind.context if branch and not _is_other_type(branch, error)]
    if not branches:
        yield error
        return
    # A constant that differs is how a discriminator says "another form"; then the branch with the fewest errors.
    for inner in min(branches, key=lambda branch: (any(error.kind.name == "const" for error in branch), len(branch))):
        yield from _closest(inner)


def _is_other_type(
    branch: list[jsonschema_rs.ValidationError],
    error: jsonschema_rs.ValidationError,
) -> bool:
    """A branch that fails on the type of the value itself (null beside an object) says nothing useful."""
    return any(inner.kind.name == "type" and inner.instance_path == error.instance_path for inner in branch)
