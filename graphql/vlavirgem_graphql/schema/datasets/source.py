"""The lists of our own datasets and of their records: for members, and for keys that were made for it."""

from __future__ import annotations

from functools import partial
from typing import Any

import graphene
from django.db import models
from django.utils.translation import gettext_lazy as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.datasets.models import Dataset as DatasetModel
from vlavirgem_graphql.datasets.models import DatasetRecord as RecordModel
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Asked
from vlavirgem_graphql.gateway.compiler.node import key_of
from vlavirgem_graphql.gateway.compiler.parameters import ArgumentPlace, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.gateway.context import GatewayContext
from vlavirgem_graphql.gateway.key_scopes import KeyScope


class DatasetSource(RowSource):
    """Our datasets, the newest first."""

    scope = KeyScope.DATA
    order = Order((OrderKey("created_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def model(self) -> type[models.Model]:
        """The tenant's own table."""
        return DatasetModel

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> None:
        """Raises Refusal for a key without the scope: what is not offered is for few eyes."""
        del arguments
        context: GatewayContext = info.context
        context.caller.require_scope(self.scope)


class DatasetRecordSource(DatasetSource):
    """Records of one dataset (by ``node``: of any), the last changed first."""

    order = Order((OrderKey("changed_at", "timestamptz"), OrderKey("id", "uuid")), descending=True)

    @property
    def arguments(self) -> dict[str, graphene.Argument]:
        """Of which dataset, and by key."""
        keys = graphene.List(graphene.NonNull(graphene.String))
        return {
            "dataset": graphene.Argument(
                graphene.NonNull(graphene.ID), description=_("The dataset, by the id that `datasets` gives.")
            ),
            "key": graphene.Argument(keys, description=_("Only the records with these keys.")),
        }

    @property
    def model(self) -> type[models.Model]:
        """The tenant's own table."""
        return RecordModel

    def conditions(self, rows: Rows, asked: Asked) -> list[str]:
        """Of the dataset and by key, where the field has these arguments."""
        if "dataset" not in asked.field.args:
            return []
        bind, place = asked.compilation.parameters.bind, asked.place
        dataset = bind((place.key, "dataset"), partial(_dataset, place=place), "uuid")
        keys = bind((place.key, "key"), partial(_keys, place=place), "text[]")
        return [f"{rows.column('dataset_id')}={dataset}", f"({keys} is null or {rows.column('key')}=any({keys}))"]


DATASETS, DATASET_RECORDS = DatasetSource(), DatasetRecordSource()


def _dataset(run: Run, place: ArgumentPlace) -> str:
    return str(key_of(run.arguments(place)["dataset"], "Dataset"))


def _keys(run: Run, place: ArgumentPlace) -> list[str] | None:
    keys: list[str] | None = run.arguments(place).get("key")
    return keys
