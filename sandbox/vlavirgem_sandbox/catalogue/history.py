"""What was done to a service, in words that people read."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem.ui.components import HistoryLine
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.directory.models import Tenant

_SAID: Final = {
    "asked who breaks": gettext_lazy("asked who breaks on the next version"),
    "described": gettext_lazy("changed the description"),
    "document added": gettext_lazy("added a document"),
    "document removed": gettext_lazy("removed a document"),
    "planned": gettext_lazy("changed the roadmap"),
    "announced": gettext_lazy("announced an outage or maintenance"),
    "took back": gettext_lazy("took an announcement back"),
    "registered endpoint": gettext_lazy("registered an endpoint"),
    "removed endpoint": gettext_lazy("removed an endpoint"),
    "opened endpoint": gettext_lazy("let try-outs be answered by an endpoint"),
    "changed opening": gettext_lazy("changed whose try-outs an endpoint answers"),
    "closed endpoint": gettext_lazy("closed an endpoint for try-outs"),
}

_KEPT: Final = frozenset(
    {
        "asked who breaks",  # tells of a version to come
        "registered endpoint",
        "removed endpoint",
        "opened endpoint",
        "changed opening",
        "closed endpoint",
    }
)


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name=Service._meta.label_lower, tell=_done, kept=_KEPT))


def history_of(service: Service, reader: Tenant) -> list[HistoryLine]:
    """What happened to the service as far as that organisation may know, the latest first."""
    return history_lines(History.objects.of(service).for_pages_of(reader), _done)


def _done(line: History) -> str:
    if line.verb in _SAID:
        detail = line.detail.get("file") or line.detail.get("what") or ""
        return f"{_SAID[line.verb]}: {detail}" if detail else str(_SAID[line.verb])
    said = {
        "published": _("published version %(number)s"),
        "put in trial": _("put version %(number)s in trial"),
        "deprecated": _("deprecated version %(number)s"),
        "reinstated": _("put version %(number)s back"),
        "withdrawn": _("withdrew version %(number)s"),
    }
    return said[line.verb] % {"number": line.detail.get("version", "–")}
