"""The pages of what went wrong: in Dutch, in the frame, and the last one without leaning on anything."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from vlavirgem.refusal import Refusal


def test_the_page_of_a_broken_server_needs_no_files_database_or_languages() -> None:
    page = render_to_string("500.html")

    assert "Er ging iets mis bij ons" in page
    assert 'href="/static/vlavirgem/tokens.css"' in page
    assert "<script" not in page


@pytest.mark.parametrize(("template", "words"), [("400.html", "niet lezen"), ("403.html", "mag je niet")])
def test_a_refused_request_gets_a_page_that_says_what_to_do(template: str, words: str) -> None:
    with translation.override("nl"):
        page = render_to_string(template)

    assert words in page
    assert "Naar de startpagina" in page


def test_a_refusal_shows_what_why_where_and_what_to_do() -> None:
    refusal = Refusal(
        "Het contract is niet ingelezen.",
        remedy="Neem het schema op in het bestand.",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place="/paths/~1verenigingen",
        details=({"place": "regel 12", "message": "Verwijst naar een ander adres."},),
    )

    with translation.override("nl"):
        page = render_to_string("vlavirgem/refusal.html", {"refusal": refusal, "request_id": "4f2a"})

    assert "Het contract is niet ingelezen." in page
    assert "Neem het schema op in het bestand." in page
    assert "/paths/~1verenigingen" in page
    assert "Verwijst naar een ander adres." in page
    assert "4f2a" in page
