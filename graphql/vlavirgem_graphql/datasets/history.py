"""What happened to a record: who brought it in or changed it, when, with which file or feed, and in which fields."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vlavirgem.ui.components import HistoryLine
from vlavirgem_graphql.datasets.models import DatasetRecord, ImportLine, Outcome
from vlavirgem_graphql.datasets.value_words import shortened, words_of
from vlavirgem_graphql.exchange.kinds import Kind, KindField

LINES_SHOWN = 50


def history_of(record: DatasetRecord) -> list[HistoryLine]:
    """The latest changes of a record, the newest first."""
    kind = record.dataset.declared_kind
    return [_line(change, kind) for change in ImportLine.objects.history_of(record)[:LINES_SHOWN]]


def _line(change: ImportLine, kind: Kind) -> HistoryLine:
    said = {
        Outcome.IMPORTED: _("brought it in with %(file)s"),
        Outcome.CHANGED: _("changed it with %(file)s"),
        Outcome.REMOVED: _("removed it with %(file)s"),
    }[Outcome(change.outcome)]
    run = change.run
    return HistoryLine(
        at=run.imported_at,
        who=run.imported_by,
        what=said % {"file": run.file_name},
        reason=change.reason,
        details=list(_fields_told(change, kind)),
    )


def _fields_told(change: ImportLine, kind: Kind) -> Iterator[str]:
    """A sentence for each field that changed, in the kind's order; a field that the kind has no more is passed over."""
    for part in kind:
        if part.name in change.changes:
            yield _told(part, change.changes[part.name])


def _told(part: KindField, pair: list[object] | None) -> str:
    if pair is None:
        return _("%(field)s: changed, but too long to keep what it was") % {"field": part.label}
    before, after = (words_of(part, {part.name: value}) for value in pair)
    if before == after:
        return _("%(field)s: the same words, written in another way") % {"field": part.label}
    before, after = shortened(before, after)
    if not before:
        said = _("%(field)s: “%(after)s”, where nothing stood")
    elif not after:
        said = _("%(field)s: taken away, it was “%(before)s”")
    else:
        said = _("%(field)s: from “%(before)s” to “%(after)s”")
    return said % {"field": part.label, "before": before, "after": after}
