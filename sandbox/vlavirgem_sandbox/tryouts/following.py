"""What happened to the services that we follow, since we last looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_sandbox.tryouts.models import Follow, TryOut, TryOutState
from vlavirgem_tenants.commons.models import History

_TOLD: Final = ("published", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class News:
    """One version that went live or was withdrawn."""

    service: Service
    number: int
    is_withdrawn: bool
    reason: str
    """Why it was withdrawn; empty for what went live."""
    at: datetime


def follow_of(service: Service) -> Follow | None:
    """Whether, and since when, we follow it."""
    return Follow.objects.filter(service_id=service.pk).first()


def news_of(service: Service, follow: Follow) -> list[News]:
    """Everything that happened to one service since we last looked, the latest first."""
    return _news({service.pk: service}, [follow])


def news() -> list[News]:
    """Of every service that we follow, but for what a try-out of ours tells already; four queries at most.

    An active try-out tells of the newer version itself, and one that has not ended that its own version was withdrawn.
    """
    follows = list(Follow.objects.all())
    if not follows:
        return []
    services = Service.objects.select_related("owner").in_bulk([follow.service_id for follow in follows])
    told = set(TryOut.objects.exclude(state=TryOutState.ENDED).values_list("service_url", "version_number", "state"))
    active = {url for url, _number, state in told if state == TryOutState.ACTIVE}
    tried = {(url, number) for url, number, _state in told}
    return [
        each
        for each in _news(services, follows)
        if not (
            (each.service.get_absolute_url(), each.number) in tried
            if each.is_withdrawn
            else each.service.get_absolute_url() in active
        )
    ]


def _news(services: dict[UUID, Service], follows: Iterable[Follow]) -> list[News]:
    seen = {follow.service_id: follow.seen_at for follow in follows if follow.service_id in services}
    if not seen:
        return []
    lines = History.objects.filter(
        subject_kind=Service._meta.label_lower,
        subject_id__in=seen,
        verb__in=_TOLD,
        created_at__gt=min(seen.values()),
    )
    return [
        News(
            service=services[line.subject_id],
            number=line.detail["version"],
            is_withdrawn=line.verb == "withdrawn",
            reason=line.reason,
            at=line.created_at,
        )
        for line in lines
        if line.created_at > seen[line.subject_id]
    ]
