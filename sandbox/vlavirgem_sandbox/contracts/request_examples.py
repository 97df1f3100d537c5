"""A call that an operation accepts, for the console: out of the contract's examples, else made from its schemas."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace

from vlavirgem_sandbox.contracts.bodies import BodyRule
from vlavirgem_sandbox.contracts.call_checks import CallRules
from vlavirgem_sandbox.contracts.composing import GivenParameter, placed
from vlavirgem_sandbox.contracts.generating.completion import sendable
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.model import JsonValue, Operation, RequestExample
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.operations import declared_example, flat_schema, named_examples
from vlavirgem_sandbox.contracts.parameters import Parameter
from vlavirgem_sandbox.contracts.rendering import announced, rendered
from vlavirgem_sandbox.contracts.validators import Validators


class RequestExamples:
    """Makes example calls for one contract."""

    def __init__(self, tree: Tree, validators: Validators) -> None:
        self._tree = tree
        self._validators = validators
        self._generator = Generator(validators.schemas)

    @property
    def nodes_made(self) -> int:
        """Values made so far: a measure of work."""
        return self._generator.nodes_made

    def example_for(self, operation: Operation, rules: CallRules) -> RequestExample:
        """An acceptable call. Raises :class:`Ungeneratable` when a required part cannot be made."""
        made_before = self.nodes_made
        example = self._example(operation, rules, random.Random(operation.key))  # noqa: S311 - repeatable, not secret
        return replace(example, is_made_up=self.nodes_made > made_before)

    def _example(self, operation: Operation, rules: CallRules, rng: random.Random) -> RequestExample:
        given = [
            GivenParameter(name=parameter.name, location=parameter.location, value=self._value(parameter, rng))
            for parameter in rules.parameters
            if parameter.required or declared_example(self._tree, parameter) is not None
        ]
        path, query, headers = placed(operation.path, given, rules)
        body_rule = next(iter(sorted(rules.bodies.values(), key=lambda rule: not is_json(rule.media_type))), None)
        if body_rule is None:
            return RequestExample(path=path, query=tuple(query), headers=tuple(headers))
        return RequestExample(
            path=path,
            query=tuple(query),
            headers=tuple(headers),
            content_type=announced(body_rule.media_type.replace("*/*", "application/json")),
            body=self._body(body_rule, rng),
        )

    def _value(self, parameter: Parameter, rng: random.Random) -> JsonValue:
        example = declared_example(self._tree, parameter)
        if example is not None and self._is_valid(parameter.schema_pointer, example):
            return example
        if not parameter.schema_pointer:
            return example if example is not None else parameter.name
        schema = self._generator.resolver.at(parameter.schema_pointer)
        return self._generator.value(schema, rng, name=parameter.name)

    def _is_valid(self, schema_pointer: str, value: JsonValue) -> bool:
        return not schema_pointer or self._validators.is_valid(schema_pointer, value)

    def _body(self, rule: BodyRule, rng: random.Random) -> str:
        for example in self._body_examples(rule):
            if self._is_valid(rule.schema_pointer, example):
                return _as_text(self._sendable(rule, example), rule.media_type)
        if not rule.schema_pointer:
            return "{}" if is_json(rule.media_type) else ""
        schema = self._generator.resolver.at(rule.schema_pointer)
        return _as_text(self._sendable(rule, self._generator.value(schema, rng)), rule.media_type)

    def _sendable(self, rule: BodyRule, value: JsonValue) -> JsonValue:
        """Without what only the server sets (``readOnly``), as long as the call stays acceptable."""
        if not rule.schema_pointer:
            return value
        without = sendable(self._generator, self._generator.resolver.at(rule.schema_pointer), value)
        return without if self._is_valid(rule.schema_pointer, without) else value

    def _body_examples(self, rule: BodyRule) -> Iterator[JsonValue]:
        """Each example as it stands, and as the JSON value it may be the text of."""
        media = self._tree.nodes[rule.pointer].value if rule.pointer in self._tree.nodes else {}
        examples = list(named_examples(self._tree, rule.pointer).values())
        examples.extend(media[key] for key in ("example",) if key in media)
        schema = flat_schema(self._tree, rule.schema_pointer) if rule.schema_pointer else {}
        examples.extend(schema[key] for key in ("example",) if key in schema)
        for example in examples:
            yield example
            if isinstance(example, str) and is_json(rule.media_type):
                try:
                    yield json.loads(example)
                except (ValueError, RecursionError):
                    continue


def _as_text(value: JsonValue, media_type: str) -> str:
    if is_json(media_type):
        return json.dumps(value, ensure_ascii=False, indent=2)
    return rendered(value, media_type).decode()


__all__ = ["RequestExamples", "Ungeneratable"]
