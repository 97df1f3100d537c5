"""The root fields of our own datasets."""

from __future__ import annotations

from collections.abc import Mapping

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.datasets.source import DatasetRecordSource, DatasetSource
from vlavirgem_graphql.schema.datasets.types import Dataset, DatasetRecord

DATASET_SOURCES: Mapping[str, RowSource] = {"Dataset": DatasetSource(), "DatasetRecord": DatasetRecordSource()}


def dataset_roots() -> dict[str, graphene.Field]:
    """Both lists, described in the active language."""
    return {
        "datasets": Connection(Dataset, DATASET_SOURCES["Dataset"], description=_("Our own datasets, offered or not.")),
        "dataset_records": Connection(
            DatasetRecord,
            DATASET_SOURCES["DatasetRecord"],
            description=_("The records of one of our own datasets, with the version that a write has to name."),
        ),
    }
