"""Answers with a list: which rows, in which order, which part of them, and what the answer says of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vlavirgem_sandbox.contracts.answering import Answering
from vlavirgem_sandbox.contracts.filtering import fits, in_order, is_order
from vlavirgem_sandbox.contracts.generating.outcome import Ungeneratable
from vlavirgem_sandbox.contracts.model import Answer, JsonObject, JsonValue
from vlavirgem_sandbox.contracts.paging import Paging
from vlavirgem_sandbox.contracts.rendering import as_header
from vlavirgem_sandbox.contracts.situations import Situation


@dataclass(frozen=True, kw_only=True)
class Row:
    """One document of a list."""

    key: str
    listed: JsonValue
    """As the list shows it."""
    document: JsonValue
    """As its own address shows it, with more fields perhaps."""

    @property
    def content(self) -> JsonValue:
        """As it is shown most fully."""
        return self.listed if self.document is None else self.document

    @property
    def fields(self) -> JsonObject:
        """All that is known of it."""
        listed = self.listed if isinstance(self.listed, dict) else {}
        return {**listed, **self.document} if isinstance(self.document, dict) else listed


class ListAnswers:
    """Answers one call that asks for a list."""

    def __init__(
        self, answering: Answering, situation: Situation, paging: Paging, *, passed_over: frozenset[str] = frozenset()
    ) -> None:
        """``passed_over``: names of query parameters that choose no rows."""
        self._answering = answering
        self._situation = situation
        self._paging = paging
        self._passed_over = passed_over

    def of(self, rows: Sequence[Row], *, is_untouched: bool) -> Answer | None:
        """The answer with those of the rows that the call asks for.

        ``is_untouched``: they are the contract's own. None where the contract's example is that answer, and where none
        can be made of them.
        """
        status, rule = self._answering.rules.usual()
        listing = self._answering.listing
        if listing is None:
            return None
        found, window = self._chosen(rows), self._paging.window(self._situation.read.parameters)
        shown = [row.listed for row in window.of(found)]
        total = len(found)
        if is_untouched and _are_the_same(shown, listing.published) and listing.is_as_published(window, total=total):
            return None
        try:
            value = listing.shown(shown, window, total=total, rng=self._situation.rng)
        except Ungeneratable:
            return None
        if is_untouched and len(listing.rows_of(value)) != len(shown):
            # The contract wants another number of rows than these.
            return None
        stated = [(header.name, window.stated(header.name, total=total)) for header in rule.headers]
        headers = [(name, as_header(number)) for name, number in stated if number is not None]
        answer = self._answering.with_value(status, rule, value, self._situation, headers)
        return replace(answer, origin="example") if is_untouched else answer

    def _chosen(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that the call's query asks for, in the order that it asks for."""
        wishes = [
            (name, value)
            for (location, name), value in self._situation.read.parameters.items()
            if location == "query" and name not in self._paging.names and name not in self._passed_over
        ]
        if not wishes:
            return list(rows)
        fields = [row.fields for row in rows]
        orders = [wish for wish in wishes if is_order(*wish, fields)]
        filters = [wish for wish in wishes if wish not in orders]
        fitting = [row for row, known in zip(rows, fields, strict=True) if fits(known, filters)]
        return in_order(fitting, [row.fields for row in fitting], orders)


def _are_the_same(shown: Sequence[JsonValue], published: Sequence[JsonValue]) -> bool:
    return len(shown) == len(published) and all(one is other for one, other in zip(shown, published, strict=True))
