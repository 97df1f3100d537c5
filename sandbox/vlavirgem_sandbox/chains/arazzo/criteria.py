"""Whether a criterion holds, and what to show when it does not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.conditions import Judging, Uncomparable, is_true, parse_condition
from vlavirgem_sandbox.chains.arazzo.evaluating import Known, Unresolvable, as_text
from vlavirgem_sandbox.chains.arazzo.json_paths import NotAPath, finds_something
from vlavirgem_sandbox.chains.arazzo.model import Criterion
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.patterns import searcher

_SHOWN: Final = 200
"""Characters of a value that are shown beside the criterion that it failed."""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A criterion, whether it held, and the values that decided it."""

    condition: str
    kind: str
    holds: bool
    values: tuple[tuple[str, str], ...] = ()
    """Expressions with what they stood for, as text."""
    reason: str = ""
    """Why it does not hold, where the values alone do not tell."""

    def as_row(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {
            "condition": self.condition,
            "kind": self.kind,
            "holds": self.holds,
            "values": [list(pair) for pair in self.values],
            "reason": self.reason,
        }


def judge(criterion: Criterion, known: Known) -> Judged:
    """Hold a criterion against what is known. Never raises: what cannot be judged does not hold, and says why."""
    if criterion.kind == "simple":
        return _simple(criterion, known)
    try:
        value = known.value(criterion.context)
    except Unresolvable as nothing:
        return _judged(criterion, holds=False, values={}, reason=f"{criterion.context}: {nothing}")
    if criterion.kind == "regex":
        return _judged(
            criterion, holds=searcher(criterion.condition)(as_text(value)), values={criterion.context: value}
        )
    try:
        holds = finds_something(criterion.condition, value)
    except NotAPath as wrong:
        return _judged(criterion, holds=False, values={}, reason=str(wrong))
    reason = "" if holds else _("the path selects nothing")
    return _judged(criterion, holds=holds, values={criterion.context: value}, reason=reason)


def judge_all(criteria: Iterable[Criterion], known: Known) -> list[Judged]:
    """Every one, also after one that does not hold: all of it helps."""
    return [judge(criterion, known) for criterion in criteria]


def _simple(criterion: Criterion, known: Known) -> Judged:
    node, _expressions = parse_condition(criterion.condition)
    judging = Judging(known)
    try:
        holds = is_true(node(judging))
    except Uncomparable as wrong:
        return _judged(criterion, holds=False, values=judging.values, reason=str(wrong))
    missing = "" if holds else "; ".join(f"{text}: {why}" for text, why in judging.missing.items())
    return _judged(criterion, holds=holds, values=judging.values, reason=missing)


def _judged(criterion: Criterion, *, holds: bool, values: dict[str, JsonValue], reason: str = "") -> Judged:
    shown = tuple((text, _short(value)) for text, value in values.items())
    return Judged(condition=criterion.condition, kind=criterion.kind, holds=holds, values=shown, reason=reason)


def _short(value: JsonValue) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
