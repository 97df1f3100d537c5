"""What others will see of a page, shown before it is shared."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.images import get_image_model

from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.pages.pictures import pictures_of
from vlavirgem_cms.pages.projection import project, render


@dataclass(frozen=True, kw_only=True)
class Preview:
    """The page as readers get it, and what of it stays behind.

    ``lost_links`` counts links to our own pages and documents; others keep the words, not the address.
    """

    html: str
    pictures: int
    lost_links: int


def preview_of(page: KnowledgePage) -> Preview:
    """Return the preview of the published page, with our own addresses for its pictures."""
    wanted = pictures_of(page)
    addresses = {
        str(image.pk): image.get_rendition("max-1200x900|format-webp").url
        for image in get_image_model().objects.filter(pk__in=wanted)
    }
    blocks = project(page.body, image_key=lambda key: str(key) if str(key) in addresses else None)
    return Preview(
        html=render(blocks, image_url=addresses.__getitem__),
        pictures=len(addresses),
        lost_links=str(page.body.raw_data).count("linktype="),
    )
