"""A record's page tells who brought it in and who changed it, when and with what; what changed nothing is not told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from vlavirgem_graphql.datasets.history import LINES_SHOWN, history_of
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_catalogue
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
