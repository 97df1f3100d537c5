"""What of the try-outs waits for a person: a newer version of a service that they try, one that was
withdrawn, news of a service that they follow, a last day that is near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.tryouts.deprecated_versions import deprecations
from vlavirgem_sandbox.tryouts.following import news
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState
from vlavirgem_sandbox.tryouts.newer_versions import newer_versions
from vlavirgem_sandbox.tryouts.news_words import notice_sentence, sentence_of
from vlavirgem_sandbox.tryouts.notices import notices_of_tryouts
from vlavirgem_sandbox.tryouts.pages import SOON
from vlavirgem_sandbox.tryouts.withdrawn_versions import withdrawals
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def _newer_versions(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=_("Version %(number)s of “%(service)s” is live")
            % {"number": found.number, "service": found.service_name},
            url=reverse("tryouts:newer_version", args=[found.public_id, found.number]),
            line=_("See what it changes for your try-out of version %(number)s.") % {"number": found.tried},
            since=found.since,
        )
        for found in newer_versions()
    ]


def _withdrawn_versions(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=found.tryout.name,
            url=found.tryout.get_absolute_url(),
            line=_("%(agency)s withdrew version %(number)s of “%(service)s”: %(reason)s")
            % {
                "agency": found.tryout.agency_name,
                "number": found.tryout.version_number,
                "service": found.tryout.service_name,
                "reason": found.reason,
            },
            since=found.at,
        )
        for found in withdrawals()
    ]


def _deprecated_versions(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=found.tryout.name,
            url=found.tryout.get_absolute_url(),
            line=_("Version %(number)s of “%(service)s” is deprecated: %(day)s is its last day.")
            % {
                "number": found.tryout.version_number,
                "service": found.tryout.service_name,
                "day": date_format(found.last_day, "SHORT_DATE_FORMAT"),
            },
            since=found.at,
        )
        for found in deprecations()
    ]


def _followed_services(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    return [
        Waiting(
            title=each.service.name,
            url=f"{each.service.get_absolute_url()}#following",
            line=_("You follow this service. %(news)s") % {"news": sentence_of(each)},
            since=each.at,
        )
        for each in news()
    ]


def _notices_of_what_we_try(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_CALL):
        return ()
    return [
        Waiting(
            title=each.tryout.name,
            url=each.tryout.get_absolute_url(),
            line=notice_sentence(each.notice),
            since=each.notice.created_at,
        )
        for each in notices_of_tryouts()
    ]


def _last_days(actor: Actor) -> Sequence[Waiting]:
    if not actor.may(Permission.TRYOUT_MANAGE):
        return ()
    today = timezone.localdate()
    near = TryOut.objects.exclude(state=TryOutState.ENDED).filter(last_day__lte=today + SOON).order_by("last_day")
    return [
        Waiting(
            title=tryout.name,
            url=tryout.get_absolute_url(),
            line=_last_day_line(tryout.last_day, today),
            since=timezone.make_aware(datetime.combine(tryout.last_day - SOON, time.min)),
        )
        for tryout in near
        if tryout.last_day is not None
    ]


def _last_day_line(day: date, today: date) -> str:
    written = {"day": date_format(day, "SHORT_DATE_FORMAT")}
    if day < today:
        return _("This try-out expired after %(day)s. Extend it, or end it.") % written
    return _("This try-out expires after %(day)s. Extend it if you still need it.") % written


WAITING: Final = (
    WaitingFor(name="tryouts-newer-versions", find=_newer_versions),
    WaitingFor(name="tryouts-withdrawn-versions", find=_withdrawn_versions),
    WaitingFor(name="tryouts-deprecated-versions", find=_deprecated_versions),
    WaitingFor(name="tryouts-notices", find=_notices_of_what_we_try),
    WaitingFor(name="tryouts-followed-services", find=_followed_services),
    WaitingFor(name="tryouts-last-days", find=_last_days),
)
