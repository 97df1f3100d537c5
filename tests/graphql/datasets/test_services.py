"""Importing a catalogue into a dataset: as a difference, whole or not at all, with a line per record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine, ImportRun, Outcome
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.models import ExchangeRecord
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Turtle = Callable[..., bytes]
Entry = Callable[..., str]
# Check digits fit and the month is a real one: it could be somebody's.
SOMEBODYS_NUMBER = "85.07.30-033.28"


@pytest.fixture
def actor(brugge: Tenant) -> Iterator[Actor]:
    """Somebody of Brugge who may import, in the scope of Brugge."""
    with tenant_scope(brugge):
        yield Actor.system(brugge)


@pytest.fixture
def dataset(actor: Actor) -> Dataset:
    """An empty dataset."""
    return open_dataset(actor=actor, kind="public-service", title="Productencatalogus")


def run_import(actor: Actor, dataset: Dataset, source: bytes, *, whole: bool = False) -> ImportRun:
    return import_catalogue(actor=actor, dataset=dataset, source=source, file_name="catalogus.ttl", whole=whole)


def test_a_first_import_stores_each_record(actor: Actor, dataset: Dataset, turtle: Turtle) -> None:
    run = run_import(actor, dataset, turtle(3))

    assert run.counts == {Outcome.IMPORTED: 3, Outcome.ABSENT: 0}
    assert run.total == 3
    assert [record.title for record in dataset.records.all()] == ["Dienst 1", "Dienst 2", "Dienst 3"]
    assert dataset.records.first().body["type"] == "Bewijs"


def test_importing_again_is_a_difference(
    actor: Actor, dataset: Dataset, turtle: Turtle, catalogue_entry: Entry
) -> None:
    # Given three records
    run_import(actor, dataset, turtle(3))
    before = {record.key[-1]: record.changed_at for record in dataset.records.all()}

    # When a file comes in which the first is the same, the second has another title, the third is not there
    again = turtle(0, catalogue_entry(1), catalogue_entry(2, title="Nieuwe naam"), catalogue_entry(4))
    run = run_import(actor, dataset, again)

    # Then each has its own fate, and only what changed has a new date
    fates = {line.key[-1]: line.outcome for line in run.lines.all()}
    assert fates == {"1": "unchanged", "2": "changed", "3": "absent", "4": "imported"}
    after = {record.key[-1]: record.changed_at for record in dataset.records.all()}
    assert after["1"] == before["1"]
    assert after["2"] > before["2"]
    assert after["3"] == before["3"]


def test_what_an_import_brings_as_drafts_is_kept_back_and_the_rest_stays_as_it_was(
    actor: Actor, dataset: Dataset, turtle: Turtle, catalogue_entry: Entry
) -> None:
    # Given two records that others read
    run_import(actor, dataset, turtle(2))
    offer, _done = publish_offer(
        actor=actor, dataset=dataset, title="Producten", description="", fields=["uri", "title"]
    )

    # When a file comes in as drafts: the first the same, the second with another title, and a new one
    again = turtle(0, catalogue_entry(1), catalogue_entry(2, title="Nieuwe naam"), catalogue_entry(4))
    import_catalogue(actor=actor, dataset=dataset, source=again, file_name="catalogus.ttl", as_drafts=True)
    refresh_offer(actor=actor, offer=offer)

    # Then the last two are drafts, and others read what they read before
    assert {record.key[-1]: record.is_draft for record in dataset.records.all()} == {"1": False, "2": True, "4": True}
    shared = ExchangeRecord.objects.filter(offer=offer).order_by("key")
    assert [record.title for record in shared] == ["Dienst 1", "Dienst 2"]

    # And an import that is none leaves drafts what they are
    run_import(actor, dataset, turtle(0, catalogue_entry(2, title="Nog een naam"), catalogue_entry(5)))
    assert {record.key[-1]: record.is_draft for record in dataset.records.all()} == {
        "1": False,
        "2": True,
        "4": True,
        "5": False,
    }


def test_a_whole_catalogue_removes_what_it_does_not_hold(actor: Actor, dataset: Dataset, turtle: Turtle) -> None:
    run_import(actor, dataset, turtle(3))

    run = run_import(actor, dataset, turtle(2), whole=True)

    assert dataset.records.count() == 2
    assert run.lines.get(outcome=Outcome.REMOVED).title == "Dienst 3"


def test_a_record_about_a_real_person_is_refused_and_leaves_nothing(
    actor: Actor, dataset: Dataset, turtle: Turtle, catalogue_entry: Entry
) -> None:
    # Given an entry with somebody's national register number, beside one with a number of the test environment
    real = catalogue_entry(1, title=f"Dossier {SOMEBODYS_NUMBER} van")
    fictitious = catalogue_entry(2, title="Dossier 85.67.30-033.14 van")

    # When they are imported
    run = run_import(actor, dataset, turtle(0, real, fictitious))

    # Then the first is refused with its place, and the number stands nowhere
    refused = run.lines.get(outcome=Outcome.REFUSED)
    assert refused.place == "/title"
    assert SOMEBODYS_NUMBER not in f"{refused.title}{refused.reason}{refused.key}"
    assert [record.key[-1] for record in dataset.records.all()] == ["2"]


def test_a_number_in_the_address_of_a_record_stays_out_of_the_report(
    actor: Actor, dataset: Dataset, turtle: Turtle
) -> None:
    # Given entries whose address is somebody's number, one of them refused for another reason too
    number = "85073003328"
    entries = [
        f'<http://a.example/{number}> a lpdc:InstancePublicService ; dct:title "Dossier"@nl .',
        f'<urn:person:{number}> a lpdc:InstancePublicService ; dct:title "Dossier"@nl .',
    ]

    # When they are imported beside a good one
    run = run_import(actor, dataset, turtle(1, *entries))

    # Then both are refused, and the number stands in no line
    assert run.counts[Outcome.REFUSED] == 2
    assert not run.lines.filter(key__contains=number).exists()
    assert dataset.records.count() == 1


def test_a_file_that_is_no_turtle_changes_nothing(actor: Actor, dataset: Dataset, turtle: Turtle) -> None:
    run_import(actor, dataset, turtle(2))

    with pytest.raises(Refusal) as refused:
        run_import(actor, dataset, turtle(3) + b"<html>", whole=True)

    assert refused.value.code == "not-turtle"
    assert ImportRun.objects.count() == 1
    assert dataset.records.count() == 2


def test_a_file_without_public_services_is_refused(actor: Actor, dataset: Dataset, turtle: Turtle) -> None:
    with pytest.raises(Refusal) as refused:
        run_import(actor, dataset, turtle(0))

    assert refused.value.code == "nothing-to-import"
    assert not ImportRun.objects.exists()


def test_only_who_manages_data_imports(brugge: Tenant, actor_of: Callable[..., Actor], turtle: Turtle) -> None:
    reader, developer = actor_of(brugge, Role.READER), actor_of(brugge, Role.DEVELOPER)
    with tenant_scope(brugge):
        dataset = open_dataset(actor=developer, kind="public-service", title="Producten")
        assert run_import(developer, dataset, turtle(1)).total == 1

        with pytest.raises(Refusal) as refused:
            run_import(reader, dataset, turtle(1))
    assert refused.value.code == "role-needed"


def test_another_tenant_has_none_of_it(brugge: Tenant, aalst: Tenant, dataset_of: Callable[..., Dataset]) -> None:
    with tenant_scope(brugge):
        dataset_of(brugge)
        assert DatasetRecord.objects.count() == 3
    with tenant_scope(aalst):
        assert not DatasetRecord.objects.exists()
        assert not Dataset.objects.exists()
        assert not ImportLine.objects.exists()
