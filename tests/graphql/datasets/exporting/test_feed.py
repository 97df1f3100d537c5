"""An export as a page of a feed is read back as the same records, each from the moment that it last changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from vlavirgem_graphql.datasets.exporting.contents import Contents, Record
from vlavirgem_graphql.datasets.exporting.feed import as_feed
from vlavirgem_graphql.datasets.exporting.forms import FEED as EXPORTED
from vlavirgem_graphql.datasets.exporting.services import export_dataset
from vlavirgem_graphql.datasets.formats import FEED, Source
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import read_file
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def test_what_is_exported_as_a_feed_comes_in_again_the_same(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        file = export_dataset(dataset, EXPORTED)
        there = {record.key: (record.body, record.changed_at) for record in dataset.records.all()}

    drafts = read_file(FEED, Source(content=file.content, kind=dataset.declared_kind, base="http://a.example/"))

    assert {draft.key: (draft.body, draft.version_at) for draft in drafts} == there
    assert file.file_name.endswith(".ldes.ttl")


def test_a_record_that_changed_is_another_version_of_the_same(
    brugge: Tenant, dataset_of: Callable[..., Dataset]
) -> None:
    # Given two exports between which a record changed
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        record = dataset.records.earliest("key")
    before = Record(record.body, record.changed_at)
    after = Record({**record.body, "title": "Anders"}, record.changed_at + timedelta(minutes=1))

    # When both stand in one page
    contents = Contents(kind=dataset.declared_kind, address="http://a.example/feed", records=[after, before])
    (draft,) = read_file(FEED, Source(content=as_feed(contents), kind=dataset.declared_kind, base="http://a.example/"))

    # Then they are two members, of which the latest counts
    assert as_feed(contents).decode().count("isVersionOf") >= 2
    assert (draft.key, draft.title) == (record.key, "Anders")
