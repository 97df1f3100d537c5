"""Holding records back as drafts, publishing them, giving a field another value, removing: of many at once.

What others read is what was published last (``exchange.services.offers``). A draft is passed over there, however often
the offer is brought up to date, until it is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.bulk.values import typed
from vlavirgem_graphql.datasets.display import ShownField, shown_fields
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.given_records import draft_of
from vlavirgem_graphql.datasets.holding import hold
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine, ImportRun, Outcome
from vlavirgem_graphql.datasets.services_records import (
    GivenRecord,
    remove_records,
    require_ours_to_write,
    require_version,
    write_records,
)
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.offers import Projection, refresh_offer
from vlavirgem_tenants.people.actors import Actor

MOST: Final = 1_000


@dataclass(frozen=True)
class FieldChange:
    """What a record would be with another value in a field: ``refused`` of the draft says why it cannot be."""

    record: DatasetRecord
    part: KindField
    draft: RecordDraft

    @property
    def before(self) -> ShownField | None:
        """What the field holds now, as a person reads it; None where it holds nothing."""
        return next(shown_fields([self.part], self.record.body), None)

    @property
    def after(self) -> ShownField | None:
        """What it would hold."""
        return next(shown_fields([self.part], self.draft.body), None)

    @property
    def changes(self) -> bool:
        """Whether it would be another record than it is."""
        return not self.draft.refused and self.draft.content_hash != self.record.content_hash


def changeable_fields(kind: Kind) -> list[KindField]:
    """The fields that can be given one value for many records: not what identifies one, and no groups."""
    return [part for part in kind if part.name != kind.key_field and part.type is not FieldType.GROUP]


def foresee_change(kind: Kind, records: Iterable[DatasetRecord], name: str, text: str) -> list[FieldChange]:
    """What would become of each record; nothing is stored. An empty text takes the value away."""
    part = kind.field(name)
    return [FieldChange(each, part, draft_of(kind, _with(each.body, part, text))) for each in records]


def _with(body: Mapping[str, Any], part: KindField, text: str) -> dict[str, Any]:
    return {**body, part.name: typed(part, text) if text.strip() else None}


@transaction.atomic
def change_field(*, actor: Actor, dataset: Dataset, versions: Mapping[UUID, str], name: str, text: str) -> int:
    """Give all these records another value in a field, or none; returns how many became another record.

    Raises :class:`Refusal` as ``write_records`` does: for a value that does not fit, and a version that is not the
    present one.
    """
    part = dataset.declared_kind.field(name)
    records = _present(dataset, versions)
    given = [GivenRecord(fields=_with(each.body, part, text), version=versions[each.pk]) for each in records]
    written = write_records(actor=actor, dataset=dataset, given=given, said_by=_("a change of many records"))
    return sum(record.content_hash != each.version for record, each in zip(written, given, strict=True))


@transaction.atomic
def remove_many(*, actor: Actor, dataset: Dataset, versions: Mapping[UUID, str]) -> int:
    """Remove all these records or none; those of an offer go with the next time that it is brought up to date."""
    records = _present(dataset, versions)
    remove_records(
        actor=actor,
        dataset=dataset,
        versions={each: versions[each.pk] for each in records},
        said_by=_("a change of many records"),
    )
    return len(records)


@transaction.atomic
def hold_back(*, actor: Actor, dataset: Dataset, versions: Mapping[UUID, str]) -> int:
    """Make drafts of these records: what others read of them stays as it is. Returns how many were none yet."""
    return _mark(actor, dataset, versions, is_draft=True, said=_("holding back as a draft"))


@transaction.atomic
def publish_drafts(*, actor: Actor, dataset: Dataset, versions: Mapping[UUID, str]) -> tuple[int, Projection | None]:
    """Let these records be drafts no more and bring the offer, where there is one, up to date: both or neither."""
    count = _mark(actor, dataset, versions, is_draft=False, said=_("publishing of drafts"))
    offer = Offer.objects.filter(owner=actor.tenant, dataset_id=dataset.pk, withdrawn_at=None).first()
    return count, None if offer is None else refresh_offer(actor=actor, offer=offer)


def _mark(actor: Actor, dataset: Dataset, versions: Mapping[UUID, str], *, is_draft: bool, said: str) -> int:
    require_ours_to_write(actor, dataset)
    others = [each for each in _present(dataset, versions) if each.is_draft is not is_draft]
    dataset.records.filter(pk__in=[each.pk for each in others]).update(is_draft=is_draft)
    if others:
        run = ImportRun.objects.create(
            dataset=dataset,
            file_name=said,
            file_hash="",
            imported_by=actor.name,
            counts={Outcome.CHANGED.value: len(others)},
        )
        ImportLine.objects.bulk_create(
            ImportLine(run=run, key=each.key, title=each.title, outcome=Outcome.CHANGED) for each in others
        )
    return len(others)


def _present(dataset: Dataset, versions: Mapping[UUID, str]) -> list[DatasetRecord]:
    """The records as they are now, locked; raises Refusal for one that somebody changed or removed meanwhile."""
    if len(versions) > MOST:
        raise Refusal(
            _("These are too many records at once."),
            remedy=_("Choose at most %(most)s, or import a file.") % {"most": MOST},
            code="too-many-records",
            place="records",
        )
    hold(dataset)
    records = {each.pk: each for each in dataset.records.filter(pk__in=versions)}
    for at, (pk, version) in enumerate(versions.items()):
        require_version(records.get(pk), version, f"records/{at}/version")
    return list(records.values())
