"""Writes on a dataset as a whole, each with a line of what was done that outlives the dataset."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetAct, DatasetVerb, FeedSource
from vlavirgem_graphql.exchange.models import Offer
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
    with refusing(datasets_dataset_title_key=lambda: _taken(title)):
        dataset.save(update_fields=["title"])
    _note(actor, dataset, DatasetVerb.RENAMED, title=before, detail={"title": title})
    return dataset


@transaction.atomic
def remove_dataset(*, actor: Actor, dataset: Dataset) -> int:
    """Remove a dataset with its records and the reports of its imports; returns how many records went.

    Raises :class:`Refusal` as :func:`require_removable`. An offer that was withdrawn stays, as what was offered.
    """
    actor.require(Permission.DATA_MANAGE)
    dataset = hold(dataset)
    require_removable(actor, dataset)
    records = dataset.records.count()
    _note(actor, dataset, DatasetVerb.REMOVED, title=dataset.title, detail={"records": records})
    dataset.delete()
    return records


@transaction.atomic
def stop_following(*, actor: Actor, dataset: Dataset) -> None:
    """Follow the feed of a dataset no more; its records stay."""
    actor.require(Permission.DATA_MANAGE)
    dataset = hold(dataset)
    feed = FeedSource.objects.select_for_update(of=("self",)).filter(dataset=dataset).first()
    if feed is not None:
        _note(actor, dataset, DatasetVerb.UNFOLLOWED, title=dataset.title, detail={"address": feed.address})
        feed.delete()


def require_removable(actor: Actor, dataset: Dataset) -> None:
    """Raise :class:`Refusal` for a dataset that is offered, or that follows a feed."""
    offer = Offer.objects.filter(owner=actor.tenant, dataset_id=dataset.pk, withdrawn_at=None).first()
    if offer is not None:
        raise Refusal(
            _("“%(title)s” is offered to the network.") % {"title": dataset.title},
            remedy=_("Withdraw the offer “%(offer)s” first.") % {"offer": offer.title},
            code="dataset-offered",
            status=HTTPStatus.CONFLICT,
            place="dataset",
        )
    if FeedSource.objects.filter(dataset=dataset).exists():
        raise Refusal(
            _("“%(title)s” follows a feed.") % {"title": dataset.title},
            remedy=_("Stop following it first, on the page of the dataset."),
            code="dataset-follows",
            status=HTTPStatus.CONFLICT,
            place="dataset",
        )


def _taken(title: str) -> Refusal:
    return Refusal(
        _("There is a dataset “%(title)s” already.") % {"title": title},
        remedy=_("Choose another title."),
        code="title-taken",
        status=HTTPStatus.CONFLICT,
        place="title",
    )


def _note(actor: Actor, dataset: Dataset, verb: DatasetVerb, *, title: str, detail: dict[str, Any]) -> None:
    DatasetAct.objects.create(dataset_id=dataset.pk, title=title, verb=verb, detail=detail, done_by=actor.name)
