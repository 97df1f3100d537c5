"""What a contract says an operation may answer: statuses, media types, headers, and the examples it gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from vlavirgem_sandbox.contracts.authored.examples import PLAIN, Authored, authored_of
from vlavirgem_sandbox.contracts.media_types import covers, is_json
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.pointers import escape
from vlavirgem_sandbox.contracts.validators import Validators

_OK: Final = 200
_CODE_LENGTH: Final = 3


@dataclass(frozen=True, kw_only=True)
class Example:
    """One example of the contract. ``name`` is empty for the example of a media type or a schema."""

    value: JsonValue
    pointer: str
    name: str = ""
    is_valid: bool = True
    authored: Authored = PLAIN
    """What its author says of how it is used."""


@dataclass(frozen=True, kw_only=True)
class MediaRule:
    """One media type of one answer."""

    media_type: str
    pointer: str
    schema_pointer: str
    """Empty when the contract describes no schema for it."""
    examples: tuple[Example, ...]

    def valid_examples(self) -> list[Example]:
        """Those that satisfy the schema."""
        return self._valid_examples

    @cached_property
    def _valid_examples(self) -> list[Example]:
        return [example for example in self.examples if example.is_valid]

    @cached_property
    def free_examples(self) -> list[Example]:
        """The valid ones that are not for certain calls only; those marked for all other calls first."""
        free = [example for example in self._valid_examples if example.authored.when is None]
        return sorted(free, key=lambda example: not example.authored.is_fallback)


@dataclass(frozen=True, kw_only=True)
class HeaderRule:
    """One header of one answer."""

    name: str
    required: bool
    pointer: str
    schema_pointer: str
    example: JsonValue = None


@dataclass(frozen=True, kw_only=True)
class StatusRule:
    """One answer, under the key that the contract gives it: ``200``, ``4XX`` or ``default``."""

    key: str
    pointer: str
    media: dict[str, MediaRule]
    headers: tuple[HeaderRule, ...]

    def header(self, name: str) -> HeaderRule | None:
        """The declared header, by name in any case."""
        return next((header for header in self.headers if header.name.lower() == name.lower()), None)

    def rule_for(self, content_type: str) -> MediaRule | None:
        """The declared media type that an answer's Content-Type falls under."""
        fitting = [rule for name, rule in self.media.items() if covers(name, content_type)]
        return min(fitting, key=lambda rule: rule.media_type.count("*"), default=None)

    def json_rule(self) -> MediaRule | None:
        """The first media type that is JSON."""
        return next((rule for name, rule in self.media.items() if is_json(name)), None)


@dataclass(frozen=True, kw_only=True)
class AnswerRules:
    """All answers of one operation."""

    statuses: tuple[StatusRule, ...]
    by_key: dict[str, StatusRule] = field(default_factory=dict)

    def for_status(self, status: int) -> StatusRule | None:
        """The rule for a status: its own, its class's, or the default one (OpenAPI 3.1.1, section 4.8.16)."""
        code = str(status)
        return self.by_key.get(code) or self.by_key.get(f"{code[0]}XX") or self.by_key.get("default")

    def example_names(self) -> set[str]:
        """The names of all examples: a wish for one names no status."""
        media = (rule for status in self.statuses for rule in status.media.values())
        return {example.name for rule in media for example in rule.examples}

    def usual(self) -> tuple[int, StatusRule]:
        """Success: the lowest 2xx, else the default answer, else the lowest status there is."""
        return self._usual

    @cached_property
    def _usual(self) -> tuple[int, StatusRule]:
        ranked = sorted((_rank(rule.key), index) for index, rule in enumerate(self.statuses))
        (_group, status), index = ranked[0]
        return status, self.statuses[index]


def _rank(key: str) -> tuple[int, int]:
    if key == "default":
        return 1, _OK
    status = int(key[0]) * 100 if key.upper().endswith("XX") else int(key)
    is_success = status // 100 == 2  # noqa: PLR2004 - RFC 9110 section 15.3
    return (0 if is_success else 2), status


def status_of(rule: StatusRule) -> int:
    """The status that an answer under this key is given with."""
    if rule.key == "default":
        return _OK
    return int(rule.key[0]) * 100 if rule.key.upper().endswith("XX") else int(rule.key)


def is_status_key(key: str) -> bool:
    """Whether a key of the Responses Object names a status, a class of them, or the default."""
    if key == "default":
        return True
    digits = key[:1] if key.upper().endswith("XX") else key
    return len(key) == _CODE_LENGTH and digits.isascii() and digits.isdigit() and key[0] in "12345"


