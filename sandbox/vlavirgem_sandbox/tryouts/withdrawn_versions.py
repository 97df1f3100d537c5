"""Versions that were withdrawn, or came to their last day, while a try-out of them goes on: which, when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vlavirgem_sandbox.catalogue.days import first_moment_after
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState
from vlavirgem_tenants.commons.models import History


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """A try-out, and what the publisher wrote when it withdrew the version that is tried."""

    tryout: TryOut
    reason: str
    at: datetime


def withdrawals() -> list[Withdrawal]:
    """Of every try-out of ours that was not ended, the latest first; three queries."""
    return _told_of(TryOut.objects.exclude(state=TryOutState.ENDED))


def withdrawal_of(tryout: TryOut) -> Withdrawal | None:
    """Of one try-out; None while its version is live, or no longer to be seen."""
    return next(iter(_told_of([tryout])), None)


def _told_of(tryouts: Iterable[TryOut]) -> list[Withdrawal]:
    by_version: dict[UUID, list[TryOut]] = {}
    for tryout in tryouts:
        by_version.setdefault(tryout.version_id, []).append(tryout)
    versions = ServiceVersion.objects.filter(pk__in=by_version).withdrawn().without_document()
    withdrawn = {(version.service_id, version.number): version for version in versions}
    lines = History.objects.filter(
        subject_kind=Service._meta.label_lower,
        subject_id__in={service for service, _number in withdrawn},
        verb__in=("withdrawn", "deprecated"),
    )
    told: dict[UUID, Withdrawal] = {}
    for line in lines:  # the latest first
        version = withdrawn.get((line.subject_id, line.detail.get("version")))
        if version is None or line.verb != _said_as(version):
            continue
        for tryout in by_version[version.pk]:
            told.setdefault(tryout.pk, Withdrawal(tryout=tryout, reason=line.reason, at=_since(version, line)))
    return sorted(told.values(), key=lambda each: each.at, reverse=True)


def _said_as(version: ServiceVersion) -> str:
    """The act that tells why: it was taken back, or its last day was announced and is over."""
    return "withdrawn" if version.state == PublicationState.WITHDRAWN else "deprecated"


def _since(version: ServiceVersion, line: History) -> datetime:
    if version.state == PublicationState.WITHDRAWN or version.sunset_on is None:
        return line.created_at
    return first_moment_after(version.sunset_on)
