"""Our own datasets and their records, as the gateway shows them to us."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _
from graphene.types.generic import GenericScalar

from vlavirgem_graphql.datasets.models import Dataset as DatasetModel
from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId, Related, Written
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows

_TEXT = graphene.NonNull(graphene.String)
_MOMENT = graphene.NonNull(graphene.DateTime)


class JSON(GenericScalar):  # type: ignore[misc]  # graphene has no types
    """Any JSON value."""

    class Meta:
        description = _("Any JSON value.")


def _count(row: Rows) -> str:
    return f"(select count(*) from datasets_datasetrecord counted where counted.dataset_id={row.column('id')})"


class Dataset(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """Records of one kind under one title, of our own. They stay with us until they are offered."""

    class Meta:
        interfaces = (Node,)
        description = _(
            "Records of one kind under one title, of our own. Nothing of it leaves us unless it is offered."
        )

    id = GlobalId("Dataset", description=_("Opaque id, valid in the whole gateway."))
    kind = Column(_TEXT, "kind", description=_("The kind of its records, such as public-service."))
    title = Column(_TEXT, "title", description=_("What we call it; no two have the same title."))
    created_at = Column(_MOMENT, "created_at", description=_("When it was made."))
    record_count = Written(graphene.NonNull(graphene.Int), _count, description=_("How many records it has."))


class DatasetRecord(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A record of a dataset of our own, with the version that a write of it has to name."""

    class Meta:
        interfaces = (Node,)
        description = _("A record of a dataset of our own, with the version that a write of it has to name.")

    id = GlobalId("DatasetRecord", description=_("Opaque id, valid in the whole gateway."))
    key = Column(_TEXT, "key", description=_("The web address (URI) that identifies it in its dataset."))
    title = Column(_TEXT, "title", description=_("What people call it."))
    body = Column(graphene.NonNull(JSON), "body", description=_("All its fields, as its kind has them."))
    version = Column(_TEXT, "content_hash", description=_("Changes with the content. A write names the one it read."))
    changed_at = Column(_MOMENT, "changed_at", description=_("When its content last changed."))
    dataset = Related(
        graphene.NonNull(Dataset), lambda: DatasetModel, "dataset_id", description=_("The dataset it is in.")
    )
