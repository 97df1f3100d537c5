"""A blueprint's history in words. What its maker prepares is the maker's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem.ui.components import HistoryLine
from vlavirgem_sandbox.pilots.models import Blueprint
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.directory.models import Tenant

_WORDS: Final[dict[str, Any]] = {
    "prepared": gettext_lazy("prepared the blueprint"),
    "prepared anew": gettext_lazy("changed the draft"),
    "withdrawn": gettext_lazy("withdrew the blueprint"),
}
_KEPT: Final = frozenset({"prepared", "prepared anew"})
MOST: Final = 50


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name=Blueprint._meta.label_lower, tell=_done, kept=_KEPT))


def history_of(blueprint: Blueprint, reader: Tenant) -> Sequence[HistoryLine]:
    """What happened to the blueprint as far as that organisation may know, the latest first."""
    return history_lines(History.objects.of(blueprint).for_pages_of(reader)[:MOST], _done)


def _done(line: History) -> str:
    if line.verb in _WORDS:
        return str(_WORDS[line.verb])
    said = {"shared": _("shared version %(version)s"), "adopted": _("took version %(version)s over")}
    return said[line.verb] % {"version": line.detail.get("version", "–")}
