"""What was done with datasets as a whole: noted, and told as lines of a history."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vlavirgem.ui.components import HistoryLine
from vlavirgem_graphql.datasets.models import Dataset, DatasetAct, DatasetVerb
from vlavirgem_tenants.people.actors import Actor

ACTS_SHOWN: Final = 20


def note_act(*, actor: Actor, dataset: Dataset, verb: DatasetVerb, title: str, detail: dict[str, Any]) -> None:
    """Note who did what with a dataset, in the transaction that does it; ``title`` is what it was called before."""
    DatasetAct.objects.create(dataset_id=dataset.pk, title=title, verb=verb, detail=detail, done_by=actor.name)


def acts_on(dataset: Dataset) -> list[HistoryLine]:
    """What was done with a dataset, the latest first."""
    return [_line(act) for act in DatasetAct.objects.filter(dataset_id=dataset.pk)[:ACTS_SHOWN]]


def removals() -> list[HistoryLine]:
    """Which datasets of ours were removed lately, the latest first."""
    return [_line(act) for act in DatasetAct.objects.filter(verb=DatasetVerb.REMOVED)[:ACTS_SHOWN]]


def _line(act: DatasetAct) -> HistoryLine:
    return HistoryLine(at=act.done_at, who=act.done_by, what=_words_of(act))


def _words_of(act: DatasetAct) -> str:
    if act.verb == DatasetVerb.RENAMED:
        return _("renamed “%(before)s” to “%(after)s”") % {"before": act.title, "after": act.detail["title"]}
    if act.verb == DatasetVerb.UNFOLLOWED:
        return _("stopped following %(address)s") % {"address": act.detail["address"]}
    count = act.detail["records"]
    said = ngettext("removed “%(title)s” with %(count)s record", "removed “%(title)s” with %(count)s records", count)
    return said % {"title": act.title, "count": count}
