"""Holding a dataset while it is written to: one writer at a time, and none to what somebody removed meanwhile."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset


def hold(dataset: Dataset) -> Dataset:
    """The dataset as it is now, locked until the transaction ends. Raises :class:`Refusal` where it is gone."""
    held = Dataset.objects.select_for_update().filter(pk=dataset.pk).first()
    if held is None:
        raise Refusal(
            _("“%(title)s” was removed meanwhile.") % {"title": dataset.title},
            remedy=_("Look at your datasets, and choose another one."),
            code="dataset-gone",
            status=HTTPStatus.GONE,
            place="dataset",
        )
    return held
