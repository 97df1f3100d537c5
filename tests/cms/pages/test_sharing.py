"""A tenant shares a page: an explicit act, for who it chose, until it takes it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_cms.pages.blocks import body_of
from vlavirgem_cms.pages.services import share_page, withdraw_page
from vlavirgem_cms.shared.models import SharedImage, SharedPage
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ClientFor = Callable[..., Client]


def seen_by(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return list(SharedPage.objects.values_list("title", flat=True))


def test_a_page_is_nobody_elses_until_it_is_shared(aalst: Tenant, brugge: Tenant, write_page: Any) -> None:
    page = write_page(aalst, title="Ons loket")
    assert seen_by(brugge) == []

    with tenant_scope(aalst):
        share_page(actor=Actor.system(aalst), page=page, visibility=Visibility.NETWORK)

    assert seen_by(brugge) == ["Ons loket"]


def test_partners_see_it_and_others_do_not(aalst: Tenant, brugge: Tenant, genk: Tenant, share: Any) -> None:
    share(aalst, title="Voor Brugge", visibility=Visibility.PARTNERS, partners=[brugge])

    assert seen_by(brugge) == ["Voor Brugge"]
    assert seen_by(genk) == []


def test_withdrawing_acts_on_the_next_request(
    aalst: Tenant, brugge: Tenant, share: Any, picture: Any, client_for: ClientFor
) -> None:
    image = picture(aalst)
    shared = share(aalst, body=[{"type": "image", "value": {"image": image.pk, "alt_text": "Loket", "caption": ""}}])
    with tenant_scope(aalst):
        copy = SharedImage.objects.get(shared_page=shared)
    reader = client_for(brugge, Role.READER)
    assert reader.get(shared.get_absolute_url()).status_code == 200
    shown = reader.get(copy.get_absolute_url())
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")

    client_for(aalst, Role.EDITOR).post(f"{shared.get_absolute_url()}withdraw/", {"reason": "Fout in stap 2"})

    assert reader.get(shared.get_absolute_url()).status_code == 404
    assert reader.get(copy.get_absolute_url()).status_code == 404
    with tenant_scope(brugge):
        assert not SharedImage.objects.exists()
    with tenant_scope(aalst):
        assert History.objects.of(shared).first().reason == "Fout in stap 2"


def test_after_its_last_day_others_no_longer_see_it_and_the_owner_does(
    aalst: Tenant, brugge: Tenant, share: Any
) -> None:
    shared = share(aalst, until=timezone.localdate())
    assert seen_by(brugge)

    with tenant_scope(aalst):
        SharedPage.objects.filter(pk=shared.pk).update(shared_until=timezone.localdate() - timedelta(days=1))

    assert seen_by(brugge) == []
    assert seen_by(aalst)


def test_sharing_unchanged_content_again_keeps_the_version(aalst: Tenant, write_page: Any) -> None:
    page = write_page(aalst)
    with tenant_scope(aalst):
        first = share_page(actor=Actor.system(aalst), page=page, visibility=Visibility.NETWORK)
        again = share_page(actor=Actor.system(aalst), page=page, visibility=Visibility.NETWORK)

    assert (first.pk, first.version) == (again.pk, again.version)


def test_sharing_an_edited_page_makes_the_next_version(aalst: Tenant, brugge: Tenant, write_page: Any) -> None:
    page = write_page(aalst)
    with tenant_scope(aalst):
        share_page(actor=Actor.system(aalst), page=page, visibility=Visibility.NETWORK)
        page.summary = "Nu met een tweede meting."
        page.save_revision().publish()
        assert SharedPage.objects.get().summary == "In het kort."  # an edit by itself changes nothing for others
        again = share_page(actor=Actor.system(aalst), page=page, visibility=Visibility.NETWORK)

    assert again.version == 2
    with tenant_scope(brugge):
        assert SharedPage.objects.get().summary == "Nu met een tweede meting."


def test_a_draft_cannot_be_shared_and_a_published_page_can(aalst: Tenant, write_page: Any) -> None:
    draft, published = write_page(aalst, title="A", live=False), write_page(aalst, title="B")
    with tenant_scope(aalst):
        with pytest.raises(Refusal, match="niet gepubliceerd"):
            share_page(actor=Actor.system(aalst), page=draft, visibility=Visibility.NETWORK)
        assert share_page(actor=Actor.system(aalst), page=published, visibility=Visibility.NETWORK).version == 1


@pytest.mark.parametrize(
    ("visibility", "days"), [(Visibility.OWN, 0), (Visibility.PARTNERS, 0), (Visibility.NETWORK, -1)]
)
def test_an_audience_or_a_day_without_sense_is_refused(
    aalst: Tenant, write_page: Any, visibility: Visibility, days: int
) -> None:
    page = write_page(aalst)
    with tenant_scope(aalst), pytest.raises(Refusal):
        share_page(
            actor=Actor.system(aalst),
            page=page,
            visibility=visibility,
            until=timezone.localdate() + timedelta(days=days),
        )


def test_only_who_may_share_shares(aalst: Tenant, write_page: Any, actor_of: Any) -> None:
    page = write_page(aalst)
    with tenant_scope(aalst):
        with pytest.raises(Refusal) as refused:
            share_page(actor=actor_of(aalst, Role.BUYER), page=page, visibility=Visibility.NETWORK)
        assert refused.value.code == "role-needed"
        assert share_page(actor=actor_of(aalst, Role.EDITOR), page=page, visibility=Visibility.NETWORK)


def test_only_the_owner_withdraws(aalst: Tenant, brugge: Tenant, share: Any) -> None:
    shared = share(aalst)
    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        withdraw_page(actor=Actor.system(brugge), shared=SharedPage.objects.get(pk=shared.pk))
    assert refused.value.code == "not-the-owner"
    with tenant_scope(aalst):
        assert withdraw_page(actor=Actor.system(aalst), shared=shared).state == "withdrawn"


def test_the_database_itself_refuses_another_tenants_change(aalst: Tenant, brugge: Tenant, share: Any) -> None:
    shared = share(aalst, title="Van Aalst")
    with tenant_scope(brugge):
        assert SharedPage.objects.filter(pk=shared.pk).update(title="Van Brugge") == 0
    with tenant_scope(aalst):
        assert SharedPage.objects.filter(pk=shared.pk).update(title="Nog van Aalst") == 1


def test_what_leaves_the_tenant_names_nothing_of_its_inside(aalst: Tenant, share: Any) -> None:
    shared = share(
        aalst,
        body=[{"type": "paragraph", "value": '<p><a linktype="document" id="3">verslag</a><script>x</script></p>'}],
    )

    assert "verslag" in shared.html
    assert "linktype" not in str(shared.body) + shared.html
    assert "script" not in str(shared.body) + shared.html


def test_the_dialog_shows_what_others_will_see_and_shares(
    aalst: Tenant, brugge: Tenant, write_page: Any, client_for: ClientFor
) -> None:
    page = write_page(
        aalst, title="Loket", body=[{"type": "paragraph", "value": '<p>Zie <a linktype="page" id="2">ons</a></p>'}]
    )
    editor = client_for(aalst, Role.EDITOR)

    dialog = editor.get(f"/knowledge/pages/{page.pk}/share/")
    assert b"Zie" in dialog.content
    nobody = editor.post(f"/knowledge/pages/{page.pk}/share/", {"audience": "partners"})
    assert nobody.status_code == 422
    assert seen_by(brugge) == []
    done = editor.post(f"/knowledge/pages/{page.pk}/share/", {"audience": "partners", "partners": [brugge.pk]})

    assert done.status_code == 302
    assert seen_by(brugge) == ["Loket"]


def test_the_dialog_is_for_who_may_share(aalst: Tenant, write_page: Any, client_for: ClientFor) -> None:
    page = write_page(aalst)
    address = f"/knowledge/pages/{page.pk}/share/"

    assert client_for(aalst, Role.READER).get(address).status_code == 403
    assert client_for(aalst).get(address).status_code == 302
    assert client_for(aalst, Role.ADMINISTRATOR).get(address).status_code == 200


def test_what_we_share_stands_on_one_page(aalst: Tenant, brugge: Tenant, share: Any, client_for: ClientFor) -> None:
    share(aalst, title="Gedeeld met velen")

    assert b"Gedeeld met velen" in client_for(aalst, Role.READER).get("/knowledge/shared/").content
    assert b"Gedeeld met velen" not in client_for(brugge, Role.READER).get("/knowledge/shared/").content


def test_a_draft_is_published_first_and_then_shared(aalst: Tenant, write_page: Any, client_for: ClientFor) -> None:
    page = write_page(aalst, title="Nog niet", live=False)
    share, publish = f"/knowledge/pages/{page.pk}/share/", f"/knowledge/pages/{page.pk}/publish/"
    editor = client_for(aalst, Role.EDITOR)

    asked = editor.get(share)
    assert asked.status_code == 409
    assert publish in asked.content.decode()
    assert client_for(aalst, Role.READER).post(publish).status_code == 403
    assert editor.get(share).status_code == 409
    assert editor.post(publish)["Location"] == share
    assert editor.get(share).status_code == 200


@pytest.mark.parametrize(("name", "value"), [("title", ""), ("summary", ""), ("body", [])])
def test_a_draft_that_lacks_something_is_not_published(
    aalst: Tenant, write_page: Any, client_for: ClientFor, name: str, value: Any
) -> None:
    page = write_page(aalst, live=False)
    with tenant_scope(aalst):
        setattr(page, name, body_of(value) if name == "body" else value)
        page.save_revision(clean=False)

    refused = client_for(aalst, Role.EDITOR).post(f"/knowledge/pages/{page.pk}/publish/")

    assert refused.status_code == 409
    assert "niet af" in refused.content.decode()
    with tenant_scope(aalst):
        page.refresh_from_db()
        assert not page.live


def test_who_may_not_take_a_page_over_is_told_who_may(
    aalst: Tenant, brugge: Tenant, share: Any, client_for: ClientFor
) -> None:
    address = share(aalst).get_absolute_url()

    assert "Wie dit kan overnemen" in client_for(brugge, Role.READER).get(address).content.decode()
    assert "Wie dit kan overnemen" not in client_for(brugge, Role.EDITOR).get(address).content.decode()
