"""The state of an agreement follows from its last act and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.standing import standing_of

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("last_verb", "signatures", "days", "state", "has_reason"),
    [
        ("proposed", 0, 10, "proposed", False),
        ("proposed", 0, 400, "ended", True),
        ("signed", 1, 10, "proposed", True),
        ("signed", 1, 400, "ended", True),
        ("countered", 1, 10, "ended", True),
        ("signed", 2, -1, "active", True),
        ("signed", 2, 0, "active", False),
        ("signed", 2, 365, "ended", True),
        ("resumed", 2, 10, "active", False),
        ("paused", 2, 10, "paused", False),
        ("paused", 2, 400, "ended", True),
        ("revoked", 2, 10, "ended", True),
        ("refused", 0, 10, "ended", True),
        ("withdrawn", 0, 10, "withdrawn", False),
        ("withdrawn", 0, 400, "withdrawn", False),
    ],
)
def test_the_state_follows_from_the_last_act_and_the_clock(
    last_verb: str, signatures: int, days: int, state: str, *, has_reason: bool
) -> None:
    standing = standing_of(
        last_verb=last_verb, signatures=signatures, valid_from=START, valid_until=END, now=START + timedelta(days=days)
    )

    assert standing.state == state
    assert bool(standing.why) is has_reason


def test_a_period_holds_its_first_and_its_last_day() -> None:
    start, end = period_of(START.date(), START.date())

    assert end - start == timedelta(days=1)
