"""What happened to a service, in a sentence."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem_sandbox.catalogue.models import ServiceNotice
from vlavirgem_sandbox.tryouts.following import News, NewsKind


def sentence_of(news: News) -> str:
    """In the language of who asks."""
    if news.notice is not None:
        return notice_sentence(news.notice)
    told = {"number": news.number, "reason": news.reason, "day": "", "successor": news.successor}
    if news.last_day is not None:
        told["day"] = date_format(news.last_day, "SHORT_DATE_FORMAT")
    match news.kind:
        case NewsKind.TRIAL:
            return _("Version %(number)s is in trial.") % told
        case NewsKind.DEPRECATED if news.successor is not None:
            said = _("Version %(number)s ends after %(day)s; version %(successor)s comes in its place: %(reason)s")
            return said % told
        case NewsKind.DEPRECATED:
            return _("Version %(number)s ends after %(day)s: %(reason)s") % told
        case NewsKind.WITHDRAWN:
            return _("Version %(number)s is withdrawn: %(reason)s") % told
        case _:
            return _("Version %(number)s is live.") % told


def notice_sentence(notice: ServiceNotice) -> str:
    """What it is, from when until when, and its text."""
    return _("%(kind)s from %(start)s until %(end)s: %(text)s") % {
        "kind": notice.get_kind_display(),
        "start": _moment(notice.starts_at),
        "end": _moment(notice.ends_at),
        "text": notice.text,
    }


def _moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
