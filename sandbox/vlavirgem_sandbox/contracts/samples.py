"""The rows that a contract's examples give a collection: there from the start, until a call changes or deletes them.

They are those of the list's example, then those that only examples of the item's own address show. An address shows its
own example where there is one; the list then says the same as that, in the fields that it has.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass

from vlavirgem_sandbox.contracts.answer_rules import AnswerRules, Example
from vlavirgem_sandbox.contracts.generating.completion import Completion
from vlavirgem_sandbox.contracts.generating.conformance import same
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.generating.values import Generator
from vlavirgem_sandbox.contracts.listing import Listing
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation
from vlavirgem_sandbox.contracts.resources import Resource


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One row of the contract's own."""

    key: str
    """As it stands in a path; empty for a row that does not show its key, and so has no address."""
    document: JsonValue
    """As its address shows it; None where that cannot be told."""
    listed: JsonValue
    """As a list shows it."""


def key_text(value: JsonValue) -> str:
    """A key as it stands in a path."""
    return value if isinstance(value, str) else str(value)


class Sampling:
    """Reads the samples of one collection."""

    def __init__(
        self,
        resource: Resource,
        rules_of: Callable[[Operation], AnswerRules],
        generator: Generator,
        *,
        schema: JsonValue,
        key_property: str,
    ) -> None:
        """``schema`` and ``key_property`` are those of the documents (:class:`Shape`)."""
        self._resource = resource
        self._rules_of = rules_of
        self._generator = generator
        self._schema = schema
        self._key_property = key_property

    def samples(self) -> Iterator[Sample]:
        """In the order of the list's example."""
        shown, met = self._shown(), set()
        listing = self._listing()
        for row in listing.published if listing is not None else ():
            key = self._key_of(row)
            if key in met:
                key = ""
            met.add(key)
            if listing is None or not isinstance(row, dict) or not key:
                yield Sample(key="", document=None, listed=row)
            else:
                document = shown.get(key) or self._completed(key, row)
                yield Sample(key=key, document=document, listed=_agreeing(listing, row, shown.get(key, {})))
        for key, document in shown.items():
            if key not in met:
                yield Sample(key=key, document=document, listed=document)

    def _listing(self) -> Listing | None:
        operation = self._resource.operations.get("list")
        if operation is None or not operation.answer_statuses:
            return None
        return Listing.of(self._rules_of(operation), self._generator)

    def _shown(self) -> dict[str, JsonObject]:
        """The examples of the item's own address, by key; those for any call first."""
        operation = self._resource.operations.get("read")
        if operation is None or not operation.answer_statuses:
            return {}
        media = self._rules_of(operation).usual()[1].json_rule()
        examples = media.valid_examples() if media is not None else []
        found: dict[str, JsonObject] = {}
        for example in sorted(examples, key=lambda each: each.authored.when is not None):
            if _is_fixed(example) and isinstance(example.value, dict) and (key := self._key_of(example.value)):
                found.setdefault(key, example.value)
        return found

    def _key_of(self, row: JsonValue) -> str:
        value = row.get(self._key_property) if isinstance(row, dict) and self._key_property else None
        return "" if value is None or isinstance(value, (dict, list)) else key_text(value)

    def _completed(self, key: str, row: JsonObject) -> JsonValue:
        """A row of the list as its address shows it, where the contract shows it nowhere else."""
        if self._schema is None:
            return row
        rng = random.Random(f"{self._resource.item_path}|{key}")  # noqa: S311 - repeatable, not secret
        try:
            made = Completion(self._generator, rng).of(self._schema, deepcopy(row))
        except Ungeneratable:
            return None
        return made if self._key_of(made) == key else None


def _is_fixed(example: Example) -> bool:
    return example.authored.template is None


def _agreeing(listing: Listing, row: JsonObject, shown: Mapping[str, JsonValue]) -> JsonObject:
    """The row with what the document's own example says of its fields, as far as the list may show that."""
    for name, value in shown.items():
        if name in row and not same(row[name], value) and listing.may_hold({**row, name: value}):
            row = {**row, name: value}
    return row
