"""Writing our own records out of the house: what is there now, in one of the forms of an export."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.exporting.contents import Contents, Record
from vlavirgem_graphql.datasets.exporting.forms import ExportForm
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.scope import current_tenant

_AT_A_TIME = 500
MOST_ON_A_PAGE = 20_000


@dataclass(frozen=True)
class Export:
    """A file: its name, its media type and what is in it."""

    file_name: str
    media_type: str
    content: bytes


def export_dataset(dataset: Dataset, form: ExportForm) -> Export:
    """Write all records of a dataset of ours, by title, in a form. Nobody else sees it: it goes to who asked."""
    name = slugify(dataset.title) or dataset.kind
    contents = Contents(
        kind=dataset.declared_kind,
        address=current_tenant().address + reverse("data:dataset", args=[dataset.pk]),
        records=_records(dataset),
    )
    return Export(name + form.suffix, form.media_type, form.write(contents))


def require_small(dataset: Dataset) -> None:
    """Raise Refusal for a dataset that a request would take too long over, and hold its transaction meanwhile."""
    count = dataset.records.count()
    if count > MOST_ON_A_PAGE:
        raise Refusal(
            _("This dataset has %(count)s records; a page hands out at most %(most)s.")
            % {"count": count, "most": MOST_ON_A_PAGE},
            remedy=_("Ask your operator for: vlavirgem dataset export “%(title)s”") % {"title": dataset.title},
            code="too-large-to-export",
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            place="dataset",
        )


def _records(dataset: Dataset) -> Iterator[Record]:
    ordered = dataset.records.order_by("title", "key").values_list("body", "changed_at")
    for body, changed_at in ordered.iterator(_AT_A_TIME):
        yield Record(body, changed_at)
