"""What would become of each record of an import, as a page shows it before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vlavirgem.ui.components import Choice
from vlavirgem_graphql.datasets.difference import Difference
from vlavirgem_graphql.datasets.models import ImportLine, ImportRun, Outcome

LINES_SHOWN: Final = 100


@dataclass(frozen=True)
class Preview:
    """How many of each fate, and the first of them one by one."""

    choices: list[Choice]
    lines: list[ImportLine]
    left_out: int


def preview_of(difference: Difference) -> Preview:
    """The difference as figures and lines."""
    counts = difference.counts()
    choices = [
        Choice(value=outcome.value, label=outcome.foreseen, count=counts[outcome])
        for outcome in Outcome
        if counts.get(outcome)
    ]
    lines = list(difference.lines(ImportRun()))
    return Preview(choices, lines[:LINES_SHOWN], max(len(lines) - LINES_SHOWN, 0))
