"""Messages of AsyncAPI (Message Object): traits applied, schemas of payload and headers found, examples in one form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.contracts.asyncapi.references import Document
from vlavirgem_sandbox.contracts.fields import map_of, text_at
from vlavirgem_sandbox.contracts.limits import MAX_BYTES
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.pointers import escape, tokens_of
from vlavirgem_sandbox.contracts.remembering import merged
from vlavirgem_sandbox.contracts.source_text import refusal

_JSON_SCHEMA: Final = re.compile(
    r"application/vnd\.aai\.asyncapi(?:\+json|\+yaml)?(?:;.*)?|application/schema\+(?:json|yaml)(?:;.*)?"
)
_OLD_DRAFT: Final = re.compile(r"version=\"?(?:draft-0[0-6]|http)")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^`|~-]+")
"""A field name of HTTP (RFC 9110 section 5.1) without the underscore, which servers drop or take for a hyphen."""
_LONGEST_HEADER: Final = 500
_DEEPEST: Final = 8
_MOST_PARTS: Final = 20_000
"""Headers, examples and messages that all uses of messages on channels come to."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """One header of a message."""

    name: str
    required: bool
    schema_pointer: str
    description: str
    examples: tuple[tuple[str, JsonValue], ...]
    """By the name of the message's example."""


@dataclass(frozen=True, kw_only=True)
class AsyncMessage:
    """One message, as its channel's operations use it."""

    name: str
    pointer: str
    summary: str
    description: str
    content_type: str
    payload_pointer: str
    """Empty when the payload may be anything."""
    headers: tuple[Header, ...]
    examples: tuple[tuple[str, str], ...]
    """Names, and pointers of objects whose ``value`` is a payload."""
    why_not: str
    """Why it can be neither made nor checked; empty when it can."""


