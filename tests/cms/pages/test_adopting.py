"""Another tenant takes a shared page over: a draft of its own that remembers where it came from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from wagtail.images import get_image_model

from tests.at_once import at_once
from vlavirgem.refusal import Refusal
from vlavirgem_cms.pages.models import KnowledgePage
from vlavirgem_cms.pages.services import adopt_page, share_page, withdraw_page
from vlavirgem_cms.shared.models import Adoption, SharedPage
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


def adopt(tenant: Tenant, shared: SharedPage) -> KnowledgePage:
    with tenant_scope(tenant):
        return adopt_page(actor=Actor.system(tenant), shared=SharedPage.objects.get(pk=shared.pk))


def address_of(page: KnowledgePage) -> str:
    return f"/knowledge/{page.slug}/"


def test_an_adopted_page_is_a_draft_with_its_provenance(aalst: Tenant, genk: Tenant, share: Any) -> None:
    shared = share(aalst, title="Wat we leerden", themes=["associations"])

    page = adopt(genk, shared)

    with tenant_scope(genk):
        draft = KnowledgePage.objects.get(pk=page.pk)
        assert not draft.live
        assert (draft.origin_owner, draft.origin_version, draft.origin_id) == (aalst.name, 1, shared.pk)
        assert draft.themes == ["associations"]
        assert "Een loket werkt." in str(draft.get_latest_revision_as_object().body)


def test_every_kind_of_block_arrives_and_is_drawn_as_it_was(
    aalst: Tenant, genk: Tenant, share: Any, client_for: ClientFor
) -> None:
    body = [
        {"type": "steps", "value": [{"title": "Zoek eerst", "text": "<p>op naam</p>"}]},
        {"type": "table", "value": {"caption": "Duur", "rows": ["A | B", "1 | 2"]}},
        {"type": "quote", "value": {"text": "Het werkt.", "source": "Een bediende"}},
        {"type": "callout", "value": {"title": "Let op", "text": "<p>testdata</p>"}},
    ]
    shared = share(aalst, body=body)

    page = adopt(genk, shared)

    with tenant_scope(genk):
        page.get_latest_revision().publish()
    shown = client_for(genk, Role.READER).get(address_of(page)).content.decode()
    for words in ("Zoek eerst", "op naam", "<td>2</td>", "Een bediende", "testdata"):
        assert words in shown


def test_the_owner_sees_who_took_it_over(aalst: Tenant, genk: Tenant, brugge: Tenant, share: Any) -> None:
    shared = share(aalst)
    adopt(genk, shared)
    adopt(brugge, shared)

    with tenant_scope(aalst):
        assert {adoption.owner.slug for adoption in shared.adoptions.select_related("owner")} == {"genk", "brugge"}
        assert SharedPage.objects.with_adoptions(aalst).get(pk=shared.pk).adoption_count == 2  # type: ignore[attr-defined]


def test_pictures_come_along_as_the_adopters_own(aalst: Tenant, genk: Tenant, share: Any, picture: Any) -> None:
    image = picture(aalst)
    shared = share(aalst, body=[{"type": "image", "value": {"image": image.pk, "alt_text": "Loket", "caption": ""}}])

    page = adopt(genk, shared)

    with tenant_scope(genk):
        copy = get_image_model().objects.get()
        assert page.body.raw_data[0]["value"]["image"] == copy.pk
        assert copy.file.path.split("/media/")[1].startswith(genk.schema_name)
        assert copy.get_rendition("max-20x20").file.read()


def test_a_missing_picture_is_left_out_and_never_broken(aalst: Tenant, share: Any, picture: Any) -> None:
    image = picture(aalst)
    with tenant_scope(aalst):
        image.file.storage.delete(image.file.name)

    shared = share(
        aalst,
        body=[
            {"type": "image", "value": {"image": image.pk, "alt_text": "Weg", "caption": ""}},
            {"type": "heading", "value": "Kop"},
        ],
    )

    assert [block["type"] for block in shared.body] == ["heading"]
    assert "<img" not in shared.html


def test_a_newer_version_is_offered_and_becomes_a_new_draft(
    aalst: Tenant, genk: Tenant, write_page: Any, client_for: ClientFor
) -> None:
    source = write_page(aalst, title="Loket")
    with tenant_scope(aalst):
        shared = share_page(actor=Actor.system(aalst), page=source, visibility=Visibility.NETWORK)
    page = adopt(genk, shared)
    with tenant_scope(genk):
        page.get_latest_revision().publish()
    with tenant_scope(aalst):
        source.title = "Loket, tweede druk"
        source.save_revision().publish()
        share_page(actor=Actor.system(aalst), page=source, visibility=Visibility.NETWORK)
    reader = client_for(genk, Role.EDITOR)
    assert "nieuwere versie" in reader.get(address_of(page)).content.decode()

    again = adopt(genk, shared)

    assert again.pk == page.pk
    with tenant_scope(genk):
        published = KnowledgePage.objects.get(pk=page.pk)
        assert published.title == "Loket"
        assert published.get_latest_revision_as_object().title == "Loket, tweede druk"
        assert Adoption.objects.get().version == 2
    assert "nieuwere versie" not in reader.get(address_of(page)).content.decode()


def test_the_same_version_is_not_adopted_twice_until_the_draft_is_gone(aalst: Tenant, genk: Tenant, share: Any) -> None:
    shared = share(aalst)
    page = adopt(genk, shared)
    with pytest.raises(Refusal) as refused:
        adopt(genk, shared)
    assert refused.value.code == "already-adopted"

    with tenant_scope(genk):
        KnowledgePage.objects.get(pk=page.pk).delete()
    assert adopt(genk, shared).pk != page.pk


def test_ones_own_page_is_not_adopted_and_anothers_is(aalst: Tenant, genk: Tenant, share: Any) -> None:
    shared = share(aalst)
    with pytest.raises(Refusal) as refused:
        adopt(aalst, shared)
    assert refused.value.code == "own-page"
    assert adopt(genk, shared)


def test_a_withdrawn_page_is_not_adopted_and_earlier_drafts_stay(
    aalst: Tenant, genk: Tenant, brugge: Tenant, share: Any, client_for: ClientFor
) -> None:
    shared = share(aalst, title="Ingetrokken")
    page = adopt(genk, shared)
    with tenant_scope(genk):
        page.get_latest_revision().publish()
    with tenant_scope(aalst):
        withdraw_page(actor=Actor.system(aalst), shared=shared)

    late = client_for(brugge, Role.EDITOR).post(f"{shared.get_absolute_url()}adopt/")

    assert late.status_code == 404
    kept = client_for(genk, Role.READER).get(address_of(page))
    assert kept.status_code == 200
    assert aalst.name in kept.content.decode()


def test_only_who_may_adopt_adopts(aalst: Tenant, genk: Tenant, share: Any, client_for: ClientFor) -> None:
    shared = share(aalst)
    address = f"{shared.get_absolute_url()}adopt/"

    assert client_for(genk, Role.READER).post(address).status_code == 403
    assert client_for(genk).post(address).status_code == 302
    with tenant_scope(genk):
        assert not KnowledgePage.objects.exists()
    editor = client_for(genk, Role.EDITOR)
    opened = editor.post(address)
    assert opened["Location"].startswith("/cms/pages/")
    assert aalst.name in editor.get(opened["Location"]).content.decode()


def test_a_reader_is_led_to_our_version_only_once_it_is_published(
    aalst: Tenant, genk: Tenant, share: Any, client_for: ClientFor
) -> None:
    shared = share(aalst)
    page = adopt(genk, shared)
    reader, editor = client_for(genk, Role.READER), client_for(genk, Role.EDITOR)
    assert address_of(page) not in reader.get(shared.get_absolute_url()).content.decode()
    assert f"/cms/pages/{page.pk}/edit/" in editor.get(shared.get_absolute_url()).content.decode()

    with tenant_scope(genk):
        page.get_latest_revision().publish()

    assert address_of(page) in reader.get(shared.get_absolute_url()).content.decode()


def test_two_pages_with_the_same_title_get_addresses_of_their_own(
    aalst: Tenant, brugge: Tenant, genk: Tenant, share: Any
) -> None:
    first, second = adopt(genk, share(aalst, title="Loket")), adopt(genk, share(brugge, title="Loket"))

    assert (first.slug, second.slug) == ("loket", "loket-2")


@pytest.mark.usefixtures("own_database")
def test_a_page_adopted_twice_at_once_is_one_draft_and_the_other_click_is_told(share: Any) -> None:
    shared = share(find_tenant("aalst"))

    def adopts(actor: Actor) -> Callable[[], object]:
        found = SharedPage.objects.get(pk=shared.pk)
        return lambda: adopt_page(actor=actor, shared=found)

    ends = at_once(("genk", adopts), ("genk", adopts))

    assert sorted(ends) == ["already-adopted", "done"]
    with tenant_scope(find_tenant("genk")):
        assert KnowledgePage.objects.filter(origin_id=shared.pk).count() == 1
