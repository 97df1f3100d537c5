"""A page's blocks, as they leave a tenant and come in elsewhere."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamValue

from vlavirgem_cms.pages.blocks import BodyBlock
from vlavirgem_cms.pages.projection import project, render, restore

RAW: list[dict[str, Any]] = [
    {"type": "heading", "value": "Aan het loket <b>"},
    {"type": "paragraph", "value": '<p>Tekst <a linktype="page" id="9">hier</a><script>x</script></p>'},
    {"type": "image", "value": {"image": 7, "alt_text": "Een loket", "caption": "Foto"}},
    {"type": "quote", "value": {"text": "Het werkt.", "source": "Een bediende"}},
    {"type": "steps", "value": [{"type": "item", "value": {"title": "Vraag", "text": "<p>de naam</p>"}, "id": "a"}]},
    {"type": "callout", "value": {"title": "Let op", "text": "<p onclick='x'>testdata</p>"}},
    {"type": "table", "value": {"caption": "Duur", "rows": ["Stap | Minuten", "Vraag | 3 | te veel", "Kort"]}},
]


def stream() -> StreamValue:
    return StreamValue(BodyBlock(), RAW, is_lazy=True)


def test_every_kind_of_block_is_projected_and_drawn() -> None:
    blocks = project(stream(), image_key=lambda key: f"copy-{key}")
    html = render(blocks, image_url=lambda key: f"/knowledge/{key}/")

    assert [block["type"] for block in blocks] == [raw["type"] for raw in RAW]
    for words in ("Aan het loket &lt;b&gt;", "Een bediende", "de naam", "testdata", "Minuten", 'alt="Een loket"'):
        assert words in html
    assert 'src="/knowledge/copy-7/"' in html
    assert "te veel" not in html  # a cell without a heading above it has no place
    for sign in ("script", "onclick", "linktype"):
        assert sign not in html


def test_a_picture_without_a_copy_is_left_out_and_never_broken() -> None:
    blocks = project(stream(), image_key=lambda _key: None)

    assert "image" not in [block["type"] for block in blocks]
    assert "<img" not in render(blocks, image_url=str)


def test_restored_blocks_are_what_wagtail_stores() -> None:
    blocks = project(stream(), image_key=str)

    restored = restore(blocks, image_id=lambda key: int(key) + 100)

    value = StreamValue(BodyBlock(), restored, is_lazy=True)
    assert [block["type"] for block in value.raw_data] == [raw["type"] for raw in RAW]
    assert value.raw_data[2]["value"]["image"] == 107
    again = project(value, image_key=lambda key: str(key - 100))
    assert again == blocks


def test_what_comes_in_is_cleaned_although_it_was_cleaned_when_it_left() -> None:
    forged = [{"type": "paragraph", "value": "<p>ok<script>x</script></p>"}, {"type": "raw_html", "value": "<script>"}]

    assert restore(forged, image_id=lambda _key: None) == [{"type": "paragraph", "value": "<p>ok</p>"}]
    assert render(forged, image_url=str).strip() == "<p>ok</p>"
