"""A record as a program gives it: made safe before anybody sees it, and refused with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from vlavirgem_graphql.datasets.given_records import draft_of
from vlavirgem_graphql.exchange.kinds import find_kind

SERVICE = {"uri": "https://data.example.org/1", "title": "Parkeerkaart"}


def draft(**more: Any) -> Any:
    return draft_of(find_kind("public-service"), {**SERVICE, **more})


def test_text_and_html_lose_what_is_not_safe() -> None:
    made = draft(
        title="Kaart <b>x</b>\u0007", description="<p onclick='x()'>Hallo <a href='javascript:x()'>daar</a></p>"
    )
    assert (made.refused, made.title, made.body["description"]) == ("", "Kaart x", "<p>Hallo <a>daar</a></p>")


def test_days_and_moments_are_written_as_iso_8601_and_nothing_is_left_out_as_null() -> None:
    made = draft(validFrom=datetime(2026, 1, 2, 3, 4, tzinfo=UTC), description=None)
    assert made.body == {**SERVICE, "validFrom": "2026-01-02T03:04:00+00:00"}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"uri": "javascript:alert(1)"}, "/uri"),
        ({"title": "Jan 85.07.30-033.28"}, "/title"),
        ({"requirements": [{"title": "a"}, {"title": "Jan 85.07.30-033.28"}]}, "/requirements/1/title"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_place(more: dict[str, Any], place: str) -> None:
    made = draft(**more)
    assert (bool(made.refused), made.place, made.body) == (True, place, {})
