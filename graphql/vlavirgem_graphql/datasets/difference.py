"""An import as a difference: which records are new, changed, the same, refused or no longer in the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from vlavirgem_graphql.datasets.changes_kept import changes_between
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportLine, ImportRun, Outcome
from vlavirgem_graphql.exchange.models import KEY_LENGTH, TITLE_LENGTH

BATCH = 500


@dataclass
class Difference:
    """What an import changes: the drafts by their fate, and the stored records that the file does not hold.

    ``changes`` are the fields that became others, by the key of their record; known when it was stored.
    """

    drafts: list[tuple[Outcome, RecordDraft]]
    gone: list[DatasetRecord]
    gone_outcome: Outcome
    stored: dict[str, DatasetRecord] = field(default_factory=dict)
    changes: dict[str, dict[str, list[Any] | None]] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many records met each fate, by the names of :class:`Outcome`."""
        fates = Counter(outcome.value for outcome, _draft in self.drafts)
        fates[self.gone_outcome.value] += len(self.gone)
        return dict(fates)

    def store(self, dataset: Dataset, *, as_drafts: bool = False) -> None:
        """Bring the stored records to what the file says; ``as_drafts``: those that are new or changed are drafts."""
        now = timezone.now()
        new = []
        changed = []
        newer = []
        removed = []
        for outcome, draft in self.drafts:
            if outcome is Outcome.IMPORTED:
                new.append(DatasetRecord(dataset=dataset, key=draft.key))
                _fill(new[-1], draft).changed_at = now
            elif outcome is Outcome.CHANGED:
                self.changes[draft.key] = changes_between(self.stored[draft.key].body, draft.body)
                changed.append(_fill(self.stored[draft.key], draft))
                changed[-1].changed_at = now
            elif outcome is Outcome.REMOVED:
                removed.append(self.stored[draft.key].pk)
            elif self._is_newer(outcome, draft):
                self.stored[draft.key].version_at = draft.version_at
                newer.append(self.stored[draft.key])
        for record in (*new, *changed):
            record.is_draft = as_drafts or record.is_draft
        DatasetRecord.objects.bulk_create(new, batch_size=BATCH)
        DatasetRecord.objects.bulk_update(
            changed, ["title", "body", "content_hash", "changed_at", "version_at", "is_draft"], batch_size=BATCH
        )
        DatasetRecord.objects.bulk_update(newer, ["version_at"], batch_size=BATCH)
        if self.gone_outcome is Outcome.REMOVED:
            removed += [record.pk for record in self.gone]
        DatasetRecord.objects.filter(pk__in=removed).delete()

    def _is_newer(self, outcome: Outcome, draft: RecordDraft) -> bool:
        """Whether a version says the same at a later moment: an older one in between has to be known for what it is."""
        if outcome is not Outcome.UNCHANGED or draft.gone:
            return False
        return draft.is_newer_than(self.stored[draft.key].version_at)

    def lines(self, run: ImportRun) -> Iterable[ImportLine]:
        """The report: a line per record of the file, then one per stored record that it does not hold."""
        for outcome, draft in self.drafts:
            yield ImportLine(
                run=run,
                key=draft.key[:KEY_LENGTH],
                title=draft.title[:TITLE_LENGTH],
                outcome=outcome,
                reason=draft.refused or " ".join(draft.notes),
                place=draft.place[:TITLE_LENGTH],
                changes=self.changes.get(draft.key, {}) if outcome is Outcome.CHANGED else {},
            )
        for record in self.gone:
            yield ImportLine(run=run, key=record.key, title=record.title, outcome=self.gone_outcome)


def difference_with(dataset: Dataset, drafts: list[RecordDraft], *, whole: bool, partial: bool = False) -> Difference:
    """Lay the drafts beside what is stored; ``whole``: what the file does not hold is to be removed.

    ``partial``: it is a page of more, and only the records that it speaks of are looked at.
    """
    records = dataset.records.filter(key__in=[draft.key for draft in drafts]) if partial else dataset.records.all()
    return difference_between(records, drafts, whole=whole)


def difference_between(records: Iterable[DatasetRecord], drafts: list[RecordDraft], *, whole: bool) -> Difference:
    """The same, of records that were read already (or none, where there is no dataset yet)."""
    stored = {record.key: record for record in records}
    fates: list[tuple[Outcome, RecordDraft]] = []
    for draft in drafts:
        known = stored.get(draft.key)
        fates.append((_fate(draft, known), draft))
    in_file = {draft.key for draft in drafts}
    gone = [record for key, record in stored.items() if key not in in_file]
    return Difference(fates, gone, Outcome.REMOVED if whole else Outcome.ABSENT, stored)


def _fate(draft: RecordDraft, known: DatasetRecord | None) -> Outcome:
    if draft.refused:
        return Outcome.REFUSED
    if known is None:
        return Outcome.UNCHANGED if draft.gone else Outcome.IMPORTED
    if draft.is_older_than(known.version_at) or (not draft.gone and known.content_hash == draft.content_hash):
        return Outcome.UNCHANGED
    return Outcome.REMOVED if draft.gone else Outcome.CHANGED


def _fill(record: DatasetRecord, draft: RecordDraft) -> DatasetRecord:
    record.title = draft.title[:TITLE_LENGTH]
    record.body = draft.body
    record.content_hash = draft.content_hash
    record.version_at = draft.version_at
    return record
