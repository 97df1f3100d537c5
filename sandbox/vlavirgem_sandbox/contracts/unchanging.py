"""Answers with the rows of the contract's examples where no call can change them; no memory is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vlavirgem_sandbox.contracts.list_answers import ListAnswers, Row
from vlavirgem_sandbox.contracts.model import Answer
from vlavirgem_sandbox.contracts.preparing import Prepared
from vlavirgem_sandbox.contracts.remembering import Collection
from vlavirgem_sandbox.contracts.situations import Situation
from vlavirgem_sandbox.contracts.state import InMemoryStore

_READING: Final = frozenset({"GET", "HEAD"})
NOTHING: Final = InMemoryStore()
"""To which nothing is written."""


def unchanging_answer(serving: Prepared, rows: Collection | None, situation: Situation) -> Answer | None:
    """The answer of an operation that no collection has a part for it in; None where the contract's example is that.

    ``rows`` are those that the operation reads, where the contract says which (:func:`resources.unchanging_of`).
    """
    if situation.call.method not in _READING:
        return None
    if rows is not None and serving.role == "read":
        return _item(serving, rows, situation)
    return _list(serving, rows, situation)


def _item(serving: Prepared, rows: Collection, situation: Situation) -> Answer | None:
    sample, answering = rows.sample(), serving.answering
    if sample is None or answering.chooses(situation):
        return None
    status, rule = answering.rules.usual()
    media = rule.json_rule()
    if media is not None and any(example.value is sample.document for example in media.free_examples):
        return None
    return replace(answering.with_value(status, rule, sample.document, situation), origin="example")


def _list(serving: Prepared, rows: Collection | None, situation: Situation) -> Answer | None:
    """The rows that the call asks for. A parameter that must be there says what the list is about, and chooses none."""
    answering, listing = serving.answering, serving.answering.listing
    if listing is None or (rows is None and not situation.call.query):
        return None
    found = rows.rows() if rows is not None else [Row(key="", listed=row, document=None) for row in listing.published]
    if not found or not all(isinstance(row.listed, dict) for row in found) or answering.chooses(situation):
        return None
    required = frozenset(each.name for each in serving.reader.rules.parameters if each.required)
    return ListAnswers(answering, situation, serving.paging, passed_over=required).of(found, is_untouched=True)
