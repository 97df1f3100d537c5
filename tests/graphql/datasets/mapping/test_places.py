"""Where documents hold something, and what stands there."""

from __future__ import annotations

from typing import Any

import pytest

from vlavirgem_graphql.datasets.mapping.places import MOST_PLACES, places_in, value_at

DOCUMENT: dict[str, Any] = {
    "naam": "Fanfare",
    "zetel": {"straat": "Kerkstraat", "gemeente": {"naam": "Aalst"}},
    "locaties": [{"straat": "Plein"}, {"straat": None}, {"nummer": 3}],
    "activiteiten": ["muziek", "feest"],
    "a/b": 1,
}


def test_each_place_that_holds_a_value_is_named_once() -> None:
    assert places_in(
        [DOCUMENT, {"naam": "Koor", "website": "https://koor.example"}, "geen object", [], [{"naam": "Lijst"}, 5]]
    ) == [
        "/naam",
        "/zetel/straat",
        "/zetel/gemeente/naam",
        "/locaties/*/straat",
        "/locaties/*/nummer",
        "/activiteiten",
        "/a~1b",
        "/website",
    ]


def test_there_are_never_more_places_than_a_person_can_choose_from() -> None:
    assert len(places_in([{f"veld{number}": number for number in range(1_000)}])) == MOST_PLACES


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("/naam", "Fanfare"),
        ("/zetel/gemeente/naam", "Aalst"),
        ("/locaties/*/straat", ["Plein"]),
        ("/activiteiten", ["muziek", "feest"]),
        ("/a~1b", 1),
        ("/weg", None),
        ("/naam/verder", None),
        ("/zetel/*/straat", []),
    ],
)
def test_what_stands_at_a_place_is_found(place: str, value: object) -> None:
    assert value_at(DOCUMENT, place) == value
