"""``openDataset``: an empty dataset of a kind, or the one that has the title."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.services import open_dataset
from vlavirgem_graphql.gateway.compiler.written_rows import WrittenRows
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.datasets.source import DATASETS
from vlavirgem_graphql.schema.datasets.types import Dataset
from vlavirgem_graphql.schema.mutations.act import Act
from vlavirgem_tenants.people.actors import Actor


class OpenDataset(Act):
    """Make a dataset."""

    class Meta:
        scope = KeyScope.DATA
        description = _("Make a dataset of a kind. With a title that there is already, that dataset comes back.")

    class Arguments:
        """What it holds, and what we call it."""

        kind = graphene.String(required=True, description=_("The kind, such as public-service."))
        title = graphene.String(required=True, description=_("What we call it."))

    dataset = WrittenRows(Dataset, DATASETS, single=True, description=_("The dataset."))

    @classmethod
    def perform(cls, actor: Actor, *, kind: str, title: str) -> dict[str, Any]:
        """See ``datasets.services.open_dataset``."""
        return {"dataset": [str(open_dataset(actor=actor, kind=kind, title=title).pk)]}
