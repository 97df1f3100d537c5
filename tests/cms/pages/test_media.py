"""A tenant's own pictures and documents: for its members, and for visitors only where a page is open to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from vlavirgem_cms.pages.files import TenantFiles
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import NoTenantError, tenant_scope

ClientFor = Callable[..., Client]


def figure(image: Any) -> dict[str, Any]:
    return {"type": "image", "value": {"image": image.pk, "alt_text": "Loket", "caption": ""}}


def test_a_picture_of_one_tenant_is_not_found_on_anothers_host(
    aalst: Tenant, brugge: Tenant, picture: Any, client_for: ClientFor
) -> None:
    with tenant_scope(aalst):
        address = picture(aalst, name="geheim.png").file.url

    shown = client_for(aalst, Role.READER).get(address)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    assert client_for(brugge, Role.ADMINISTRATOR).get(address).status_code == 404
    assert client_for(aalst).get(address).status_code == 404


def test_two_tenants_keep_files_of_the_same_name_apart(
    aalst: Tenant, brugge: Tenant, picture: Any, client_for: ClientFor
) -> None:
    ours, theirs = picture(aalst, name="logo.png"), picture(brugge, name="logo.png")
    with tenant_scope(aalst):
        address, here = ours.file.url, ours.file.path
    with tenant_scope(brugge):
        assert theirs.file.url == address
        assert theirs.file.path != here
    assert client_for(brugge, Role.READER).get(address).status_code == 200


@pytest.mark.parametrize(("opened", "status"), [(True, 200), (False, 404)])
def test_a_visitor_sees_a_picture_only_on_a_page_open_to_visitors(
    aalst: Tenant, picture: Any, write_page: Any, client_for: ClientFor, *, opened: bool, status: int
) -> None:
    image = picture(aalst)
    write_page(aalst, body=[figure(image)], readable_by_visitors=opened)
    with tenant_scope(aalst):
        address = image.get_rendition("max-1200x900|format-webp").url

    assert client_for(aalst).get(address).status_code == status


def test_a_path_out_of_the_folder_is_not_found(
    aalst: Tenant, brugge: Tenant, picture: Any, client_for: ClientFor
) -> None:
    with tenant_scope(brugge):
        name = picture(brugge).file.name
    reader = client_for(aalst, Role.READER)

    for path in (
        f"images/../../{brugge.schema_name}/{name}",
        f"images/%2e%2e/%2e%2e/{brugge.schema_name}/{name}",
        "images/",
    ):
        assert reader.get(f"/media/{path}").status_code == 404


def test_files_are_only_reached_inside_a_tenant(aalst: Tenant) -> None:
    with pytest.raises(NoTenantError):
        TenantFiles().exists("images/logo.png")
    with tenant_scope(aalst):
        assert not TenantFiles().exists("images/logo.png")


def test_a_document_is_for_members_and_never_by_its_path(aalst: Tenant, brugge: Tenant, client_for: ClientFor) -> None:
    with tenant_scope(aalst):
        document = get_document_model().objects.create(
            title="Verslag", file=ContentFile(b"vertrouwelijk", name="verslag.txt")
        )
        address, path = document.url, document.file.url

    member = client_for(aalst, Role.READER).get(address)
    assert b"".join(member.streaming_content) == b"vertrouwelijk"  # type: ignore[attr-defined]
    assert client_for(aalst).get(address).status_code == 302
    assert client_for(brugge, Role.ADMINISTRATOR).get(address).status_code == 404
    assert client_for(aalst, Role.READER).get(path).status_code == 404
