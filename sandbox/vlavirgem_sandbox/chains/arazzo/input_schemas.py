"""What a workflow asks to be given: a JSON Schema (2020-12), made whole, and values held against it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import jsonschema_rs
from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.fields import At
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.patterns import LINEAR_TIME, can_be_checked
from vlavirgem_sandbox.contracts.pointers import pointer_of
from vlavirgem_sandbox.contracts.violation_texts import in_words

_PREFIX: Final = "#/components/inputs/"
_MOST_NODES: Final = 2_000
_MOST_DEPTH: Final = 12
_MOST_PATTERNS: Final = 50
_MOST_SHOWN: Final = 20
# References of JSON Schema that lead somewhere by other means than ``$ref``.
_ELSEWHERE: Final = frozenset(
    {"$dynamicRef", "$dynamicAnchor", "$anchor", "$id", "$recursiveRef", "$defs", "definitions"}
)
_DATA: Final = frozenset({"const", "enum", "default", "examples", "example"})


@dataclass(frozen=True, kw_only=True)
class WrongInput:
    """A value that breaks the schema."""

    pointer: str
    message: str


def read_inputs(workflow: At, components: At) -> JsonObject:
    """The schema of a workflow's inputs, its references written out; empty where there is none (or a wrong one)."""
    if not workflow.has("inputs"):
        return {}
    place = workflow.at("inputs", _("schema"))
    if not isinstance(place.value, dict):
        place.refuse(_("Inputs are described by a JSON Schema."), _("Write “type: object” with “properties”."))
        return {}
    maker = _Maker(components)
    made = maker.whole(place, place.value, ())
    if not isinstance(made, dict) or maker.is_refused:
        return {}
    if made.get("type", "object") != "object":
        place.refuse(
            _("Inputs have names, so their schema is of type “object”."), _("Write “type: object”."), key="type"
        )
        return {}
    try:
        _validator(made)
    except (jsonschema_rs.ValidationError, ValueError) as wrong:
        reason = str(wrong).partition("\n")[0][:200]
        place.refuse(_("This is no JSON Schema (2020-12): %(why)s") % {"why": reason}, _("Correct it."))
        return {}
    return made


def wrong_inputs(schema: JsonObject, inputs: dict[str, JsonValue]) -> list[WrongInput]:
    """Every way in which the inputs depart from the schema."""
    if not schema:
        return []
    errors: Iterable[Any] = _validator(schema).iter_errors(inputs)
    found = [WrongInput(pointer=pointer_of(error.instance_path), message=in_words(error)) for error in errors]
    return found[:_MOST_SHOWN]


def with_defaults(schema: JsonObject, inputs: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The inputs, with the defaults of the properties that were not given."""
    properties = schema.get("properties")
    described = properties.items() if isinstance(properties, dict) else ()
    defaults = {name: each["default"] for name, each in described if isinstance(each, dict) and "default" in each}
    return {**defaults, **inputs}


def asked_by(schema: JsonObject, inputs: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Of the inputs of a run, those that a workflow it depends on asks for too."""
    properties = schema.get("properties")
    return {name: value for name, value in inputs.items() if isinstance(properties, dict) and name in properties}


def _validator(schema: JsonObject) -> Any:
    return jsonschema_rs.Draft202012Validator(
        {"type": "object", **schema}, pattern_options=LINEAR_TIME, validate_formats=True, offline=True
    )


class _Maker:
    """Writes out references, within bounds; notes what cannot be."""

    def __init__(self, components: At) -> None:
        known = components.value.get("inputs") if isinstance(components.value, dict) else None
        self._known: dict[str, Any] = known if isinstance(known, dict) else {}
        self._nodes = 0
        self._patterns = 0
        self.is_refused = False

    def whole(self, place: At, node: JsonValue, trail: tuple[str | int, ...]) -> JsonValue:
        self._nodes += 1
        if self._nodes > _MOST_NODES or len(trail) > _MOST_DEPTH:
            self._refuse(place, trail, _("This schema is too large, or refers to itself."), _("Describe less."))
            return {}
        if isinstance(node, list):
            return [self.whole(place, inner, (*trail, index)) for index, inner in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            return self._followed(place, node, trail)
        self._check(place, node, trail)
        return {key: inner if key in _DATA else self.whole(place, inner, (*trail, key)) for key, inner in node.items()}

    def _followed(self, place: At, node: JsonObject, trail: tuple[str | int, ...]) -> JsonValue:
        reference = node["$ref"]
        if not isinstance(reference, str):  # a property that is called "$ref"
            return {key: self.whole(place, inner, (*trail, key)) for key, inner in node.items()}
        name = reference.removeprefix(_PREFIX)
        if not reference.startswith(_PREFIX) or name not in self._known:
            message = _("“%(reference)s” leads to nothing.") % {"reference": reference[:80]}
            self._refuse(
                place, (*trail, "$ref"), message, _("Refer to a schema as “%(prefix)s<name>”.") % {"prefix": _PREFIX}
            )
            return {}
        beside = {key: inner for key, inner in node.items() if key != "$ref"}
        made = self.whole(place, self._known[name], (*trail, name))
        return {"allOf": [made], **beside} if beside and trail else made

    def _check(self, place: At, node: JsonObject, trail: tuple[str | int, ...]) -> None:
        for key in node:
            if key in _ELSEWHERE and isinstance(node[key], str):
                self._refuse(place, (*trail, key), _("“%(key)s” is not read here.") % {"key": key}, _("Take it out."))
        pattern = node.get("pattern")
        if isinstance(pattern, str):
            self._patterns += 1
            if self._patterns > _MOST_PATTERNS or not can_be_checked(pattern):
                message = _("This regular expression cannot be run in a time that grows with the text only.")
                remedy = _("Leave out look-around and back-references, and large counted repeats.")
                self._refuse(place, (*trail, "pattern"), message, remedy)

    def _refuse(self, place: At, trail: tuple[str | int, ...], message: str, remedy: str) -> None:
        self.is_refused = True
        place.problems.add(place.pointer + pointer_of(trail), message, remedy)
