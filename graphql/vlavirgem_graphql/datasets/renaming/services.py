"""Giving a dataset another title, with a line of what it was before."""

from __future__ import annotations

from django.db import transaction

from vlavirgem_graphql.datasets.acts import note_act
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetVerb
from vlavirgem_graphql.datasets.services import title_taken
from vlavirgem_tenants.constraints import clean_only, refusing
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def rename_dataset(*, actor: Actor, dataset: Dataset, title: str) -> Dataset:
    """Give a dataset another title; an offer of it keeps its own. Returns it as it is now.

    Raises :class:`Refusal` where another dataset has that title; ValidationError for a title that is none.
    """
    actor.require(Permission.DATA_MANAGE)
    dataset, title = hold(dataset), title.strip()
    clean_only(Dataset(title=title), "title")
    before, dataset.title = dataset.title, title
    if title == before:
        return dataset
    with refusing(datasets_dataset_title_key=lambda: title_taken(title)):
        dataset.save(update_fields=["title"])
    note_act(actor=actor, dataset=dataset, verb=DatasetVerb.RENAMED, title=before, detail={"title": title})
    return dataset