def answer_rules(tree: Tree, operation_pointer: str, validators: Validators) -> AnswerRules:
    """Read the answers of an operation; each example is held against its schema."""
    declared = tree.nodes[operation_pointer].value.get("responses")
    rules = []
    for key in declared if isinstance(declared, dict) else ():
        node = tree.follow(f"{operation_pointer}/responses/{escape(key)}")
        if node is None or not is_status_key(key):
            continue
        media = {rule.media_type: rule for rule in media_rules(tree, node.pointer, node.value, validators)}
        headers = tuple(_header_rules(tree, node.pointer, node.value))
        rules.append(StatusRule(key=key, pointer=node.pointer, media=media, headers=headers))
    return AnswerRules(
        statuses=tuple(rules), by_key={rule.key if rule.key == "default" else rule.key.upper(): rule for rule in rules}
    )


def media_rules(tree: Tree, pointer: str, response: JsonObject, validators: Validators) -> Iterator[MediaRule]:
    """The media types under ``content`` of a response, or of a body that the service sends; examples are judged."""
    content = response.get("content")
    for media_type, described in (content if isinstance(content, dict) else {}).items():
        if not isinstance(described, dict):
            continue
        place = f"{pointer}/content/{escape(media_type)}"
        schema_pointer = f"{place}/schema" if isinstance(described.get("schema"), dict) else ""
        examples = [
            _judged(example, media_type, schema_pointer, validators)
            for example in _examples(tree, place, described, schema_pointer)
        ]
        yield MediaRule(media_type=media_type, pointer=place, schema_pointer=schema_pointer, examples=tuple(examples))


def _examples(tree: Tree, place: str, described: JsonObject, schema_pointer: str) -> Iterator[Example]:
    """Each example as it is written: the media type's, and when it has none, its schema's."""
    found = False
    named = described.get("examples")
    for name in named if isinstance(named, dict) else ():
        node = tree.follow(f"{place}/examples/{escape(name)}")
        if node is not None and "value" in node.value:
            found = True
            authored = authored_of(node.value, node.pointer)
            yield Example(name=name, value=node.value["value"], pointer=f"{node.pointer}/value", authored=authored)
    if "example" in described:
        found = True
        yield Example(value=described["example"], pointer=f"{place}/example")
    schema = tree.follow(schema_pointer) if schema_pointer and not found else None
    if schema is not None and "example" in schema.value:
        yield Example(value=schema.value["example"], pointer=f"{schema.pointer}/example")
    elif schema is not None and isinstance(schema.value.get("examples"), list):
        for index, value in enumerate(schema.value["examples"]):
            yield Example(value=value, pointer=f"{schema.pointer}/examples/{index}")


def _judged(example: Example, media_type: str, schema_pointer: str, validators: Validators) -> Example:
    """The example with whether it can be used."""
    if example.authored.troubles:
        return replace(example, is_valid=False)
    value = example.value
    if example.authored.template is not None:
        return example  # judged each time that it is filled
    if not schema_pointer or (not is_json(media_type) and isinstance(value, str)):
        return example
    if validators.is_valid(schema_pointer, value):
        return example
    if isinstance(value, str):
        # Authors also write a JSON example as one long text.
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            parsed = value
        if validators.is_valid(schema_pointer, parsed):
            return replace(example, value=parsed)
    return replace(example, is_valid=False)


def _header_rules(tree: Tree, pointer: str, response: JsonObject) -> Iterator[HeaderRule]:
    headers = response.get("headers")
    for name in headers if isinstance(headers, dict) else ():
        node = tree.follow(f"{pointer}/headers/{escape(name)}")
        if node is None or name.lower() == "content-type":
            continue
        yield HeaderRule(
            name=name,
            required=node.value.get("required") is True,
            pointer=node.pointer,
            schema_pointer=f"{node.pointer}/schema" if isinstance(node.value.get("schema"), dict) else "",
            example=_header_example(tree, node.pointer, node.value),
        )


def _header_example(tree: Tree, pointer: str, declared: JsonObject) -> JsonValue:
    if "example" in declared:
        return declared["example"]
    named = declared.get("examples")
    for name in named if isinstance(named, dict) else ():
        node = tree.follow(f"{pointer}/examples/{escape(name)}")
        if node is not None and "value" in node.value:
            return node.value["value"]
    return None
