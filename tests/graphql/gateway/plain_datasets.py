"""Our own datasets and their records as plain rows, drafts among them; those of others are of no row."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError

from tests.graphql.gateway.plain_resolvers import Row, World
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord


def dataset_rows(world: World) -> dict[str, list[Row]]:
    """What the current tenant keeps."""
    return {
        "Dataset": [_dataset(each) for each in Dataset.objects.order_by("-created_at", "-id")],
        "DatasetRecord": [_record(world, each) for each in DatasetRecord.objects.order_by("-changed_at", "-id")],
    }


def _dataset(dataset: Dataset) -> Row:
    values = {
        "kind": dataset.kind,
        "title": dataset.title,
        "createdAt": dataset.created_at.isoformat(),
        "recordCount": dataset.records.count(),
    }
    return Row("Dataset", str(dataset.pk), (dataset.created_at, dataset.pk), values)


def _record(world: World, record: DatasetRecord) -> Row:
    values = {
        "key": record.key,
        "title": record.title,
        "body": record.body,
        "version": record.content_hash,
        "changedAt": record.changed_at.isoformat(),
        "dataset": world.one("Dataset", record.dataset_id),
    }
    search = {"dataset": Row("Dataset", str(record.dataset_id), (), {}).values["id"], "key": record.key}
    return Row("DatasetRecord", str(record.pk), (record.changed_at, record.pk), values, search)


def dataset_record_matches(row: Row, arguments: dict[str, Any]) -> bool:
    """By the dataset, which has to be named, and by key."""
    keys = arguments.get("key")
    return bool(row.search["dataset"] == arguments["dataset"]) and (keys is None or row.search["key"] in keys)


def require_dataset(world: World, arguments: dict[str, Any]) -> None:
    """Raise the refusal of what is no id of a dataset; one of somebody else's is, and has no records for us."""
    type_name, _key = world.named(arguments["dataset"])
    if type_name != "Dataset":
        raise GraphQLError("", extensions={"code": "BAD_ID"})
