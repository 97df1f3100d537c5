"""Pictures of shared pages: copied out of a tenant's own files on sharing, and into the adopter's on adopting."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from io import BytesIO

from django.core.files.images import ImageFile
from django.utils.translation import gettext as _
from wagtail.images import get_image_model

from vlavirgem.refusal import Refusal
from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.shared.models import SharedImage, SharedPage

MOST_PICTURES = 20  # on one shared page
COPY_AS = "max-1600x1600|format-webp"  # large enough to read a screenshot, a few hundred kB at most


def pictures_of(page: KnowledgePage) -> dict[int, str]:
    """Return the keys of the pictures in a page's body, each with the words for those who do not see it."""
    return dict(_figures(page))


def _figures(page: KnowledgePage) -> Iterator[tuple[int, str]]:
    for block in page.body.raw_data:
        if block["type"] == "image" and block["value"].get("image"):
            yield block["value"]["image"], str(block["value"].get("alt_text") or "")


def copy_pictures_out(page: KnowledgePage, shared: SharedPage) -> dict[int, SharedImage]:
    """Replace the shared page's pictures by copies of those now in the page; returns them by the key they have here.

    Raises Refusal above MOST_PICTURES. A picture whose file is gone is left out, and so is its block.
    """
    wanted = pictures_of(page)
    if len(wanted) > MOST_PICTURES:
        raise Refusal(
            _("A shared page holds %(most)s pictures at most.") % {"most": MOST_PICTURES},
            remedy=_("Take some out, or share the page in parts."),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    shared.images.all().delete()
    copies: dict[int, SharedImage] = {}
    for image in get_image_model().objects.filter(pk__in=wanted):
        try:
            rendition = image.get_rendition(COPY_AS)
            content = rendition.file.read()
        except OSError:  # Wagtail's SourceImageIOError is one: the file is gone or cannot be read
            continue
        copies[image.pk] = SharedImage.objects.create(
            owner=shared.owner,
            shared_page=shared,
            content=content,
            media_type="image/webp",
            width=rendition.width,
            height=rendition.height,
            alt_text=wanted[image.pk],
        )
    return copies


def bring_pictures_in(shared: SharedPage) -> dict[str, int]:
    """Make pictures of the active tenant out of a shared page's; returns their keys by the key of the copy."""
    brought = {}
    for number, picture in enumerate(shared.images.order_by("created_at"), start=1):
        file = ImageFile(BytesIO(bytes(picture.content)), name=f"adopted-{shared.pk.hex[:8]}-{number}.webp")
        image = get_image_model().objects.create(
            title=(picture.alt_text or shared.title)[:255], file=file, width=picture.width, height=picture.height
        )
        brought[str(picture.pk)] = image.pk
    return brought
