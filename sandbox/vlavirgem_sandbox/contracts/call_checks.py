"""Is a call what the contract asks for? Every violation is named, with its place in the call and the rule it breaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.bodies import UNCHECKED, BodyRule, UnreadableBody, read_body
from vlavirgem_sandbox.contracts.limits import MAX_VIOLATIONS
from vlavirgem_sandbox.contracts.media_types import declared_for
from vlavirgem_sandbox.contracts.model import CallRequest, JsonValue, Place, Violation
from vlavirgem_sandbox.contracts.parameters import (
    Parameter,
    SchemaTypes,
    Unreadable,
    cookies_of,
    is_spread,
    read_parameter,
)
from vlavirgem_sandbox.contracts.pointers import pointer_of
from vlavirgem_sandbox.contracts.validators import Validators
from vlavirgem_sandbox.contracts.violation_texts import Kind, in_words, unknown_fields


@dataclass(frozen=True, kw_only=True)
class CallRules:
    """What an operation asks of a call."""

    parameters: tuple[Parameter, ...]
    bodies: dict[str, BodyRule]
    body_pointer: str
    """Where the request body is declared; empty when the operation takes none."""
    body_required: bool


@dataclass(frozen=True, kw_only=True)
class ReadCall:
    """A call's values after reading: what state and answers are made from."""

    parameters: dict[tuple[str, str], JsonValue]
    """By location and name; only those that were sent."""
    body: JsonValue
    """UNCHECKED when there is none, or none that could be read."""
    media_type: str
    persona: Persona | None = None
    """The test persona that it is about."""


class CallReader:
    """Reads and checks the calls of one operation."""

    def __init__(self, rules: CallRules, validators: Validators, types: SchemaTypes) -> None:
        self.rules = rules
        self._validators = validators
        self._types = types

    def read(self, path_parameters: dict[str, str], call: CallRequest) -> tuple[ReadCall, list[Violation]]:
        """The call's values and everything that is wrong with it."""
        violations: list[Violation] = []
        values = self._read_parameters(path_parameters, call, violations)
        body, media_type = self._read_body(call, violations)
        return ReadCall(parameters=values, body=body, media_type=media_type), violations[:MAX_VIOLATIONS]

    def _read_parameters(
        self, path_parameters: dict[str, str], call: CallRequest, violations: list[Violation]
    ) -> dict[tuple[str, str], JsonValue]:
        values: dict[tuple[str, str], JsonValue] = {}
        for parameter in self.rules.parameters:
            texts = _sent(parameter, path_parameters, call)
            if texts is None:
                if parameter.required:
                    violations.append(_missing(parameter))
                continue
            try:
                value = read_parameter(parameter, texts, call.query)
            except Unreadable:
                violations.append(_unreadable(parameter))
                continue
            values[parameter.location, parameter.name] = value
            if parameter.schema_pointer:
                violations.extend(self._against(parameter.location, parameter.name, parameter.schema_pointer, value))
        return values

    def _read_body(self, call: CallRequest, violations: list[Violation]) -> tuple[JsonValue, str]:
        rules = self.rules
        content_type = call.header("content-type") or ""
        if not call.body:
            if rules.body_required:
                violations.append(_violation("body", "", _("The call needs a body."), f"{rules.body_pointer}/required"))
            return UNCHECKED, ""
        if not rules.bodies:
            return UNCHECKED, ""
        name = declared_for(content_type, rules.bodies) if content_type else None
        if name is None:
            allowed = ", ".join(rules.bodies)
            message = _("The header Content-Type must name one of: %(types)s.") % {"types": allowed}
            violations.append(_violation("content-type", "Content-Type", message, f"{rules.body_pointer}/content"))
            return UNCHECKED, ""
        rule = rules.bodies[name]
        try:
            value = read_body(call.body, content_type, rule, self._types)
        except UnreadableBody as error:
            violations.append(_violation("body", "", str(error), rule.pointer))
            return UNCHECKED, name
        if value is not UNCHECKED and rule.schema_pointer:
            violations.extend(self._against("body", "", rule.schema_pointer, value))
        return value, name

    def _against(self, place: Place, name: str, schema_pointer: str, value: JsonValue) -> Iterator[Violation]:
        return against_schema(self._validators, place, name, schema_pointer, value)


def against_schema(
    validators: Validators, place: Place, name: str, schema_pointer: str, value: JsonValue
) -> Iterator[Violation]:
    """Violations of one value against the schema at a pointer. ``name`` is the parameter's, empty for a body."""
    if validators.is_valid(schema_pointer, value):
        return
    limit = validators.too_deep(schema_pointer, value)
    if limit:
        message = _(
            "The value is nested more than %(limit)d levels deep; deeper ones are not checked for this contract."
        )
        yield _violation(place, name, message % {"limit": limit}, schema_pointer)
        return
    for error in islice(validators.errors(schema_pointer, value), MAX_VIOLATIONS):
        message = in_words(error)
        if isinstance(error.kind, Kind.UnevaluatedProperties):
            unknown = validators.unknown_names(error)
            if not unknown:
                continue
            message = unknown_fields(unknown)
        yield Violation(
            place=place,
            pointer=name + pointer_of(error.instance_path),
            message=message,
            rule=validators.rule_of(error),
        )


def _violation(place: Place, pointer: str, message: str, rule: str) -> Violation:
    return Violation(place=place, pointer=pointer, message=message, rule=rule)


def _missing(parameter: Parameter) -> Violation:
    message = {
        "path": _("The parameter '%(name)s' is missing from the path."),
        "query": _("The parameter '%(name)s' is missing from the query."),
        "header": _("The header '%(name)s' is missing."),
        "cookie": _("The cookie '%(name)s' is missing."),
    }[parameter.location]
    rule = f"{parameter.pointer}/required" if parameter.pointer else ""
    return _violation(parameter.location, parameter.name, message % {"name": parameter.name}, rule)


def _unreadable(parameter: Parameter) -> Violation:
    message = _("The parameter '%(name)s' is not written in the declared style '%(style)s'.")
    named = {"name": parameter.name, "style": "JSON" if parameter.is_json else parameter.style}
    return _violation(parameter.location, parameter.name, message % named, parameter.pointer)


def _sent(parameter: Parameter, path_parameters: dict[str, str], call: CallRequest) -> list[str] | None:
    """The texts sent for a parameter, in order; None when it was not sent."""
    name = parameter.name
    if parameter.location == "path":
        return [path_parameters[name]] if name in path_parameters else None
    if parameter.location == "header":
        value = call.header(name)
        return None if value is None else [value]
    pairs = call.query if parameter.location == "query" else cookies_of(call.header("cookie"))
    texts = [text for key, text in pairs if key == name]
    if texts:
        return texts
    return [] if any(is_spread(parameter, key) for key, _text in pairs) else None
