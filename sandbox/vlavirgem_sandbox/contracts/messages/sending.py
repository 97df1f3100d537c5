"""Making a message, and judging one: what the service would send, out of the contract's examples or its schema."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from vlavirgem_sandbox.contracts.answer_rules import Example, MediaRule, media_rules
from vlavirgem_sandbox.contracts.answering import showing
from vlavirgem_sandbox.contracts.call_checks import CallReader
from vlavirgem_sandbox.contracts.call_rules import call_rules_of
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.media_types import is_json
from vlavirgem_sandbox.contracts.messages.declaring import DeclaredMessage
from vlavirgem_sandbox.contracts.messages.expressions import address_of, value_in_message
from vlavirgem_sandbox.contracts.model import (
    CallRequest,
    Cause,
    JsonValue,
    Message,
    Origin,
    SentMessage,
    Violation,
)
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.operations import declared_example, named_examples
from vlavirgem_sandbox.contracts.parameters import Parameter, SchemaTypes
from vlavirgem_sandbox.contracts.rendering import announced, as_header, concrete, rendered
from vlavirgem_sandbox.contracts.resources import filled_in
from vlavirgem_sandbox.contracts.validators import Validators

LOCATION = "x-vlavirgem-location"
"""Where the reader of AsyncAPI keeps the place in the message that a channel's parameter is taken from."""


@dataclass(frozen=True, kw_only=True)
class Circumstances:
    """What one message is made from: the same circumstances make the same message."""

    seed: int
    number: int
    """Counts the messages of this kind, from 0: examples take turns, and generated ones differ."""
    cause: Cause | None = None
    names: tuple[str, ...] = ()
    """Names of the input examples that the call equalled: the message's example of that name goes with it."""
    known: tuple[tuple[str, JsonValue], ...] = ()
    """Fields that the message must show as the call and its answer have them: what it is about."""


class MessageMaker:
    """Makes and judges the messages of one kind. Shared between threads."""

    def __init__(self, tree: Tree, declared: DeclaredMessage, validators: Validators, generator: Generator) -> None:
        """``validators`` and ``generator`` are those of answers: the service writes a message as it writes an answer,
        with what only it sets (``readOnly``)."""
        self._tree = tree
        self.declared = declared
        self._validators = validators
        self._generator = generator
        body = tree.follow(f"{declared.pointer}/requestBody")
        self.media: dict[str, MediaRule] = {}
        if body is not None:
            self.media = {rule.media_type: rule for rule in media_rules(tree, body.pointer, body.value, validators)}
        rules = call_rules_of(tree, declared.pointer, declared.parameters)
        self._reader = CallReader(rules, validators, SchemaTypes(tree))

    def make(self, circumstances: Circumstances) -> SentMessage | None:
        """The message; None where a callback's address is not in the call. Raises :class:`Ungeneratable`."""
        message = self.declared.message
        given = circumstances.cause
        url: str | None = ""
        if message.kind == "callback":
            url = address_of(message.address, given) if given is not None else message.address
        if url is None:
            return None
        rng = _source(message, circumstances)
        name, value, content_type, origin = self._body(circumstances, rng)
        headers = dict(self._headers(name, rng))
        if message.kind == "channel":
            url = self._channel(value, headers, rng)
        return SentMessage(
            method=message.method,
            url=url,
            headers=tuple(headers.items()),
            body=b"" if not content_type else rendered(value, content_type),
            content_type=announced(content_type),
            origin=origin,
        )

    def violations(self, sent: SentMessage) -> list[Violation]:
        """Every way in which a message departs from the contract. Its address is not judged: no schema says of it."""
        kind = [("Content-Type", sent.content_type)] if sent.content_type else []
        call = CallRequest(method=sent.method, path="", headers=[*sent.headers, *kind], body=sent.body)
        found = self._reader.read({}, call)[1]
        return [violation for violation in found if violation.place in {"header", "body", "content-type"}]

    def invalid_examples(self) -> Iterator[Example]:
        """Examples of the contract that do not satisfy its own schema: they are not sent."""
        return (example for rule in self.media.values() for example in rule.examples if not example.is_valid)

    def _body(self, given: Circumstances, rng: random.Random) -> tuple[str, JsonValue, str, Origin]:
        """Name of the example (empty for none), value, media type and where it comes from."""
        rule = min(self.media.values(), key=lambda rule: not is_json(rule.media_type), default=None)
        if rule is None:
            return "", None, "", "generated"
        known = dict(given.known)
        # No call is there to fill placeholders from; the check has said so.
        examples = [example for example in rule.valid_examples() if example.authored.template is None]
        if examples:
            named = [example for name in given.names for example in examples if example.name == name]
            chosen = named[0] if named else examples[given.number % len(examples)]
            name, value, origin = chosen.name, chosen.value, "example"
        else:
            name, value, origin = "", self._generated(rule, rng), "generated"
        shown = showing(self._generator, rule, value, known)
        return name, shown, concrete(rule.media_type), "example" if origin == "example" else "generated"

    def _generated(self, rule: MediaRule, rng: random.Random) -> JsonValue:
        if not rule.schema_pointer:
            return {} if is_json(rule.media_type) else ""
        return self._generator.value(self._generator.resolver.at(rule.schema_pointer), rng)

    def _headers(self, example: str, rng: random.Random) -> Iterator[tuple[str, str]]:
        for parameter in self.declared.parameters:
            if parameter.location != "header":
                continue
            value = named_examples(self._tree, parameter.pointer).get(example) if example else None
            if value is None or not self._fits(parameter, value):
                value = declared_example(self._tree, parameter)
            if value is None or not self._fits(parameter, value):
                value = self._drawn(parameter, rng)
            yield parameter.name, as_header(value)

    def _fits(self, parameter: Parameter, value: JsonValue) -> bool:
        return not parameter.schema_pointer or self._validators.is_valid(parameter.schema_pointer, value)

    def _drawn(self, parameter: Parameter, rng: random.Random) -> JsonValue:
        if not parameter.schema_pointer:
            return parameter.name
        return self._generator.value(self._generator.resolver.at(parameter.schema_pointer), rng, name=parameter.name)

    def _channel(self, payload: JsonValue, headers: dict[str, str], rng: random.Random) -> str:
        """The channel's address with its parameters filled in: from the message where the contract says so."""
        values: dict[str, str] = {}
        for parameter in self.declared.parameters:
            if parameter.location != "path":
                continue
            place = parameter.declared.get(LOCATION)
            said = value_in_message(place, payload, headers) if isinstance(place, str) else None
            if said is None:
                example = declared_example(self._tree, parameter)
                said = as_header(example if example is not None else self._drawn(parameter, rng))
            values[parameter.name] = said
        return filled_in(self.declared.message.address, values)


def _source(message: Message, given: Circumstances) -> random.Random:
    return random.Random(f"{given.seed}|{message.key}|{given.number}")  # noqa: S311 - repeatable, not secret
