"""Writes on a tenant's own datasets. Each runs whole or not at all."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.difference import BATCH, difference_with
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.lpdc.records import read_records
from vlavirgem_graphql.datasets.lpdc.turtle import read_turtle
from vlavirgem_graphql.datasets.models import Dataset, ImportLine, ImportRun
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.models import TITLE_LENGTH
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def open_dataset(*, actor: Actor, kind: str, title: str) -> Dataset:
    """Return the tenant's dataset with this title, made where there is none yet.

    Raises :class:`Refusal` when that title belongs to a dataset of another kind.
    """
    actor.require(Permission.DATA_MANAGE)
    dataset, _made = Dataset.objects.get_or_create(title=title, defaults={"kind": kind, "created_by": actor.name})
    if dataset.kind != kind:
        raise Refusal(
            _("There is a dataset “%(title)s” of another kind.") % {"title": title},
            remedy=_("Choose another title."),
            code="title-taken",
            place="title",
        )
    return dataset


def read_catalogue(source: bytes) -> list[RecordDraft]:
    """Read an LPDC file and check each record, without storing anything. Raises :class:`Refusal` (no Turtle, empty)."""
    drafts = [checked(draft, PUBLIC_SERVICE.name) for draft in read_records(read_turtle(source))]
    if not drafts:
        raise Refusal(
            _("This file holds no public services."),
            remedy=_("Choose the file with your instances (type InstancePublicService), not the one with concepts."),
            code="nothing-to-import",
            status=HTTPStatus.BAD_REQUEST,
        )
    return drafts


def import_catalogue(
    *, actor: Actor, dataset: Dataset, source: bytes, file_name: str, whole: bool = False
) -> ImportRun:
    """Import an LPDC file into a dataset as a difference with what is there; returns the run with its report.

    ``whole`` says that the file is the whole catalogue: what it does not hold is removed. Without it such records are
    kept and listed. Raises :class:`Refusal` when the file as a whole cannot be read; then nothing changed.
    """
    actor.require(Permission.DATA_MANAGE)
    if dataset.kind != PUBLIC_SERVICE.name:
        raise Refusal(
            _("“%(title)s” holds no public services.") % {"title": dataset.title},
            remedy=_("Import the catalogue into a dataset of its own."),
            code="other-kind",
        )
    drafts = read_catalogue(source)
    origin = Origin(name=file_name, content_hash=hashlib.sha256(source).hexdigest())
    return store_drafts(actor=actor, dataset=dataset, drafts=drafts, origin=origin, whole=whole)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What records were read from: its name, and a SHA-256 (hex) of it."""

    name: str
    content_hash: str


@transaction.atomic
def store_drafts(
    *, actor: Actor, dataset: Dataset, drafts: list[RecordDraft], origin: Origin, whole: bool
) -> ImportRun:
    """Bring a dataset to what was read, as a difference, with a report line per record. ``whole`` as above."""
    actor.require(Permission.DATA_MANAGE)
    # Two imports into one dataset at once would each miss the other's records.
    Dataset.objects.select_for_update().get(pk=dataset.pk)
    run = ImportRun.objects.create(
        dataset=dataset,
        file_name=origin.name[-TITLE_LENGTH:],
        file_hash=origin.content_hash,
        imported_by=actor.name,
    )
    difference = difference_with(dataset, drafts, whole=whole)
    difference.store(dataset)
    run.counts = difference.counts()
    run.save(update_fields=["counts"])
    ImportLine.objects.bulk_create(difference.lines(run), batch_size=BATCH)
    return run
