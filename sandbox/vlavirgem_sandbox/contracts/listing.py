"""How an operation answers with a list: a plain array, or an object around one that tells of it."""

from __future__ import annotations

import random
import re
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Final

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules
from vlavirgem_sandbox.contracts.generating.completion import Completion
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue
from vlavirgem_sandbox.contracts.paging import Window

_LEADS_ELSEWHERE: Final = re.compile(r"link|next|prev|volgende|vorige|cursor", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The list that one operation answers with, and the contract's example of it."""

    generator: Generator
    schema: JsonValue
    held_in: str | None
    """That holds the rows; None where the answer is an array itself."""
    envelope: JsonObject = field(default_factory=dict)
    """What the example says around its rows."""
    published: tuple[JsonValue, ...] = ()
    """The rows of the example that a call gets which asks for nothing; none where it is filled in for each call."""

    @classmethod
    def of(cls, rules: AnswerRules, generator: Generator) -> Listing | None:
        """The list in an operation's usual answer in JSON; None where it is not described."""
        media = rules.usual()[1].json_rule()
        if media is None or not media.schema_pointer:
            return None
        schema = generator.resolver.at(media.schema_pointer)
        try:
            held_in = _list_field(generator, schema)
        except Ungeneratable:
            return None
        example = next(iter(media.free_examples), None)
        value = example.value if example is not None and example.authored.template is None else None
        around = value if isinstance(value, dict) and held_in is not None else {}
        envelope = {name: part for name, part in around.items() if name != held_in}
        listing = cls(generator=generator, schema=schema, held_in=held_in, envelope=envelope)
        return replace(listing, published=tuple(listing.rows_of(value)))

    def may_hold(self, row: JsonValue) -> bool:
        """Whether the schema takes it for one of its rows."""
        try:
            rules = self.generator.facets(self.schema).rules
            array = rules if self.held_in is None else self.generator.facets(rules["properties"][self.held_in]).rules
        except Ungeneratable:
            return False
        return self.generator.conformance.conforms(row, array.get("items", True))

    def shown(self, documents: list[JsonValue], window: Window, *, total: int, rng: random.Random) -> JsonValue:
        """The answer with these rows. Raises :class:`Ungeneratable`."""
        completion = Completion(self.generator, rng)
        if self.held_in is None:
            return completion.of(self.schema, deepcopy(documents))
        around = {**self._kept_envelope(), **self.told(window, total=total)}
        return completion.of(self.schema, deepcopy(around | {self.held_in: documents}))

    def is_as_published(self, window: Window, *, total: int) -> bool:
        """Whether the example says of its rows what is true of this part of so many."""
        told = self.told(window, total=total)
        return all(same(self.envelope[name], value) for name, value in told.items() if name in self.envelope)

    def rows_of(self, answer: JsonValue) -> list[JsonValue]:
        """The rows in an answer."""
        rows = answer.get(self.held_in) if isinstance(answer, dict) and self.held_in is not None else answer
        return rows if isinstance(rows, list) else []

    def _kept_envelope(self) -> JsonObject:
        """Without what leads to other parts of another list, unless it must be there."""
        required = self.generator.facets(self.schema).rules.get("required", ())
        return {
            name: value
            for name, value in self.envelope.items()
            if name in required or not _LEADS_ELSEWHERE.search(name)
        }

    def told(self, window: Window, *, total: int) -> JsonObject:
        """What the answer's other fields say of the list: those of the example, and those that the schema asks for."""
        properties = self.generator.facets(self.schema).rules.get("properties", {}) if self.held_in is not None else {}
        told = self._told(properties, window, total)
        for name, part in properties.items():
            if name != self.held_in and name not in told and (inside := self._told(self._fields(part), window, total)):
                before = self.envelope.get(name)
                told[name] = {**before, **inside} if isinstance(before, dict) else inside
        return told

    def _told(self, properties: JsonObject, window: Window, total: int) -> JsonObject:
        """What these fields say of the list, where their schemas allow it."""
        stated = {name: window.stated(name, total=total) for name in properties}
        return {
            name: value
            for name, value in stated.items()
            if value is not None and self.generator.conformance.conforms(value, properties[name])
        }

    def _fields(self, schema: JsonValue) -> JsonObject:
        try:
            fields: JsonObject = self.generator.facets(schema).rules.get("properties", {})
        except Ungeneratable:
            return {}
        return fields


def _list_field(generator: Generator, schema: JsonValue) -> str | None:
    """The field that holds the documents: the first array of objects, else the first array."""
    arrays: list[tuple[int, int, str]] = []
    for name, part in generator.facets(schema).rules.get("properties", {}).items():
        try:
            rules = generator.facets(part).rules
            if "array" not in str(rules.get("type", "array" if "items" in rules else "")):
                continue
            items = generator.facets(rules.get("items", True)).rules
        except Ungeneratable:
            continue
        arrays.append((0 if "properties" in items else 1, len(arrays), name))
    return min(arrays)[2] if arrays else None
