"""Removing a dataset, with a line of who did it that outlives the dataset."""

from __future__ import annotations

from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.acts import note_act
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetVerb, FeedSource
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def remove_dataset(*, actor: Actor, dataset: Dataset) -> int:
    """Remove a dataset with its records and the reports of its imports; returns how many records went.

    Raises :class:`Refusal` as :func:`require_removable`. An offer that was withdrawn stays, as what was offered.
    """
    actor.require(Permission.DATA_MANAGE)
    dataset = hold(dataset)
    require_removable(actor, dataset)
    records = dataset.records.count()
    note_act(actor=actor, dataset=dataset, verb=DatasetVerb.REMOVED, title=dataset.title, detail={"records": records})
    dataset.delete()
    return records


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
