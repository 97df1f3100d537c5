"""The blocks an editor builds a page from: few and calm, so that pages of different tenants look like one hand.

Each block's template takes the stored value as well as its projected form (see ``projection``), so that a page and
the copy of it that others read are drawn alike.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT_FEATURES = ["h3", "bold", "italic", "link", "ol", "ul"]
LINE_FEATURES = ["bold", "italic", "link"]


class FigureBlock(blocks.StructBlock):
    """A picture with the words for those who do not see it."""

    image = ImageChooserBlock(label=_("Image"))
    alt_text = blocks.CharBlock(
        label=_("What the picture shows"),
        max_length=255,
        help_text=_("Read aloud to people who do not see the picture."),
    )
    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "pages/blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    """What somebody said."""

    text = blocks.TextBlock(label=_("Quote"))
    source = blocks.CharBlock(label=_("Who said it"), max_length=255, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "pages/blocks/quote.html"


class StepBlock(blocks.StructBlock):
    """One step of a way of working."""

    title = blocks.CharBlock(label=_("Step"), max_length=255)
    text = blocks.RichTextBlock(label=_("Explanation"), features=LINE_FEATURES, required=False)

    class Meta:
        icon = "tick"
        label = _("Step")


class CalloutBlock(blocks.StructBlock):
    """Something the reader should not miss."""

    title = blocks.CharBlock(label=_("Title"), max_length=255)
    text = blocks.RichTextBlock(label=_("Text"), features=LINE_FEATURES)

    class Meta:
        icon = "warning"
        label = _("Call-out")
        template = "pages/blocks/callout.html"


class TableBlock(blocks.StructBlock):
    """A small table that is typed as text: cells apart by a vertical bar, the first line is the heading."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=255)
    rows = blocks.ListBlock(
        blocks.CharBlock(label=_("Row"), max_length=1000),
        label=_("Rows"),
        min_num=2,
        help_text=_("One row a line, cells apart by a vertical bar: Step | Minutes. The first row is the heading."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "pages/blocks/table.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    heading = blocks.CharBlock(label=_("Heading"), icon="title", max_length=255, template="pages/blocks/heading.html")
    paragraph = blocks.RichTextBlock(
        label=_("Text"), icon="pilcrow", features=RICH_TEXT_FEATURES, template="pages/blocks/paragraph.html"
    )
    image = FigureBlock()
    quote = QuoteBlock()
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), icon="list-ol", template="pages/blocks/steps.html")
    callout = CalloutBlock()
    table = TableBlock()


def body_of(stored: list[dict[str, Any]]) -> blocks.StreamValue:
    """Return the body made of blocks as Wagtail stores them.

    A plain list that is assigned to a page is read as values instead, in which lists and pictures look different.
    """
    return BodyBlock().to_python(stored)
