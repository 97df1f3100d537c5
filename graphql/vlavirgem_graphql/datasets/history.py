"""What happened to a record: who brought it in or changed it, when, and with which file or feed."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.ui.components import HistoryLine
from vlavirgem_graphql.datasets.models import DatasetRecord, ImportLine, Outcome

LINES_SHOWN = 50


def history_of(record: DatasetRecord) -> list[HistoryLine]:
    """The latest changes of a record, the newest first."""
    return [_line(change) for change in ImportLine.objects.history_of(record)[:LINES_SHOWN]]


def _line(change: ImportLine) -> HistoryLine:
    said = {
        Outcome.IMPORTED: _("brought it in with %(file)s"),
        Outcome.CHANGED: _("changed it with %(file)s"),
        Outcome.REMOVED: _("removed it with %(file)s"),
    }[Outcome(change.outcome)]
    run = change.run
    return HistoryLine(
        at=run.imported_at, who=run.imported_by, what=said % {"file": run.file_name}, reason=change.reason
    )
