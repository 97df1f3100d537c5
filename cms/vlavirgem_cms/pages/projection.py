"""From a page in a tenant's own schema to a list of blocks that can be given away, and back.

A projected block is ``{"type": ..., "value": ...}`` in plain JSON. Nothing in it refers to the tenant it came from:
rich text is cleaned, links to the tenant's own pages and files lose their address, and a picture is named by the key
of its copy. What is done with each kind of block stands in ``KINDS``; a kind that is not there never leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from wagtail.blocks import StreamValue

from vlavirgem_cms.pages.cleaning import clean_page, clean_text

Block: TypeAlias = dict[str, Any]
ImageKey: TypeAlias = Callable[[int], str | None]  # key of an image here -> key of its copy there; none: leave it out
ImageId: TypeAlias = Callable[[str], int | None]  # the way back
ImageUrl: TypeAlias = Callable[[str], str]
Value: TypeAlias = Any  # the JSON of one block


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What is done with one kind of block; none as a result leaves the block out.

    ``give`` makes Wagtail's value one that others may have, ``take`` makes it Wagtail's again elsewhere, and
    ``draw`` makes it what the template takes.
    """

    give: Callable[[Value, ImageKey], Value]
    take: Callable[[Value, ImageId], Value]
    draw: Callable[[Value, ImageUrl], Value]
    template: str


def project(body: StreamValue, *, image_key: ImageKey) -> list[Block]:
    """Return the blocks of a page's body as they may be shown to others.

    ``image_key`` is asked for each picture; a block whose picture has no copy is left out rather than shown broken.
    """
    return _through(body.raw_data, lambda kind, value: kind.give(value, image_key))


def restore(blocks: list[Block], *, image_id: ImageId) -> list[Block]:
    """Return projected blocks as Wagtail stores them, for a draft in the adopter's own tree.

    The text is cleaned again: what comes in from another tenant is not trusted, whoever wrote it.
    """
    return _through(blocks, lambda kind, value: kind.take(value, image_id))


def render(blocks: list[Block], *, image_url: ImageUrl) -> str:
    """Return projected blocks as cleaned HTML; ``image_url`` gives the address of a picture's copy."""
    drawn = [
        render_to_string(kind.template, {"value": kind.draw(block["value"], image_url)})
        for block in blocks
        if (kind := KINDS.get(block["type"])) is not None
    ]
    return clean_page("\n".join(drawn))


def _through(blocks: Any, change: Callable[[Kind, Value], Value]) -> list[Block]:
    changed = (
        (block["type"], change(kind, block["value"]))
        for block in blocks
        if (kind := KINDS.get(block["type"])) is not None
    )
    return [{"type": name, "value": value} for name, value in changed if value is not None]


def _words(value: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: str(value.get(name) or "") for name in names}


def _entries(stored: list[Any]) -> list[Any]:
    """Return the entries of a list: Wagtail stores each as ``{"type": "item", "value": ..., "id": ...}``, or bare."""
    return [entry["value"] if isinstance(entry, dict) and entry.get("type") == "item" else entry for entry in stored]


def _safe(html: str) -> str:
    return mark_safe(clean_text(html))  # noqa: S308 - cleaned in the same breath


def _as_is(value: Value, _images: object) -> Value:
    return value


def _give_image(value: Value, image_key: ImageKey) -> Value:
    key = image_key(value["image"])
    return None if key is None else {**_words(value, "alt_text", "caption"), "image": key}


def _take_image(value: Value, image_id: ImageId) -> Value:
    key = image_id(value["image"])
    return None if key is None else {**_words(value, "alt_text", "caption"), "image": key}


def _step(step: Value) -> Value:
    return {**_words(step, "title"), "text": clean_text(step.get("text") or "")}


def _callout(value: Value, _images: object) -> Value:
    return {**_words(value, "title"), "text": clean_text(value["text"])}


KINDS: dict[str, Kind] = {
    "heading": Kind(give=_as_is, take=_as_is, draw=_as_is, template="pages/blocks/heading.html"),
    "paragraph": Kind(
        give=lambda value, _images: clean_text(value),
        take=lambda value, _images: clean_text(value),
        draw=lambda value, _images: _safe(value),
        template="pages/blocks/paragraph.html",
    ),
    "image": Kind(
        give=_give_image,
        take=_take_image,
        draw=lambda value, image_url: {**value, "address": image_url(value["image"])},
        template="pages/blocks/figure.html",
    ),
    "quote": Kind(
        give=lambda value, _images: _words(value, "text", "source"),
        take=lambda value, _images: _words(value, "text", "source"),
        draw=_as_is,
        template="pages/blocks/quote.html",
    ),
    "steps": Kind(
        give=lambda value, _images: [_step(step) for step in _entries(value)],
        take=lambda value, _images: [_step(step) for step in value],
        draw=lambda value, _images: [{**step, "text": _safe(step["text"])} for step in value],
        template="pages/blocks/steps.html",
    ),
    "callout": Kind(
        give=_callout,
        take=_callout,
        draw=lambda value, _images: {**value, "text": _safe(value["text"])},
        template="pages/blocks/callout.html",
    ),
    "table": Kind(
        give=lambda value, _images: {**_words(value, "caption"), "rows": _entries(value["rows"])},
        take=lambda value, _images: {**_words(value, "caption"), "rows": list(value["rows"])},
        draw=_as_is,
        template="pages/blocks/table.html",
    ),
}
