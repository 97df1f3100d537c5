"""Versions that their publisher withdrew while a try-out of them goes on: which, when, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    versions = ServiceVersion.objects.filter(pk__in=by_version, state=PublicationState.WITHDRAWN).without_document()
    withdrawn = {(version.service_id, version.number): version for version in versions}
    lines = History.objects.filter(
        subject_kind=Service._meta.label_lower,
        subject_id__in={service for service, _number in withdrawn},
        verb="withdrawn",
    )
    return [
        Withdrawal(tryout=tryout, reason=line.reason, at=line.created_at)
        for line in lines
        if (version := withdrawn.get((line.subject_id, line.detail.get("version"))))
        for tryout in by_version[version.pk]
    ]
