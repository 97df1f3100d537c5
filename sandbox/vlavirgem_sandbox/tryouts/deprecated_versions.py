"""Versions whose last day is announced while a try-out of them goes on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState


@dataclass(frozen=True, kw_only=True)
class Deprecation:
    """A try-out, and what its publisher announced of the version that is tried."""

    tryout: TryOut
    last_day: date
    successor: int | None
    """Number of the version that comes in its place."""
    successor_id: UUID | None
    at: datetime


def deprecations() -> list[Deprecation]:
    """Of every try-out of ours that has not ended, the nearest last day first; three queries."""
    return _announced(TryOut.objects.exclude(state=TryOutState.ENDED))


def deprecation_of(tryout: TryOut) -> Deprecation | None:
    """Of one try-out; None for a version without a last day, or past it."""
    return next(iter(_announced([tryout])), None)


def _announced(tryouts: Iterable[TryOut]) -> list[Deprecation]:
    by_version: dict[UUID, list[TryOut]] = {}
    for tryout in tryouts:
        by_version.setdefault(tryout.version_id, []).append(tryout)
    versions = list(ServiceVersion.objects.filter(pk__in=by_version).deprecated().without_document())
    services = {version.service_id for version in versions if version.successor_number is not None}
    next_ones = {
        (service, number): identity
        for identity, service, number in ServiceVersion.objects.offered()
        .filter(service__in=services)
        .values_list("pk", "service_id", "number")
    }
    told = [
        Deprecation(
            tryout=tryout,
            last_day=version.sunset_on,
            successor=version.successor_number,
            successor_id=next_ones.get((version.service_id, version.successor_number or 0)),
            at=version.deprecated_at,
        )
        for version in versions
        if version.sunset_on is not None and version.deprecated_at is not None
        for tryout in by_version[version.pk]
    ]
    return sorted(told, key=lambda each: each.last_day)
