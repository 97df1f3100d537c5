"""The state of an agreement follows from its last act and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.standing import standing_of

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last_verb", "days", "state", "has_reason"),
    [
        ("proposed", 10, "proposed", False),
        ("proposed", 400, "ended", True),
        ("signed", -1, "active", True),
        ("signed", 0, "active", False),
        ("signed", 365, "ended", True),
        ("resumed", 10, "active", False),
        ("paused", 10, "paused", False),
        ("paused", 400, "ended", True),
        ("revoked", 10, "ended", True),
        ("refused", 10, "ended", True),
        ("withdrawn", 10, "withdrawn", False),
        ("withdrawn", 400, "withdrawn", False),
    ],
)
def test_the_state_follows_from_the_last_act_and_the_clock(
    last_verb: str, days: int, state: str, *, has_reason: bool
) -> None:
    standing = standing_of(last_verb=last_verb, valid_from=START, valid_until=END, now=START + timedelta(days=days))

    assert standing.state == state
    assert bool(standing.why) is has_reason


def test_a_period_holds_its_first_and_its_last_day() -> None:
    start, end = period_of(START.date(), START.date())

    assert end - start == timedelta(days=1)
