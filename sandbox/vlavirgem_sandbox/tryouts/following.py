"""What happened to the services that we follow, and that nobody of ours has marked as seen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.utils import timezone

from vlavirgem_sandbox.catalogue.days import first_moment_after
from vlavirgem_sandbox.catalogue.models import Service, ServiceNotice
from vlavirgem_sandbox.tryouts.models import Follow, TryOut, TryOutState
from vlavirgem_tenants.commons.models import History


class NewsKind(StrEnum):
    """What happened; the word is that of the history, but for a notice."""

    LIVE = "published"
    TRIAL = "put in trial"
    DEPRECATED = "deprecated"
    WITHDRAWN = "withdrawn"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that happened to a service."""

    service: Service
    key: str
    """What it is marked as seen by."""
    kind: NewsKind
    at: datetime
    reason: str = ""
    """Why, or the text of a notice."""
    number: int = 0
    """Of the version; 0 for a notice."""
    last_day: date | None = None
    successor: int | None = None
    notice: ServiceNotice | None = None


_REINSTATED: Final = "reinstated"
_TOLD: Final = (NewsKind.LIVE, NewsKind.TRIAL, NewsKind.DEPRECATED, NewsKind.WITHDRAWN, _REINSTATED)


def follow_of(service: Service) -> Follow | None:
    """Whether, and since when, we follow it."""
    return Follow.objects.current().filter(service_id=service.pk).first()


def news_of(service: Service, follow: Follow) -> list[News]:
    """Everything of one service that was not seen yet, the latest first."""
    return [each for each in happened_to([service]) if each.key not in follow.seen]


def news() -> list[News]:
    """Of every service that we follow, but for what a try-out of ours tells already; five queries at most.

    An active try-out tells of the newer version itself, and one that has not ended what becomes of its own version
    and which outages concern it.
    """
    seen = {follow.service_id: follow.seen for follow in Follow.objects.current()}
    if not seen:
        return []
    services = list(Service.objects.select_related("owner").filter(pk__in=seen))
    told = set(TryOut.objects.exclude(state=TryOutState.ENDED).values_list("service_url", "version_number", "state"))
    return [
        each
        for each in happened_to(services)
        if each.key not in seen[each.service.pk] and not _is_told_by_a_try_out(each, told)
    ]


def happened_to(services: Iterable[Service]) -> list[News]:
    """All that there is to tell of these services, seen or not, the latest first; two queries."""
    by_id = {service.pk: service for service in services}
    found = [*_versions(by_id), *_notices(by_id)]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _is_told_by_a_try_out(each: News, told: set[tuple[str, int, str]]) -> bool:
    url = each.service.get_absolute_url()
    match each.kind:
        case NewsKind.LIVE:
            return any(tried == url and state == TryOutState.ACTIVE for tried, _number, state in told)
        case NewsKind.NOTICE if each.notice is not None:
            concerns = each.notice.concerns
            return any(tried == url and concerns(number) for tried, number, _state in told)
        case NewsKind.DEPRECATED | NewsKind.WITHDRAWN:
            return any((tried, number) == (url, each.number) for tried, number, _state in told)
        case _:
            return False


def _versions(services: Mapping[UUID, Service]) -> Iterator[News]:
    """From the history, first to last: a deprecation is told until it was taken back, overtaken, or came to its day."""
    lines = History.objects.filter(
        subject_kind=Service._meta.label_lower, subject_id__in=services, verb__in=_TOLD
    ).order_by("created_at")
    ending: dict[tuple[UUID, int], News] = {}
    for line in lines:
        version = (line.subject_id, line.detail["version"])
        ending.pop(version, None)
        if line.verb == _REINSTATED:
            continue
        each = _of_line(services[line.subject_id], line)
        if each.kind == NewsKind.DEPRECATED:
            ending[version] = each
        else:
            yield each
    yield from map(_as_it_stands, ending.values())


def _of_line(service: Service, line: History) -> News:
    last_day = line.detail.get("last_day")
    return News(
        service=service,
        key=str(line.pk),
        kind=NewsKind(line.verb),
        at=line.created_at,
        reason=line.reason,
        number=line.detail["version"],
        last_day=date.fromisoformat(last_day) if last_day else None,
        successor=line.detail.get("successor"),
    )


def _as_it_stands(deprecated: News) -> News:
    """The deprecation itself; from the day after its last day, that the version is withdrawn, which is news again."""
    if deprecated.last_day is None or deprecated.last_day >= timezone.localdate():
        return deprecated
    return News(
        service=deprecated.service,
        key=f"{deprecated.key}/over",
        kind=NewsKind.WITHDRAWN,
        at=first_moment_after(deprecated.last_day),
        reason=deprecated.reason,
        number=deprecated.number,
    )


def _notices(services: Mapping[UUID, Service]) -> Iterator[News]:
    for notice in ServiceNotice.objects.of(services, timezone.now()):
        yield News(
            service=services[notice.service_id],
            key=str(notice.pk),
            kind=NewsKind.NOTICE,
            at=notice.created_at,
            reason=notice.text,
            notice=notice,
        )
