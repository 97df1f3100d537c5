"""A record's page tells who brought it in and who changed it, when and with what; what changed nothing is not told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from vlavirgem_graphql.datasets.bulk.services import change_field
from vlavirgem_graphql.datasets.changes_kept import MOST_OF_A_FIELD, MOST_OF_A_RECORD, changes_between
from vlavirgem_graphql.datasets.history import LINES_SHOWN, history_of
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.datasets.services_records import GivenRecord, write_records
from vlavirgem_graphql.datasets.value_words import shortened
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Ceiling = Callable[[int], Any]
KEY = "http://data.example.org/id/public-service/2"


def test_each_change_is_told_with_who_made_it_and_with_what(
    brugge: Tenant,
    turtle: Callable[..., bytes],
    catalogue_entry: Callable[..., str],
    dataset_of: Callable[..., Dataset],
    client_for: Callable[..., Client],
) -> None:
    # Given a record that another import changes, and a third leaves as it is
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        for name in ("nieuw.ttl", "nog-eens.ttl"):
            changed = turtle(1, catalogue_entry(2, title="Andere dienst"))
            import_catalogue(actor=Actor.system(brugge, name="Els"), dataset=dataset, source=changed, file_name=name)
        record, other = dataset.records.get(key=KEY), dataset.records.earliest("key")

        # When its history is asked for
        told, of_the_other = history_of(record), history_of(other)

    # Then both changes stand there, the latest first, and not what changed nothing
    assert [line.who for line in told] == ["Els", "VlaVirGem"]
    assert ["nieuw.ttl" in str(line.what) for line in told] == [True, False]
    assert len(of_the_other) == 1
    page = client_for(brugge, Role.READER).get(f"/data/datasets/{dataset.pk}/records/{record.pk}/")
    assert "nieuw.ttl" in page.text
    assert "nog-eens.ttl" not in page.text


def test_an_import_tells_which_field_went_from_what_to_what(
    brugge: Tenant,
    turtle: Callable[..., bytes],
    catalogue_entry: Callable[..., str],
    dataset_of: Callable[..., Dataset],
    client_for: Callable[..., Client],
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        changed = turtle(1, catalogue_entry(2, title="Andere dienst"))
        import_catalogue(actor=Actor.system(brugge), dataset=dataset, source=changed, file_name="nieuw.ttl")
        record = dataset.records.get(key=KEY)
        latest, first = history_of(record)

    assert ["“Dienst 2”" in str(told) and "“Andere dienst 2”" in str(told) for told in latest.details] == [True]
    assert first.details == []
    page = client_for(brugge, Role.READER).get(f"/data/datasets/{dataset.pk}/records/{record.pk}/")
    assert "van “Dienst 2” naar “Andere dienst 2”" in page.text


def test_days_lists_and_yes_are_told_as_a_person_writes_them(brugge: Tenant) -> None:
    # Given an event that a program writes, and writes again
    before = {"uri": "https://a.example/1", "title": "Kermis", "startsAt": datetime(2026, 12, 31, 12, tzinfo=UTC)}
    after = before | {"startsAt": datetime(2027, 1, 30, 12, tzinfo=UTC), "free": True, "keywords": ["bal", "dans"]}
    with tenant_scope(brugge):
        actor = Actor.system(brugge, name="Els")
        dataset = open_dataset(actor=actor, kind="event", title="Evenementen")
        version = ""
        for fields in (before, after, before):
            given = GivenRecord(fields=fields, version=version)
            (record,) = write_records(actor=actor, dataset=dataset, given=[given], said_by="een programma")
            version = record.content_hash

        # When its history is asked for
        last, middle, first = history_of(record)

    # Then each field tells how it went, in words
    assert not first.details
    starts, words, free = (str(each) for each in middle.details)
    assert "31/12/2026" in starts
    assert "30/01/2027" in starts
    assert "bal, dans" in words
    assert "“ja”" in free
    assert len(last.details) == 3


def test_a_change_of_many_records_tells_of_each(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        versions = dict(dataset.records.values_list("pk", "content_hash"))
        change_field(actor=Actor.system(brugge), dataset=dataset, versions=versions, name="title", text="Samen")

        told = [str(history_of(each)[0].details[0]) for each in dataset.records.order_by("key")]

    assert [f"“Dienst {number}”" in said and "“Samen”" in said for number, said in enumerate(told, 1)] == [True] * 3


def test_of_what_is_too_long_it_is_kept_only_that_it_changed() -> None:
    before = {"name": "A", "text": "a" * MOST_OF_A_FIELD, "same": [1]}

    changes = changes_between(before, before | {"name": "B", "text": "b"})

    assert changes == {"name": ["A", "B"], "text": None}


def test_of_many_long_fields_only_as_much_is_kept_as_fits() -> None:
    before = {str(number): "a" * (MOST_OF_A_FIELD - 100) for number in range(10)}

    changes = changes_between(before, {})

    assert list(changes) == list(before)
    assert len(json.dumps([pair for pair in changes.values() if pair])) < MOST_OF_A_RECORD
    assert [bool(pair) for pair in changes.values()] == [True] * 4 + [False] * 6


def test_of_a_long_text_the_part_is_told_where_it_differs() -> None:
    before, after = shortened("a" * 500 + "nu", "a" * 500 + "straks")

    assert (before, after) == (f"… {'a' * 40}nu", f"… {'a' * 40}straks")


def test_a_long_history_takes_as_many_queries_as_a_short_one(
    brugge: Tenant,
    turtle: Callable[..., bytes],
    catalogue_entry: Callable[..., str],
    dataset_of: Callable[..., Dataset],
    django_assert_max_num_queries: Ceiling,
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        for number in range(3):
            source = turtle(1, catalogue_entry(2, title=f"Versie {number} van dienst"))
            import_catalogue(actor=Actor.system(brugge), dataset=dataset, source=source, file_name="a.ttl")
        record = dataset.records.get(key=KEY)

        with django_assert_max_num_queries(1):
            assert len(history_of(record)) == 4
    assert LINES_SHOWN > 4
