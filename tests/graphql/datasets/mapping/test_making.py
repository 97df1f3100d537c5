"""A document as a record, or the reason why it is none."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.mapping.making import drafts_of
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_sandbox.tryouts.remembered_documents import RememberedDocument

ADDRESS = "http://aalst.example/try/abc/verenigingen/V1"
MAPPING = {
    "name": "/naam",
    "registrationNumber": "/nummer",
    "activities": "/activiteiten",
    "startDate": "/begin",
    "locations/street": "/zetel/straat",
    "locations/houseNumber": "/zetel/nummer",
}


def made(content: Any, mapping: dict[str, str] | None = None, kind: str = "association") -> RecordDraft:
    documents = [RememberedDocument(address=ADDRESS, content=content)]
    with override("en"):
        (draft,) = drafts_of(documents, find_kind(kind), MAPPING if mapping is None else mapping)
    return draft


def test_a_document_becomes_a_record_under_its_own_address() -> None:
    content = {
        "naam": "Fanfare",
        "nummer": 12,
        "activiteiten": "muziek",
        "begin": "2001-05-12",
        "zetel": {"straat": "Kerkstraat", "nummer": 7},
        "iban": "niet gekozen",
    }

    draft = made(content)

    assert (draft.refused, draft.key, draft.title) == ("", ADDRESS, "Fanfare")
    assert draft.body == {
        "uri": ADDRESS,
        "name": "Fanfare",
        "registrationNumber": "12",
        "activities": ["muziek"],
        "startDate": "2001-05-12",
        "locations": [{"street": "Kerkstraat", "houseNumber": "7"}],
    }


def test_a_group_has_a_member_for_each_of_a_list() -> None:
    content = {"naam": "Fanfare", "locaties": [{"straat": "Plein"}, {}, {"straat": "Dreef"}]}

    draft = made(content, {"name": "/naam", "locations/street": "/locaties/*/straat"})

    assert draft.body["locations"] == [{"street": "Plein"}, {"street": "Dreef"}]


@pytest.mark.parametrize("number", [0, 1, 12])
def test_each_number_is_a_text_where_the_field_is_one(number: int) -> None:
    draft = made({"naam": "Fanfare", "zetel": {"nummer": number}})

    assert draft.body["locations"] == [{"houseNumber": str(number)}]


def test_html_is_cleaned_as_in_a_catalogue() -> None:
    content = {"naam": "Loket", "uitleg": '<p onclick="x()">Kom <b>langs</b></p><script>x()</script>'}

    draft = made(content, {"title": "/naam", "description": "/uitleg"}, kind="public-service")

    assert (draft.refused, draft.body["description"]) == ("", "<p>Kom <b>langs</b></p>")


@pytest.mark.parametrize(
    ("website", "refused"),
    [
        ("https://fanfare.example/", False),
        ("HTTP://fanfare.example", False),
        ("javascript:alert(1)", True),
        ("www.fanfare.example", True),
        (7, True),
    ],
)
def test_only_a_web_address_becomes_a_link(website: Any, refused: bool) -> None:
    draft = made({"naam": "Fanfare", "site": website}, {"name": "/naam", "contactPoints/website": "/site"})

    assert ("web address" in draft.refused, draft.place) == (refused, "/site" if refused else "")
    assert ("contactPoints" in draft.body) is not refused


@pytest.mark.parametrize("instead", [5, True, "Plein", {"straat": "Plein"}, None])
def test_what_is_no_list_in_one_document_gives_no_members(instead: Any) -> None:
    draft = made({"naam": "Fanfare", "locaties": instead}, {"name": "/naam", "locations/street": "/locaties/*/straat"})

    assert (draft.refused, "locations" in draft.body) == ("", False)


@pytest.mark.parametrize(
    ("content", "place", "reason"),
    [
        ({"nummer": "1"}, "/naam", "has no"),
        ({"naam": {"nl": "Fanfare"}}, "/name", "does not belong"),
        ({"naam": True}, "/name", "does not belong"),
        ({"naam": "Fanfare", "begin": "ooit"}, "/begin", "takes a date"),
        ({"naam": "Fanfare", "begin": "2001-02-30"}, "/begin", "takes a date"),
        (["Fanfare"], "/", "no object"),
        ({"naam": "Fanfare 85.07.30-033.28"}, "name", "real person"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(content: Any, place: str, reason: str) -> None:
    draft = made(content)

    assert reason in draft.refused
    assert place in draft.place
    assert draft.body == {}, "nothing of it is kept"


def test_parts_of_one_group_come_from_one_list() -> None:
    content = {"naam": "Fanfare", "a": [{"straat": "Plein"}], "b": [{"nummer": "1"}]}

    draft = made(content, {"name": "/naam", "locations/street": "/a/*/straat", "locations/houseNumber": "/b/*/nummer"})

    assert "different lists" in draft.refused
