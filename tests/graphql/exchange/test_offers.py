"""Offering a dataset: what is offered is copied to the commons in one statement, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.models import ExchangeRecord, Offer
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer, withdraw_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def test_an_offer_shows_what_it_is_to_all_and_holds_only_the_offered_fields(
    aalst: Tenant, brugge: Tenant, dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        offer, done = publish_offer(
            actor=Actor.system(brugge), dataset=dataset_of(brugge), title="Producten", description="", fields=["type"]
        )
        assert (done.written, done.removed, done.total) == (3, 0, 3)
        shared = ExchangeRecord.objects.first()
        assert shared.body == {"uri": shared.key, "type": "Bewijs"}
        assert shared.title == ""
    with tenant_scope(aalst):
        seen = Offer.objects.get()
        assert (seen.pk, seen.record_count, seen.fields) == (offer.pk, 3, ["uri", "type"])


def test_bringing_up_to_date_writes_only_what_changed(
    brugge: Tenant, offer: Offer, turtle: Callable[..., bytes], catalogue_entry: Callable[..., str]
) -> None:
    # Given an offer whose dataset then gets a changed, a removed and a new record
    actor = Actor.system(brugge)
    again = turtle(0, catalogue_entry(1), catalogue_entry(2, title="Nieuw"), catalogue_entry(4), catalogue_entry(5))
    with tenant_scope(brugge):
        dataset = Dataset.objects.get()
        import_catalogue(actor=actor, dataset=dataset, source=again, file_name="x.ttl", whole=True)

        # When it is brought up to date, and once more
        first, second = refresh_offer(actor=actor, offer=offer), refresh_offer(actor=actor, offer=offer)

        # Then three were written and one taken away, and the second time nothing
        assert (first.written, first.removed, first.total) == (3, 1, 4)
        assert (second.written, second.removed, second.total) == (0, 0, 4)
        assert ExchangeRecord.objects.filter(title="Nieuw 2").count() == 1


def test_offering_fewer_fields_takes_them_out_of_every_record(brugge: Tenant, offer: Offer) -> None:
    with tenant_scope(brugge):
        assert "description" in ExchangeRecord.objects.first().body
        publish_offer(
            actor=Actor.system(brugge),
            dataset=Dataset.objects.get(),
            title=offer.title,
            description="",
            fields=["title"],
        )
        assert all(set(shared.body) == {"uri", "title"} for shared in ExchangeRecord.objects.all())


def test_an_empty_dataset_cannot_be_offered_and_a_filled_one_can(
    brugge: Tenant, dataset_of: Callable[..., Dataset]
) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        empty = open_dataset(actor=actor, kind="public-service", title="Leeg")
        with pytest.raises(Refusal) as refused:
            publish_offer(actor=actor, dataset=empty, title="Leeg", description="", fields=["title"])
        assert refused.value.code == "nothing-to-offer"
        assert not Offer.objects.exists()

        publish_offer(actor=actor, dataset=dataset_of(brugge), title="Vol", description="", fields=["title"])
        assert Offer.objects.count() == 1


def test_a_withdrawn_offer_can_be_offered_again(brugge: Tenant, offer: Offer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        withdraw_offer(actor=actor, offer=offer, reason="Even niet")
        with pytest.raises(Refusal):
            refresh_offer(actor=actor, offer=offer)
        again, done = publish_offer(
            actor=actor, dataset=Dataset.objects.get(), title=offer.title, description="", fields=["title"]
        )
        assert (again.pk, done.total, again.state) == (offer.pk, 3, "active")


def test_another_tenants_offer_is_not_ours_to_change(aalst: Tenant, offer: Offer) -> None:
    with tenant_scope(aalst):
        for write in (
            lambda: refresh_offer(actor=Actor.system(aalst), offer=offer),
            lambda: withdraw_offer(actor=Actor.system(aalst), offer=offer, reason=""),
        ):
            with pytest.raises(Refusal) as refused:
                write()
            assert refused.value.code == "not-ours"
        assert not Offer.objects.filter(pk=offer.pk).update(title="Van ons")


def test_a_thousand_records_are_offered_in_as_many_statements_as_one(brugge: Tenant) -> None:
    # Given a dataset of one record, and one of a thousand
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        statements = []
        for count in (1, 1_000):
            dataset = open_dataset(actor=actor, kind="public-service", title=f"{count}")
            DatasetRecord.objects.bulk_create(
                DatasetRecord(
                    dataset=dataset,
                    key=f"http://a.example/{n}",
                    title="Dienst",
                    body={"uri": "", "title": "Dienst", "description": "<p>Uitleg</p>" * 250, "type": "Bewijs"},
                    content_hash="0",
                    changed_at=timezone.now(),
                )
                for n in range(count)
            )

            # When each is offered
            with CaptureQueriesContext(connection) as queries:
                _offer, done = publish_offer(
                    actor=actor, dataset=dataset, title="Groot", description="", fields=["title", "description"]
                )
            assert done.written == count
            statements.append(len(queries))

    # Then the thousand took no more statements
    assert statements[0] == statements[1]
