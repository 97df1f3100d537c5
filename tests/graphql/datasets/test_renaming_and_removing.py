"""A dataset as a whole: another title, removed, its feed followed no more; by whom, and what stays on record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset, DatasetAct, DatasetRecord, FeedSource, ImportLine
from vlavirgem_graphql.datasets.removing.services import remove_dataset
from vlavirgem_graphql.datasets.renaming.services import rename_dataset
from vlavirgem_graphql.datasets.services import import_catalogue
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.offers import publish_offer, withdraw_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Turtle = Callable[..., bytes]


def page_of(dataset: Dataset) -> str:
    return f"/data/datasets/{dataset.pk}/"


def test_a_developer_renames_a_dataset_and_its_page_tells(client: Client, dataset: Dataset) -> None:
    told = client.post(f"{page_of(dataset)}rename/", {"title": "  Producten 2026 "}, follow=True)

    assert told.redirect_chain[0][0] == page_of(dataset)
    assert "“Productencatalogus”" in told.text
    assert "“Producten 2026”" in told.text


def test_a_title_that_another_dataset_has_is_told_at_the_field(
    brugge: Tenant, client: Client, dataset: Dataset, dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        dataset_of(brugge, title="Bezet")

    told = client.post(f"{page_of(dataset)}rename/", {"title": "Bezet"})

    assert told.status_code == 422
    assert client.post(f"{page_of(dataset)}rename/", {"title": " "}).status_code == 422
    with tenant_scope(brugge):
        assert Dataset.objects.get(pk=dataset.pk).title == "Productencatalogus"
        assert not DatasetAct.objects.exists()


def test_what_goes_is_said_before_it_goes_and_who_removed_it_stays_on_record(
    brugge: Tenant, client: Client, dataset: Dataset
) -> None:
    # When the page is looked at, and confirmed
    asked = client.get(f"{page_of(dataset)}remove/")
    with tenant_scope(brugge):
        assert Dataset.objects.exists(), "nothing is removed by looking"
    told = client.post(f"{page_of(dataset)}remove/", follow=True)

    # Then it said how many go, all of it is gone, and the page of data tells who did it
    assert "3 records" in asked.text
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
        assert not DatasetRecord.objects.exists()
        assert not ImportLine.objects.exists()
    assert "“Productencatalogus”" in told.text
    assert client.get(page_of(dataset)).status_code == 404


def test_who_may_not_import_neither_renames_nor_removes(
    brugge: Tenant, aalst: Tenant, client_for: Callable[..., Client], dataset: Dataset
) -> None:
    reader, other = client_for(brugge, Role.READER), client_for(aalst, Role.ADMINISTRATOR)

    for deed in ("rename/", "remove/", "feed/stop/"):
        assert reader.post(page_of(dataset) + deed, {"title": "Anders"}).status_code == 403, deed
        assert other.post(page_of(dataset) + deed, {"title": "Anders"}).status_code == 404, deed
    assert "/remove/" not in reader.get(page_of(dataset)).text
    with tenant_scope(brugge):
        assert [each.title for each in Dataset.objects.all()] == ["Productencatalogus"]


def test_an_offered_dataset_goes_only_after_its_offer_was_withdrawn(
    brugge: Tenant, client: Client, offer: Offer
) -> None:
    # Given a dataset that is offered: it cannot go
    page = f"/data/datasets/{offer.dataset_id}/"
    assert "Producten van Brugge" in client.get(f"{page}remove/").text
    refused = client.post(f"{page}remove/")
    assert refused.status_code == 409

    # When the offer is withdrawn
    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="Verkeerde soort")
    gone = client.post(f"{page}remove/")

    # Then it goes, and the offer stays as what was offered, without a way to offer it again
    assert gone.status_code == 302
    offer_page = client.get(f"/data/offers/{offer.pk}/")
    assert offer_page.status_code == 200
    assert page not in offer_page.text


def test_a_dataset_that_follows_a_feed_goes_after_that_was_stopped(
    brugge: Tenant, client: Client, dataset: Dataset
) -> None:
    with tenant_scope(brugge):
        FeedSource.objects.create(dataset=dataset, address="https://data.example.org/feed", waiting=[])
    refused = client.post(f"{page_of(dataset)}remove/")

    stopped = client.post(f"{page_of(dataset)}feed/stop/", follow=True)

    assert refused.status_code == 409
    assert "https://data.example.org/feed" in stopped.text
    assert client.post(f"{page_of(dataset)}remove/").status_code == 302
    with tenant_scope(brugge):
        assert [act.verb for act in DatasetAct.objects.all()] == ["removed", "unfollowed"]


def test_who_still_writes_to_a_removed_dataset_is_told(brugge: Tenant, dataset: Dataset, turtle: Turtle) -> None:
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        remove_dataset(actor=actor, dataset=Dataset.objects.get(pk=dataset.pk))

        for write in (
            lambda: rename_dataset(actor=actor, dataset=dataset, title="Anders"),
            lambda: remove_dataset(actor=actor, dataset=dataset),
            lambda: import_catalogue(actor=actor, dataset=dataset, source=turtle(1), file_name="a.ttl"),
            lambda: publish_offer(actor=actor, dataset=dataset, title="A", description="", fields=["title"]),
        ):
            with pytest.raises(Refusal) as told:
                write()
            assert told.value.code == "dataset-gone"
        assert not Offer.objects.exists()
