"""Writing and removing single records of a dataset, each with the version that was read: nobody's change is lost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.difference import BATCH, Difference, difference_between
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.given_records import draft_of
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine, ImportRun, Outcome
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class GivenRecord:
    """A whole record, by the names of its kind. ``version`` is that of the record it replaces; empty for a new one."""

    fields: Mapping[str, Any]
    version: str = ""


@transaction.atomic
def write_records(*, actor: Actor, dataset: Dataset, given: Sequence[GivenRecord], said_by: str) -> list[DatasetRecord]:
    """Store all these records or none, with a report line for each; they come back in the same order.

    Raises :class:`Refusal` for a record that does not fit its kind or holds a real register number, one that is given
    twice, and a version that is not the present one; ``place`` is ``records/NUMBER/...``, counted from 0.
    """
    require_ours_to_write(actor, dataset)
    drafts = [draft_of(dataset.declared_kind, each.fields) for each in given]
    keys = [draft.key for draft in drafts]
    # Before any lock is asked for: what cannot be stored at all makes nobody wait.
    for at, draft in enumerate(drafts):
        _require_storable(draft, at, doubled=draft.key in keys[:at])
    hold(dataset)
    stored = {record.key: record for record in dataset.records.filter(key__in=keys)}
    for at, (draft, each) in enumerate(zip(drafts, given, strict=True)):
        require_version(stored.get(draft.key), each.version, f"records/{at}/version")
    difference = difference_between(stored.values(), drafts, whole=False)
    _store(actor, dataset, difference, said_by=said_by)
    by_key = {record.key: record for record in dataset.records.filter(key__in=keys)}
    return [by_key[key] for key in keys]


@transaction.atomic
def remove_records(*, actor: Actor, dataset: Dataset, versions: Mapping[DatasetRecord, str], said_by: str) -> None:
    """Remove all these records of one dataset or none, with a report line for each. Raises as :func:`write_records`."""
    require_ours_to_write(actor, dataset)
    hold(dataset)
    stored = {record.pk: record for record in dataset.records.filter(pk__in=[record.pk for record in versions])}
    for at, (record, version) in enumerate(versions.items()):
        require_version(stored.get(record.pk), version, f"records/{at}/version")
    difference = Difference([], list(stored.values()), Outcome.REMOVED)
    _store(actor, dataset, difference, said_by=said_by)


def _store(actor: Actor, dataset: Dataset, difference: Difference, *, said_by: str) -> None:
    difference.store(dataset)
    hashes = [draft.content_hash for _outcome, draft in difference.drafts]
    run = ImportRun.objects.create(
        dataset=dataset,
        file_name=said_by,
        file_hash=hashlib.sha256("".join(hashes).encode()).hexdigest(),
        imported_by=actor.name,
        counts=difference.counts(),
    )
    ImportLine.objects.bulk_create(difference.lines(run), batch_size=BATCH)


def require_ours_to_write(actor: Actor, dataset: Dataset) -> None:
    """Raise Refusal for who may not, and for a dataset whose records are made of something else."""
    actor.require(Permission.DATA_MANAGE)
    if hasattr(dataset, "source"):
        raise Refusal(
            _("“%(title)s” is made of what a try-out remembers.") % {"title": dataset.title},
            remedy=_("Change it in the try-out and import again, or write to a dataset of its own."),
            code="dataset-of-tryout",
            place="dataset",
        )


def _require_storable(draft: RecordDraft, at: int, *, doubled: bool) -> None:
    if doubled:
        raise Refusal(
            _("This record is given twice."),
            remedy=_("Give each record once."),
            code="record-twice",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=f"records/{at}",
        )
    if draft.refused:
        raise Refusal(
            draft.refused,
            remedy=_("The page of the kind tells what each field holds. Nothing was stored."),
            code="record-refused",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place=f"records/{at}/record{draft.place}",
        )


def require_version(record: DatasetRecord | None, version: str, place: str) -> None:
    """Raise Refusal unless the version is that of the record as it is now, or both are not there."""
    present = record.content_hash if record is not None else ""
    if version == present:
        return
    if not version:
        said = _("There is a record with this key already.")
        remedy = _("Read it, and write again with its version.")
    elif record is None:
        said = _("The record is not there any more.")
        remedy = _("Write it without a version to make it anew.")
    else:
        said = _("Somebody changed this record after you read it.")
        remedy = _("Read it again, make your change in what it is now, and write that with the present version.")
    raise Refusal(
        said,
        remedy=remedy,
        code="version-conflict" if version else "version-needed",
        place=place,
        details=({"version": present},) if present else (),
    )
