"""Many records at once: whole or not at all, and what others read changes when a draft is published and no sooner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.bulk.services import (
    change_field,
    foresee_change,
    hold_back,
    publish_drafts,
    remove_many,
)
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import ExchangeRecord, Offer
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

REAL_NUMBER = "85073003328"


def versions_of(dataset: Dataset) -> Mapping[UUID, str]:
    return dict(dataset.records.values_list("pk", "content_hash"))


def read_by_others(offer: Offer) -> dict[str, str]:
    return dict(ExchangeRecord.objects.filter(offer=offer).values_list("key", "title"))


def test_a_draft_is_not_read_by_others_until_it_is_published(brugge: Tenant, offer: Offer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        # Given an offered record that is kept as a draft and then changed
        dataset = Dataset.objects.get(pk=offer.dataset_id)
        before = read_by_others(offer)
        first = dataset.records.earliest("key")
        assert hold_back(actor=actor, dataset=dataset, versions={first.pk: first.content_hash}) == 1
        change_field(
            actor=actor, dataset=dataset, versions={first.pk: first.content_hash}, name="title", text="Nieuwe titel"
        )

        # When the offer is brought up to date, others still read what was published
        refresh_offer(actor=actor, offer=offer)
        assert read_by_others(offer) == before

        # And when it is published they read the new one
        _count, done = publish_drafts(actor=actor, dataset=dataset, versions={first.pk: _version(dataset, first.pk)})
        assert done is not None
        assert done.written == 1
        assert read_by_others(offer)[first.key] == "Nieuwe titel"


def _version(dataset: Dataset, pk: UUID) -> str:
    found: str = dataset.records.get(pk=pk).content_hash
    return found


def test_a_new_draft_is_not_there_for_others_at_all(brugge: Tenant, offer: Offer) -> None:
    with tenant_scope(brugge):
        dataset = Dataset.objects.get(pk=offer.dataset_id)
        ExchangeRecord.objects.filter(offer=offer).delete()
        hold_back(actor=Actor.system(brugge), dataset=dataset, versions=versions_of(dataset))
        refresh_offer(actor=Actor.system(brugge), offer=offer)
        assert read_by_others(offer) == {}


def test_a_field_that_is_offered_no_more_leaves_the_published_row_of_a_draft_too(brugge: Tenant, offer: Offer) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        # Given records that are held back, and one that is not
        dataset = Dataset.objects.get(pk=offer.dataset_id)
        kept = dict(list(versions_of(dataset).items())[1:])
        hold_back(actor=actor, dataset=dataset, versions=kept)
        before = dict(offer.records.values_list("key", "body"))
        assert all("description" in body for body in before.values())

        # When their owner takes a field off the offer
        narrower = [name for name in offer.fields if name != "description"]
        _offer, done = publish_offer(actor=actor, dataset=dataset, title=offer.title, description="", fields=narrower)

        # Then nobody reads it of any record, nor finds one by its words, and all else of the drafts stays
        assert done.written == 3
        for record in offer.records.all():
            assert record.body == {name: value for name, value in before[record.key].items() if name != "description"}
            assert "description:" not in str(record.search)
            assert "title:" in str(record.search)
        # And once more there is nothing to do
        assert refresh_offer(actor=actor, offer=offer).written == 0


def test_a_field_of_many_records_changes_with_a_line_in_the_history_of_each(
    brugge: Tenant, dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        kind = dataset.declared_kind
        changes = foresee_change(kind, dataset.records.all(), "keywords", "parkeren; wonen")
        assert all(each.changes for each in changes)
        assert {each.before for each in changes} == {None}

        def change(versions: Mapping[UUID, str]) -> int:
            return change_field(
                actor=Actor.system(brugge), dataset=dataset, versions=versions, name="keywords", text="parkeren; wonen"
            )

        one, *others = versions_of(dataset).items()
        assert change(dict([one])) == 1
        assert change(versions_of(dataset)) == len(others)
        assert {tuple(each.body["keywords"]) for each in dataset.records.all()} == {("parkeren", "wonen")}
        assert dataset.imports.latest("imported_at").counts["changed"] == 2
        # And the same again changes nothing
        again = foresee_change(kind, dataset.records.all(), "keywords", "parkeren; wonen")
        assert [each.before.value for each in again if each.before] == [["parkeren", "wonen"]] * 3
        assert not any(
            each.changes for each in foresee_change(kind, dataset.records.all(), "keywords", "parkeren; wonen")
        )


@pytest.mark.parametrize(
    ("name", "text"), [("validFrom", "gisteren"), ("title", REAL_NUMBER), ("concept", "geen adres")]
)
def test_what_one_record_cannot_have_none_gets(
    brugge: Tenant, dataset_of: Callable[..., Dataset], name: str, text: str
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        before = versions_of(dataset)
        assert all(
            each.draft.refused for each in foresee_change(dataset.declared_kind, dataset.records.all(), name, text)
        )
        with pytest.raises(Refusal), transaction.atomic():
            change_field(actor=Actor.system(brugge), dataset=dataset, versions=before, name=name, text=text)
        assert versions_of(dataset) == before


def test_what_somebody_changed_meanwhile_stops_it_all(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        seen = dict(versions_of(dataset))
        first = next(iter(seen))
        change_field(actor=actor, dataset=dataset, versions={first: seen[first]}, name="title", text="Van een ander")
        for deed in (remove_many, hold_back, publish_drafts):
            with pytest.raises(Refusal) as told, transaction.atomic():
                deed(actor=actor, dataset=dataset, versions=seen)
            assert told.value.code == "version-conflict"
        with pytest.raises(Refusal):
            remove_many(actor=actor, dataset=dataset, versions={uuid4(): "1"})
        assert dataset.records.count() == 3
        assert remove_many(actor=actor, dataset=dataset, versions=versions_of(dataset)) == 3
        assert not dataset.records.exists()


def test_only_who_manages_data_may(
    brugge: Tenant, dataset_of: Callable[..., Dataset], actor_of: Callable[..., Actor]
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        versions = versions_of(dataset)
        with pytest.raises(Refusal) as told, transaction.atomic():
            hold_back(actor=actor_of(brugge, Role.READER), dataset=dataset, versions=versions)
        assert told.value.status == 403
        assert hold_back(actor=actor_of(brugge, Role.DEVELOPER), dataset=dataset, versions=versions) == 3
