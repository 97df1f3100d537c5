"""Text from outside is made safe to show; the right variant of the language is shown first."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from vlavirgem_graphql.datasets.rdf.texts import clean_html, clean_text, preferred_first


@pytest.mark.parametrize(
    ("hostile", "safe"),
    [
        ("<p>Goed</p><script>alert(1)</script>", "<p>Goed</p>"),
        ('<p onclick="alert(1)">Goed</p>', "<p>Goed</p>"),
        ('<a href="javascript:alert(1)">Goed</a>', "<a>Goed</a>"),
        ("<img src=x onerror=alert(1)>Goed", "Goed"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>Goed", "Goed"),
        ("Goed\x00\x07", "Goed"),
    ],
)
def test_html_loses_what_is_dangerous_and_the_report_hears_of_it(hostile: str, safe: str) -> None:
    assert clean_html(hostile) == (safe, True)


@pytest.mark.parametrize(
    "harmless", ["<p>Je vraagt het <strong>gratis</strong> aan.</p>", "Jan &amp; Piet", "<br>", "<br/>"]
)
def test_harmless_html_stays_and_is_not_reported(harmless: str) -> None:
    text, changed = clean_html(harmless)

    assert text.replace("<br>", "<br/>") == harmless.replace("<br>", "<br/>")
    assert not changed


def test_a_plain_text_keeps_its_signs_and_loses_its_tags() -> None:
    assert clean_text("Jan & Piet < 3") == ("Jan & Piet < 3", False)
    assert clean_text("<b>Jan</b> & Piet") == ("Jan & Piet", True)


def test_the_entrys_own_variant_comes_first_then_je_then_plain_dutch() -> None:
    texts = [Literal(tag, language=tag) for tag in ("en", "nl-be-x-formal", "nl", "nl-be-x-informal")]

    assert [text.value for text in preferred_first(texts, "")] == ["nl-be-x-informal", "nl", "nl-be-x-formal", "en"]
    assert preferred_first(texts, "nl-be-x-formal")[0].value == "nl-be-x-formal"