class MessageReader:
    """Reads the messages of one document; each is prepared once, in place."""

    def __init__(self, document: Document, *, traits_win: bool) -> None:
        """``traits_win``: in AsyncAPI 2 a trait goes before what the message itself says, in 3 the message does."""
        self._document = document
        self._traits_win = traits_win
        self._read: dict[str, AsyncMessage] = {}
        self._merged_bytes = 0
        self._parts = 0

    def spend(self, parts: int) -> None:
        """Raise SourceRefused for a document that says the same message too often."""
        self._parts += parts
        if self._parts > _MOST_PARTS:
            raise refusal(
                _("The channels of this contract hold more than %(limit)d messages, headers and examples together.")
                % {"limit": _MOST_PARTS},
                _("Split the contract over several services."),
                "/channels",
            )

    def read(self, pointer: str, *, name: str = "") -> AsyncMessage | None:
        """The message at a pointer; None where a reference on the way leads nowhere.

        ``name`` is for one that stands in its channel without a name of its own.
        """
        self.spend(1)
        found = self._document.follow(pointer)
        if found is None:
            return None
        place, value = found
        if place not in self._read:
            self._apply_traits(place, value)
            self._read[place] = self._message(place, value, name)
        return self._read[place]

    def _apply_traits(self, place: str, value: JsonObject) -> None:
        traits = value.pop("traits", None)
        own_examples = value.get("examples")
        for index in range(len(traits) if isinstance(traits, list) else 0):
            value["traits"] = traits  # as long as its references are followed
            found = self._document.follow(f"{place}/traits/{index}")
            del value["traits"]
            if found is None:
                continue
            self._weigh(found[1])
            trait = {key: each for key, each in found[1].items() if key not in {"traits", "payload"}}
            result = merged(value, trait) if self._traits_win else merged(trait, value)
            value.clear()
            value.update(result)
        if own_examples:
            value["examples"] = own_examples  # a list of a trait's would otherwise take the place of the message's

    def _weigh(self, trait: JsonObject) -> None:
        self._merged_bytes += len(json.dumps(trait))
        if self._merged_bytes > MAX_BYTES:
            raise refusal(
                _("The traits of this contract, put into every message that names them, make it too large."),
                _("Give messages only the traits that they need."),
                "/components/messageTraits",
            )

    def _message(self, place: str, value: JsonObject, name: str) -> AsyncMessage:
        payload_pointer, why_not = self._payload(place, value)
        given = text_at(value, "name") or text_at(value, "messageId")
        examples = list(_examples(place, value))
        return AsyncMessage(
            name=given or (name if place.startswith("/channels/") else "") or tokens_of(place)[-1],
            pointer=place,
            summary=text_at(value, "summary") or text_at(value, "title"),
            description=text_at(value, "description"),
            content_type=text_at(value, "contentType") or self._default_content_type(),
            payload_pointer=payload_pointer,
            headers=tuple(self._headers(place, examples)),
            examples=tuple((name, pointer) for name, pointer, example in examples if "value" in example),
            why_not=why_not,
        )

    def _default_content_type(self) -> str:
        return text_at(self._document.value, "defaultContentType") or "application/json"

    def _payload(self, place: str, value: JsonObject) -> tuple[str, str]:
        """Where the schema of the payload is, and why it cannot be used."""
        written = text_at(value, "schemaFormat")
        pointer = f"{place}/payload" if isinstance(value.get("payload"), dict) else ""
        found = self._document.follow(pointer) if pointer else None
        if pointer and found is None and not written:
            return "", _("Its payload refers to something that this contract does not hold.")
        if found is not None and "schemaFormat" in found[1]:  # Multi Format Schema Object (AsyncAPI 3)
            written = text_at(found[1], "schemaFormat")
            pointer = f"{found[0]}/schema" if isinstance(found[1].get("schema"), dict) else ""
        if written and (not _JSON_SCHEMA.fullmatch(written.lower()) or _OLD_DRAFT.search(written.lower())):
            value["payload"] = {}  # no schema that anything here can read
            return "", _("Its payload is described as '%(format)s'; only JSON Schema (draft 7 and later) is read.") % {
                "format": written[:80]
            }
        return pointer, ""

    def _headers(self, place: str, examples: list[tuple[str, str, JsonObject]]) -> Iterator[Header]:
        required, properties = set[str](), dict[str, str]()
        self._gather(f"{place}/headers", required, properties, 0)
        for name, pointer in properties.items():
            if not _HEADER_NAME.fullmatch(name):
                continue
            shown = [(title, map_of(example.get("headers")).get(name)) for title, _pointer, example in examples]
            yield Header(
                name=name,
                required=name in required,
                schema_pointer=pointer,
                description=text_at(self._document.part(pointer), "description"),
                examples=tuple((title, value) for title, value in shown if _is_short(value)),
            )

    def _gather(self, pointer: str, required: set[str], properties: dict[str, str], depth: int) -> None:
        """The fields of the headers' schema, also of what it combines with ``allOf``."""
        found = self._document.follow(pointer) if self._document.part(pointer) and depth < _DEEPEST else None
        if found is None:
            return
        place, schema = found
        listed = schema.get("required")
        required.update(each for each in listed if isinstance(each, str)) if isinstance(listed, list) else None
        for name, each in map_of(schema.get("properties")).items():
            if isinstance(each, dict):
                properties.setdefault(name, f"{place}/properties/{escape(name)}")
        members = schema.get("allOf")
        for index in range(min(len(members), _DEEPEST) if isinstance(members, list) else 0):
            self._gather(f"{place}/allOf/{index}", required, properties, depth + 1)


def _is_short(value: JsonValue) -> bool:
    return isinstance(value, (str, int, float)) and len(str(value)) <= _LONGEST_HEADER


def _examples(place: str, value: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    """Name, pointer and object of each example (Message Example Object), its payload also as ``value``.

    Before 2.1 the specification left the form of an example open; tools wrote it under its name.
    """
    listed = value.get("examples")
    names: set[str] = set()
    for index, given in enumerate(listed if isinstance(listed, list) else ()):
        example, pointer = given, f"{place}/examples/{index}"
        name = text_at(map_of(example), "name")
        if isinstance(example, dict) and len(example) == 1 and not {"payload", "headers"} & example.keys():
            name, inner = next(iter(example.items()))
            example, pointer = map_of(inner), f"{pointer}/{escape(name)}"
        if not isinstance(example, dict):
            continue
        if isinstance(example.get("headers"), str):
            example["headers"] = _parsed(example["headers"])
        if "payload" in example:
            example["value"] = example["payload"]
        name = name if name and name not in names else str(index + 1)
        names.add(name)
        yield name, pointer, example


def _parsed(text: str) -> JsonValue:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
