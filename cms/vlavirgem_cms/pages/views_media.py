"""Sends a tenant's own files, to who may see what they stand on."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_GET
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from vlavirgem_cms.pages.models import HomePage, KnowledgePage

# Folders of pictures; anything else (documents) has a view of its own that checks.
SERVED_FOLDERS = frozenset({"images", "original_images", "avatar_images"})


@require_GET
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Send a picture of this host's tenant: to members, and to visitors when it stands on a page open to them.

    The storage only knows the active tenant's folder, so another tenant's file has no address here. Browsers keep
    what visitors may see for an hour; what only members see they do not keep.
    """
    if PurePosixPath(path).parts[0] not in SERVED_FOLDERS:
        raise Http404
    open_to_visitors = _stands_on_open_page(path)
    if getattr(request, "visitor", None) is None and not open_to_visitors:
        raise Http404
    try:
        response = FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError, SuspiciousFileOperation) as error:
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=3600" if open_to_visitors else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _stands_on_open_page(path: str) -> bool:
    """Tell whether a published page that visitors may read uses this picture."""
    image_model = get_image_model()
    image = image_model.objects.filter(renditions__file=path).first() or image_model.objects.filter(file=path).first()
    if image is None:
        return False
    from_pages = ReferenceIndex.get_references_to(image).filter(
        base_content_type=ContentType.objects.get_for_model(Page)  # keys of other things may be the same
    )
    pages = list(from_pages.values_list("object_id", flat=True))
    home = HomePage.objects.live().filter(pk__in=pages)
    knowledge = KnowledgePage.objects.live().open_to_visitors().filter(pk__in=pages)
    return bool(home.exists() or knowledge.exists())
