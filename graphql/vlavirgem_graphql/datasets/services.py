"""Writes on a tenant's own datasets. Each runs whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.checking import checked
from vlavirgem_graphql.datasets.difference import BATCH, difference_with
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.formats import TURTLE, Format, Source, base_for
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, ImportLine, ImportRun
from vlavirgem_graphql.exchange.kinds import Kind, find_kind, known_kinds, open_kinds
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.models import TITLE_LENGTH
from vlavirgem_tenants.constraints import clean_only
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def open_dataset(*, actor: Actor, kind: str, title: str) -> Dataset:
    """Return the tenant's dataset with this title, made where there is none yet. Raises as :func:`dataset_titled`."""
    actor.require(Permission.DATA_MANAGE)
    if (found := dataset_titled(kind=kind, title=title)) is not None:
        return found
    dataset, _made = Dataset.objects.get_or_create(title=title, defaults={"kind": kind, "created_by": actor.name})
    return _of_kind(dataset, kind)


def dataset_titled(*, kind: str, title: str) -> Dataset | None:
    """The tenant's dataset with this title, or None where one can be made.

    Raises :class:`Refusal` for a kind that nobody declared, when that title belongs to a dataset of another kind, and
    where there is none yet and the kind is closed; ValidationError for a title that is none.
    """
    known = _known_kind(kind)
    clean_only(Dataset(title=title), "title")
    if (found := Dataset.objects.filter(title=title).first()) is not None:
        return _of_kind(found, kind)
    _require_open(known)
    return None


def kind_of_new(name: str) -> Kind:
    """The kind that a new dataset can be made of. Raises :class:`Refusal` where there is none, or it is closed."""
    kind = _known_kind(name)
    _require_open(kind)
    return kind


def _known_kind(name: str) -> Kind:
    kind = next((each for each in known_kinds() if each.name == name), None)
    if kind is None:
        raise _not_this_kind(_("There is no kind with this name."), "unknown-kind")
    return kind


def _require_open(kind: Kind) -> None:
    if kind.is_closed:
        raise _not_this_kind(_("This kind is closed: no new dataset can be made of it."), "kind-closed")


def _not_this_kind(said: str, code: str) -> Refusal:
    names = ", ".join(each.name for each in open_kinds())
    remedy = _("Choose one of these: %(kinds)s.") % {"kinds": names}
    return Refusal(said, remedy=remedy, code=code, status=HTTPStatus.BAD_REQUEST, place="kind")


def _of_kind(dataset: Dataset, kind: str) -> Dataset:
    if dataset.kind != kind:
        raise Refusal(
            _("There is a dataset “%(title)s” of another kind.") % {"title": dataset.title},
            remedy=_("Choose another title."),
            code="title-taken",
            place="title",
        )
    return dataset


def title_taken(title: str) -> Refusal:
    """For who gives a dataset the title of another."""
    return Refusal(
        _("There is a dataset “%(title)s” already.") % {"title": title},
        remedy=_("Choose another title."),
        code="title-taken",
        place="title",
    )


def read_file(form: Format, source: Source) -> list[RecordDraft]:
    """Read a file and check each record, without storing anything.

    Raises :class:`Refusal` for what cannot be read, holds no record of the kind, or is of another kind by its format.
    """
    if form.only_kind and form.only_kind != source.kind.name:
        raise Refusal(
            _("A file in %(format)s holds records of another kind.") % {"format": form.label},
            remedy=_("Import it into a dataset of the kind “%(kind)s”.") % {"kind": find_kind(form.only_kind).label},
            code="other-kind",
        )
    drafts = list(each_checked(form.read(source), source.kind))
    if not drafts:
        raise Refusal(
            _("This file holds no records of the kind “%(kind)s”.") % {"kind": source.kind.label},
            remedy=_("Choose another file, or another kind of record."),
            code="nothing-to-import",
            status=HTTPStatus.BAD_REQUEST,
        )
    return drafts


def each_checked(drafts: Iterable[RecordDraft], kind: Kind) -> Iterator[RecordDraft]:
    """The drafts of a kind, each checked; a second one under the same identifier is refused."""
    return each_once(checked(draft, kind) for draft in drafts)


def each_once(drafts: Iterable[RecordDraft]) -> Iterator[RecordDraft]:
    """The drafts, of which a second one under the same identifier is refused."""
    met = set()
    for draft in drafts:
        if draft.key in met and not draft.refused:
            reason = _("Another record in the file has the same identifier.")
            yield RecordDraft(key=draft.key, title=draft.title, refused=reason)
        else:
            yield draft
        met.add(draft.key)


def import_file(
    *,
    actor: Actor,
    dataset: Dataset,
    form: Format,
    source: Source,
    file_name: str,
    whole: bool = False,
    as_drafts: bool = False,
) -> ImportRun:
    """Import a file into a dataset as a difference with what is there; returns the run with its report.

    ``whole`` says that the file holds all there is: what it does not hold is removed. Without it such records are kept
    and listed. ``as_drafts`` keeps back what is new or changed by it: others read what was published last. Raises
    :class:`Refusal` when the file as a whole cannot be read; then nothing changed.
    """
    actor.require(Permission.DATA_MANAGE)
    if dataset.kind != source.kind.name:
        raise Refusal(
            _("“%(title)s” holds records of another kind.") % {"title": dataset.title},
            remedy=_("Import the file into a dataset of its own."),
            code="other-kind",
        )
    drafts = read_file(form, source)
    origin = Origin(name=file_name, content_hash=hashlib.sha256(source.content).hexdigest())
    return store_drafts(actor=actor, dataset=dataset, drafts=drafts, origin=origin, whole=whole, as_drafts=as_drafts)


def import_catalogue(
    *, actor: Actor, dataset: Dataset, source: bytes, file_name: str, whole: bool = False, as_drafts: bool = False
) -> ImportRun:
    """Import a product catalogue as LPDC exports it: Turtle, into a dataset of public services. As ``import_file``."""
    return import_file(
        actor=actor,
        dataset=dataset,
        form=TURTLE,
        source=Source(content=source, kind=PUBLIC_SERVICE, base=base_for(actor.tenant, PUBLIC_SERVICE)),
        file_name=file_name,
        whole=whole,
        as_drafts=as_drafts,
    )


@dataclass(frozen=True, kw_only=True)
class Origin:
    """What records were read from: its name, and a SHA-256 (hex) of it."""

    name: str
    content_hash: str


@transaction.atomic
def store_drafts(
    *,
    actor: Actor,
    dataset: Dataset,
    drafts: list[RecordDraft],
    origin: Origin,
    whole: bool,
    partial: bool = False,
    as_drafts: bool = False,
) -> ImportRun:
    """Bring a dataset to what was read, as a difference, with a line per record. ``whole`` and ``as_drafts`` as above.

    ``partial`` says that it was a page of more: of records that it does not hold nothing is said.
    """
    actor.require(Permission.DATA_MANAGE)
    # Two imports into one dataset at once would each miss the other's records.
    hold(dataset)
    run = ImportRun.objects.create(
        dataset=dataset,
        file_name=origin.name[-TITLE_LENGTH:],
        file_hash=origin.content_hash,
        imported_by=actor.name,
    )
    difference = difference_with(dataset, drafts, whole=whole, partial=partial)
    difference.store(dataset, as_drafts=as_drafts)
    run.counts = difference.counts()
    run.save(update_fields=["counts"])
    ImportLine.objects.bulk_create(difference.lines(run), batch_size=BATCH)
    return run
