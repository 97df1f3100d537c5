"""What an expression stands for at one moment of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.expressions import (
    Expression,
    embedded_in,
    looks_like_expression,
    parse_expression,
    replace_embedded,
)
from vlavirgem_sandbox.chains.arazzo.limits import MAX_BUILT
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.pointers import step as step_into
from vlavirgem_sandbox.contracts.pointers import tokens_of


class Unresolvable(Exception):  # noqa: N818 - an outcome of evaluating, shown in the trace
    """The expression leads to nothing at this moment; the message says what is missing."""


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A call that was made, and its answer."""

    url: str
    method: str
    status: int
    request_headers: tuple[tuple[str, str], ...] = ()
    request_query: tuple[tuple[str, str], ...] = ()
    request_path: Mapping[str, str] = field(default_factory=dict)
    request_body: JsonValue = None
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body: JsonValue = None
    """Parsed where it is JSON, else the text."""


@dataclass
class _Room:
    """What a template may still grow by: an expression that stands in it often could make gigabytes of it."""

    left: int = MAX_BUILT

    def take(self, text: str) -> str:
        """The same text, counted. Raises :class:`Unresolvable` when there is no room for it."""
        self.left -= len(text)
        if self.left < 0:
            raise Unresolvable(_("with its values filled in, this is too large to send"))
        return text


@dataclass
class Known:
    """What is known while a workflow runs."""

    inputs: dict[str, JsonValue] = field(default_factory=dict)
    steps: dict[str, dict[str, JsonValue]] = field(default_factory=dict)
    """Outputs by step."""
    outputs: dict[str, JsonValue] = field(default_factory=dict)
    """Of the workflow that the present step ran."""
    workflows: dict[str, dict[str, dict[str, JsonValue]]] = field(default_factory=dict)
    """Inputs and outputs of the workflows that were run so far."""
    sources: dict[str, str] = field(default_factory=dict)
    """Addresses of the source descriptions."""
    exchange: Exchange | None = None
    """Of the present step."""

    def value(self, text: str) -> JsonValue:
        """What a whole expression stands for. Raises :class:`Unresolvable`."""
        expression = parse_expression(text)
        return _at_pointer(expression, self._whole(expression))

    def filled(self, template: JsonValue) -> JsonValue:
        """A value with every expression filled in. Raises :class:`Unresolvable`, also for what grows too large."""
        return self._filled(template, _Room())

    def _filled(self, template: JsonValue, room: _Room) -> JsonValue:
        if isinstance(template, dict):
            return {key: self._filled(inner, room) for key, inner in template.items()}
        if isinstance(template, list):
            return [self._filled(inner, room) for inner in template]
        if not isinstance(template, str):
            return template
        if looks_like_expression(template):
            value = self.value(template)
            room.take(as_text(value))
            return value
        values: dict[str, str] = {}
        for text in embedded_in(template):
            values[text] = room.take(as_text(self.value(text)))
        return replace_embedded(template, values)

    def _whole(self, expression: Expression) -> JsonValue:
        root, names = expression.root, expression.names
        if root == "inputs":
            return _named(self.inputs, names[0], _("the run has no input “%(name)s”"))
        if root == "outputs":
            return _named(self.outputs, names[0], _("there is no output “%(name)s”"))
        if root == "steps":
            if names[0] not in self.steps:
                raise Unresolvable(_("step “%(step)s” has not succeeded in this run") % {"step": names[0]})
            return _named(self.steps[names[0]], names[2], _("the step has no output “%(name)s”"))
        if root == "workflows":
            if names[0] not in self.workflows:
                raise Unresolvable(_("workflow “%(workflow)s” was not run") % {"workflow": names[0]})
            return _named(self.workflows[names[0]][names[1]], names[2], _("the workflow has no value “%(name)s”"))
        if root == "sourceDescriptions":
            return _named(self.sources, names[0], _("there is no source description “%(name)s”"))
        return self._of_exchange(expression)

    def _of_exchange(self, expression: Expression) -> JsonValue:
        exchange = self.exchange
        if exchange is None:
            raise Unresolvable(_("there is no call and no answer here"))
        root, names = expression.root, expression.names
        if root in {"url", "method", "statusCode"}:
            return {"url": exchange.url, "method": exchange.method, "statusCode": exchange.status}[root]
        if names[0] == "body":
            return exchange.request_body if root == "request" else exchange.response_body
        if names[0] == "path":
            return _named(dict(exchange.request_path), names[1], _("the path has no part “%(name)s”"))
        if names[0] == "query":
            values = [value for name, value in exchange.request_query if name == names[1]]
            missing = _("the query has no “%(name)s”")
        else:
            headers = exchange.request_headers if root == "request" else exchange.response_headers
            values = [value for name, value in headers if name.lower() == names[1].lower()]
            missing = _("there is no header “%(name)s”")
        if not values:
            raise Unresolvable(missing % {"name": names[1]})
        return values[0] if len(values) == 1 else ", ".join(values)


def as_text(value: JsonValue) -> str:
    """A value inside a text: words and numbers as they are, the rest as JSON writes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _named(values: Mapping[str, Any], name: str, missing: str) -> JsonValue:
    """The value of that name; names may hold dots, so the longest one that is there wins and the rest leads into it."""
    whole = name.split(".")
    for length in range(len(whole), 0, -1):
        key = ".".join(whole[:length])
        if key in values:
            return _followed(values[key], whole[length:])
    raise Unresolvable(missing % {"name": name})


def _at_pointer(expression: Expression, value: JsonValue) -> JsonValue:
    return _followed(value, tokens_of(expression.pointer)) if expression.pointer else value


def _followed(value: JsonValue, tokens: list[str]) -> JsonValue:
    for token in tokens:
        try:
            value = step_into(value, token)
        except LookupError:
            raise Unresolvable(_("there is nothing at “%(token)s” in it") % {"token": token}) from None
    return value
