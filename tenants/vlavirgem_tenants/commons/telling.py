"""The history of a row of the commons as the lines that its page shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter

from vlavirgem.ui.components import HistoryLine, Words
from vlavirgem_tenants.commons.models import History


def history_lines(
    history: Iterable[History],
    tell: Callable[[History], Words],
    *,
    why: Callable[[History], str] = attrgetter("reason"),
) -> list[HistoryLine]:
    """Each entry in the words that ``tell`` finds for it, with the organisation beside the person."""
    return [
        HistoryLine(
            at=entry.created_at, who=f"{entry.actor_name} ({entry.owner.name})", what=tell(entry), reason=why(entry)
        )
        for entry in history
    ]
