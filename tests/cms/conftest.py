"""Pages and pictures to test with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model

from vlavirgem_cms.pages.blocks import body_of
from vlavirgem_cms.pages.models import KnowledgeIndexPage, KnowledgePage
from vlavirgem_cms.pages.services import share_page
from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

WritePage = Callable[..., KnowledgePage]
SharePage = Callable[..., SharedPage]


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def paragraph(html: str) -> dict[str, Any]:
    return {"type": "paragraph", "value": html}


@pytest.fixture
def write_page() -> WritePage:
    """``write_page(aalst, title=..., live=False)``: a knowledge page in that tenant's own tree."""

    def write(tenant: Tenant, *, title: str = "Wat we leerden", body: list[Any] | None = None, **fields: Any) -> Any:
        with tenant_scope(tenant):
            page = KnowledgePage(
                title=title,
                summary="In het kort.",
                body=body_of(body or [paragraph("<p>Een loket werkt.</p>")]),
                **fields,
            )
            KnowledgeIndexPage.objects.get().add_child(instance=page)
            revision = page.save_revision()
            if page.live:
                revision.publish()
            return KnowledgePage.objects.get(pk=page.pk)

    return write


@pytest.fixture
def share(write_page: WritePage) -> SharePage:
    """``share(aalst, title=..., partners=[brugge])``: a page of aalst that others may read."""

    def give(
        tenant: Tenant,
        *,
        visibility: Visibility = Visibility.NETWORK,
        partners: list[Tenant] | None = None,
        until: date | None = None,
        **fields: Any,
    ) -> SharedPage:
        page = write_page(tenant, **fields)
        with tenant_scope(tenant):
            return share_page(
                actor=Actor.system(tenant), page=page, visibility=visibility, partners=partners or [], until=until
            )

    return give


@pytest.fixture
def picture() -> Callable[..., Any]:
    """``picture(aalst)``: an image in that tenant's own library."""

    def make(tenant: Tenant, *, title: str = "Loket", name: str = "loket.png") -> Any:
        drawn = BytesIO()
        Picture.new("RGB", (40, 30), "teal").save(drawn, "PNG")
        with tenant_scope(tenant):
            return get_image_model().objects.create(title=title, file=ImageFile(drawn, name=name), width=40, height=30)

    return make
