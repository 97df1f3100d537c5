"""``removeRecords``: records out of a dataset of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services_records import remove_records
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.datasets.source import DATASETS
from vlavirgem_graphql.schema.datasets.types import Dataset as DatasetType
from vlavirgem_graphql.schema.mutations.act import Act, all_ours, ours
from vlavirgem_graphql.schema.mutations.write_records import BY_THE_GATEWAY
from vlavirgem_tenants.people.actors import Actor


class RecordToRemove(graphene.InputObjectType):  # type: ignore[misc]  # graphene has no types
    """A record, and the version of it that you read."""

    class Meta:
        description = _("A record, and the version of it that you read.")

    id = graphene.ID(required=True, description=_("The record, by the id that `datasetRecords` gives."))
    version = graphene.String(required=True, description=_("The version that you read."))


class RemoveRecords(Act):
    """Remove records."""

    class Meta:
        scope = KeyScope.DATA
        description = _("Remove records of one of our own datasets: all of them, or none.")

    class Arguments:
        """Which."""

        dataset = graphene.ID(required=True, description=_("The dataset, by the id that `datasets` gives."))
        records = graphene.List(
            graphene.NonNull(RecordToRemove), required=True, description=_("The records, each once.")
        )

    dataset = WrittenRows(DatasetType, DATASETS, single=True, description=_("The dataset without them."))

    @classmethod
    def perform(cls, actor: Actor, *, dataset: str, records: Sequence[dict[str, str]]) -> dict[str, Any]:
        """See ``datasets.services_records.remove_records``."""
        rows = Dataset.objects.select_related("source")
        of = ours(rows, dataset, type_name="Dataset", place="dataset")
        ids = [each["id"] for each in records]
        found = all_ours(of.records.all(), ids, type_name="DatasetRecord", place="records/{}/id")
        versions = {record: each["version"] for record, each in zip(found, records, strict=True)}
        remove_records(actor=actor, dataset=of, versions=versions, said_by=str(BY_THE_GATEWAY))
        return {"dataset": [str(of.pk)]}
