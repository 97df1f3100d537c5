"""What of the try-outs waits for a person: a newer version of a service that they try, one that was
withdrawn, news of a service that they follow, a last day that is near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting, WaitingFor
from vlavirgem_sandbox.catalogue.models import ServiceNotice
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


def _newer_versions() -> Iterator[Waiting]:
    for found in newer_versions():
        yield Waiting(
            title=_("Version %(number)s of “%(service)s” is live")
            % {"number": found.number, "service": found.service_name},
            url=reverse("tryouts:newer_version", args=[found.public_id, found.number]),
            line=_("See what it changes for your try-out “%(tryout)s” of version %(number)s.")
            % {"tryout": found.name, "number": found.tried},
            since=found.since,
        )


def _withdrawn_versions() -> Iterator[Waiting]:
    for found in withdrawals():
        tryout = found.tryout
        line = _("%(agency)s withdrew version %(number)s of “%(service)s”: %(reason)s") % {
            "agency": tryout.agency_name,
            "number": tryout.version_number,
            "service": tryout.service_name,
            "reason": found.reason,
        }
        yield _of_tryout(tryout, line, found.at)


def _deprecated_versions() -> Iterator[Waiting]:
    for found in deprecations():
        tryout = found.tryout
        line = _("Version %(number)s of “%(service)s” is deprecated: %(day)s is its last day.") % {
            "number": tryout.version_number,
            "service": tryout.service_name,
            "day": date_format(found.last_day, "SHORT_DATE_FORMAT"),
        }
        yield _of_tryout(tryout, line, found.at)


def _followed_services() -> Iterator[Waiting]:
    for each in news():
        yield Waiting(
            title=each.service.name,
            url=f"{each.service.get_absolute_url()}#following",
            line=_("You follow this service. %(news)s") % {"news": sentence_of(each)},
            since=each.at,
        )


def _notices_of_what_we_try() -> Iterator[Waiting]:
    """Each notice once, with the try-outs that it concerns."""
    concerned: dict[UUID, tuple[ServiceNotice, list[TryOut]]] = {}
    for each in notices_of_tryouts():
        concerned.setdefault(each.notice.pk, (each.notice, []))[1].append(each.tryout)
    for notice, (first, *others) in concerned.values():
        said = notice_sentence(notice)
        if not others:
            yield _of_tryout(first, said, notice.created_at)
            continue
        names = ", ".join(tryout.name for tryout in (first, *others))
        line = _("%(news)s It concerns your try-outs %(names)s.") % {"news": said, "names": names}
        yield Waiting(title=first.service_name, url=first.service_url, line=line, since=notice.created_at)


def _last_days() -> Iterator[Waiting]:
    today = timezone.localdate()
    near = TryOut.objects.exclude(state=TryOutState.ENDED).filter(last_day__lte=today + SOON)
    for tryout in near.order_by("last_day"):
        if tryout.last_day is not None:
            since = timezone.make_aware(datetime.combine(tryout.last_day - SOON, time.min))
            yield _of_tryout(tryout, _last_day_line(tryout.last_day, today), since)


def _last_day_line(day: date, today: date) -> str:
    written = {"day": date_format(day, "SHORT_DATE_FORMAT")}
    if day < today:
        return _("This try-out expired after %(day)s. Extend it, or end it.") % written
    return _("This try-out expires after %(day)s. Extend it if you still need it.") % written


def _of_tryout(tryout: TryOut, line: str, since: datetime) -> Waiting:
    return Waiting(title=tryout.name, url=tryout.get_absolute_url(), line=line, since=since)


def _waits(
    name: str, found: Callable[[], Iterable[Waiting]], needs: Permission = Permission.TRYOUT_MANAGE
) -> WaitingFor:
    """Looked for only where the actor may do something about it."""

    def find(actor: Actor) -> Sequence[Waiting]:
        return list(found()) if actor.may(needs) else ()

    return WaitingFor(name=name, find=find)


WAITING: Final = (
    _waits("tryouts-newer-versions", _newer_versions),
    _waits("tryouts-withdrawn-versions", _withdrawn_versions),
    _waits("tryouts-deprecated-versions", _deprecated_versions),
    _waits("tryouts-notices", _notices_of_what_we_try, Permission.TRYOUT_CALL),
    _waits("tryouts-followed-services", _followed_services),
    _waits("tryouts-last-days", _last_days),
)
