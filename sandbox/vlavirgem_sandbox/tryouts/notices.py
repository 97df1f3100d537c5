"""Outages and maintenance of what we try, going on or to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import ServiceNotice, ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState


@dataclass(frozen=True, kw_only=True)
class NoticeOfTryOut:
    """A try-out, and what its publisher announced that concerns its version."""

    tryout: TryOut
    notice: ServiceNotice


def notices_of_tryouts() -> list[NoticeOfTryOut]:
    """Of every try-out that has not ended, the first to begin first; three queries."""
    return notices_of(TryOut.objects.exclude(state=TryOutState.ENDED))


def notices_of(tryouts: Iterable[TryOut]) -> list[NoticeOfTryOut]:
    """Of these try-outs."""
    ours = list(tryouts)
    versions = ServiceVersion.objects.filter(pk__in={tryout.version_id for tryout in ours})
    service_of = dict(versions.values_list("pk", "service_id"))
    notices = list(ServiceNotice.objects.of(set(service_of.values()), timezone.now()))
    return [
        NoticeOfTryOut(tryout=tryout, notice=notice)
        for notice in notices
        for tryout in ours
        if service_of.get(tryout.version_id) == notice.service_id and notice.concerns(tryout.version_number)
    ]
