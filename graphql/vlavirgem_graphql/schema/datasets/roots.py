"""The root fields of our own datasets."""

from __future__ import annotations

from collections.abc import Mapping

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.datasets.source import DATASET_RECORDS, DATASETS
from vlavirgem_graphql.schema.datasets.types import Dataset, DatasetRecord

DATASET_NODES: Mapping[type[graphene.ObjectType], RowSource] = {Dataset: DATASETS, DatasetRecord: DATASET_RECORDS}


def dataset_roots() -> dict[str, graphene.Field]:
    """Both lists, described in the active language."""
    return {
        "datasets": Connection(Dataset, DATASETS, description=_("Our own datasets, offered or not.")),
        "dataset_records": Connection(
            DatasetRecord,
            DATASET_RECORDS,
            description=_("The records of one of our own datasets, with the version that a write has to name."),
        ),
    }
