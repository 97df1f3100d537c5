"""``writePublicServices`` and its like: whole records of a kind into a dataset of our own, new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services_records import GivenRecord, write_records
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.datasets.source import DATASET_RECORDS
from vlavirgem_graphql.schema.datasets.types import DatasetRecord
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_graphql.schema.mutations.record_inputs import write_input
from vlavirgem_tenants.people.actors import Actor

BY_THE_GATEWAY = gettext_lazy("written through the gateway")


def write_records_of(kind: Kind) -> type[Act]:
    """The mutation of one kind, described in the active language."""
    name = f"Write{kind.connection_name[0].upper()}{kind.connection_name[1:]}"
    about = _("Write whole records into one of our own datasets: all of them, or none. Nobody else sees them yet.")
    meta = type("Meta", (), {"scope": KeyScope.DATA, "description": about})
    records = graphene.List(
        graphene.NonNull(write_input(kind)), required=True, description=_("The records, each once.")
    )
    arguments = {
        "dataset": graphene.ID(required=True, description=_("The dataset, by the id that `datasets` gives.")),
        "records": records,
    }
    return type(
        name,
        (_WriteRecords,),
        {"__doc__": about, "Meta": meta, "Arguments": type("Arguments", (), arguments), "kind": kind},
    )


class _WriteRecords(Act):
    class Meta:
        abstract = True

    kind: Kind
    records = WrittenRows(DatasetRecord, DATASET_RECORDS, description=gettext_lazy("The records, in your order."))

    @classmethod
    def perform(cls, actor: Actor, *, dataset: str, records: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """See ``datasets.services_records.write_records``."""
        into = ours(Dataset.objects.select_related("source"), dataset, type_name="Dataset", place="dataset")
        if into.kind != cls.kind.name:
            raise Refusal(
                _("“%(title)s” holds records of another kind.") % {"title": into.title},
                remedy=_("Write to a dataset of the kind “%(kind)s”.") % {"kind": cls.kind.label},
                code="other-kind",
                place="dataset",
            )
        given = [GivenRecord(fields=each["record"], version=each.get("version") or "") for each in records]
        written = write_records(actor=actor, dataset=into, given=given, said_by=str(BY_THE_GATEWAY))
        return {"records": [str(record.pk) for record in written]}
