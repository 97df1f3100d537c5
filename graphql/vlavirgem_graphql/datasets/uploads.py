"""What was uploaded and waits for a word: kept for a day, and taken once."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.difference import Difference, difference_between
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.models import Dataset, FileUpload, ImportRun
from vlavirgem_graphql.datasets.services import Origin, open_dataset, store_drafts
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.models import TITLE_LENGTH
from vlavirgem_tenants.people.actors import Actor

KEPT_FOR: Final = timedelta(days=1)


def keep(*, actor: Actor, into: Dataset | Kind, file_name: str, **kept: Any) -> FileUpload:
    """Keep what is ``kept`` of a file for a day. ``into`` is the dataset, or the kind of one that is yet to be made."""
    FileUpload.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR).delete()
    return FileUpload.objects.create(
        dataset=into if isinstance(into, Dataset) else None,
        kind=into.kind if isinstance(into, Dataset) else into.name,
        file_name=file_name[-TITLE_LENGTH:],
        uploaded_by=actor.name,
        **kept,
    )


def foresee(upload: FileUpload, drafts: list[RecordDraft]) -> Difference:
    """What would become of each of the file's records; nothing is stored."""
    known = upload.dataset.records.all() if upload.dataset is not None else ()
    return difference_between(known, drafts, whole=upload.whole)


def take_in(*, actor: Actor, upload: FileUpload, drafts: list[RecordDraft], as_drafts: bool) -> ImportRun:
    """Import the file's records into its dataset, made where there is none yet, and let the file go.

    ``as_drafts`` as for :func:`~vlavirgem_graphql.datasets.services.import_file`. Raises :class:`Refusal` as
    ``open_dataset``.
    """
    dataset = upload.dataset or open_dataset(actor=actor, kind=upload.kind, title=upload.title)
    origin = Origin(name=upload.file_name, content_hash=upload.file_hash)
    run = store_drafts(
        actor=actor, dataset=dataset, drafts=drafts, origin=origin, whole=upload.whole, as_drafts=as_drafts
    )
    upload.delete()
    return run


def hold_upload(upload: FileUpload) -> None:
    """Lock what was kept; raises :class:`Refusal` where it went already: a second click finds nothing to import."""
    if not FileUpload.objects.select_for_update().filter(pk=upload.pk).exists():
        raise Refusal(
            _("This file was imported already, or was kept for more than a day."),
            remedy=_("Look at the report of its import, or choose the file again."),
            code="file-gone",
            status=HTTPStatus.GONE,
        )
