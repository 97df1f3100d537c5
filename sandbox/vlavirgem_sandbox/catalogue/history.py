"""What was done to a service, in words that people read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from vlavirgem.plugins import HistoryWords, history_words
from vlavirgem.ui.components import HistoryLine
from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines


def register() -> None:
    """Lend these words to the start page."""
    history_words.register(HistoryWords(name=Service._meta.label_lower, tell=_done))


def history_of(service: Service) -> list[HistoryLine]:
    """What happened to the service, the latest first."""
    return history_lines(History.objects.of(service), _done)


def _done(line: History) -> str:
    said = _("published version %(number)s") if line.verb == "published" else _("withdrew version %(number)s")
    return said % {"number": line.detail.get("version", "–")}
