"""A file of records on its way in: read and kept, so that a person sees what would become of each, then imported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.difference import Difference
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import Format, Source
from vlavirgem_graphql.datasets.models import Dataset, FileUpload, ImportRun
from vlavirgem_graphql.datasets.services import dataset_titled, read_file
from vlavirgem_graphql.datasets.uploads import foresee, hold_upload, keep, take_in
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def keep_file(
    *, actor: Actor, form: Format, source: Source, file_name: str, into: Dataset | str, whole: bool = False
) -> FileUpload:
    """Read a file and keep its records for a day, checked as at an import; no record of a dataset changes.

    ``into`` is the dataset, or the title of one that may be there already. Raises :class:`Refusal` as ``open_dataset``
    and ``read_file``.
    """
    actor.require(Permission.DATA_MANAGE)
    found = into if isinstance(into, Dataset) else dataset_titled(kind=source.kind.name, title=into)
    return keep(
        actor=actor,
        into=found or source.kind,
        file_name=file_name,
        title=into if isinstance(into, str) else "",
        whole=whole,
        file_hash=hashlib.sha256(source.content).hexdigest(),
        columns=[],
        rows=[_as_kept(draft) for draft in read_file(form, source)],
    )


def foresee_records(upload: FileUpload) -> Difference:
    """What would become of each record; nothing is stored."""
    return foresee(upload, _drafts_in(upload))


def holds_something(upload: FileUpload, drafts: Iterable[RecordDraft]) -> bool:
    """Whether any of the records can be stored; that one is gone says something to a dataset that is there only."""
    return any(not draft.refused and (upload.dataset is not None or not draft.gone) for draft in drafts)


@transaction.atomic
def import_kept(*, actor: Actor, upload: FileUpload, as_drafts: bool = False) -> ImportRun:
    """Import the records that were kept, and let them go; returns the run with its report.

    Raises :class:`Refusal` where they went already, where none of them can be stored, and as ``open_dataset``.
    """
    actor.require(Permission.DATA_MANAGE)
    hold_upload(upload)
    drafts = _drafts_in(upload)
    if not holds_something(upload, drafts):
        raise Refusal(
            _("None of these records can be imported, so nothing was stored."),
            remedy=_("The preview says why. Mend the file, or choose another kind of record."),
            code="nothing-fits",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="file",
        )
    return take_in(actor=actor, upload=upload, drafts=drafts, as_drafts=as_drafts)


def _as_kept(draft: RecordDraft) -> str:
    """A draft as a text: what the database makes of a number in JSON is not always the number that was read."""
    return json.dumps({**asdict(draft), "version_at": draft.version_at and draft.version_at.isoformat()})


def _drafts_in(upload: FileUpload) -> list[RecordDraft]:
    return [_draft_in(json.loads(text)) for text in upload.rows]


def _draft_in(kept: dict[str, Any]) -> RecordDraft:
    at = kept.pop("version_at")
    notes = tuple(kept.pop("notes"))
    return RecordDraft(**kept, notes=notes, version_at=datetime.fromisoformat(at) if at else None)
