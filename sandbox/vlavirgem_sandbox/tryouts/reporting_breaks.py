"""Telling a publisher how many of our calls a next version would refuse, as far as we chose to.

Worked out here, where the calls are; only counts and places in the contract go into the commons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import Foreseen, PublicationState, ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut, UsageShown, Verdict
from vlavirgem_sandbox.tryouts.newer_versions import Foresight, foresee
from vlavirgem_tenants.people.actors import Actor


@transaction.atomic
def report_breaks(*, actor: Actor, tryout: TryOut) -> int:
    """Tell it of the newest version that is offered and of a draft of which the publisher asked it; returns of how many
    versions. What was told already is not worked out again until there are newer calls."""
    if not TryOut.objects.shown().filter(pk=tryout.pk).exists():
        return 0
    latest = tryout.calls.filter(verdict=Verdict.OK).aggregate(latest=Max("at"))["latest"]
    known = {row.version_id: row for row in breaks_told(actor, tryout)}
    versions = list(_to_foresee(tryout))
    foreseen: list[tuple[ServiceVersion, Foresight]] = []
    for version in versions:
        row = known.get(version.pk)
        if row is None or (latest is not None and row.updated_at < latest):
            foreseen.append((version, foresee(tryout, version)))
    # Held only now: calls that change something wait for who holds it, and to foresee takes long.
    held = TryOut.objects.shown().select_for_update(no_key=True).filter(pk=tryout.pk).first()
    if held is None:
        return 0
    for version, found in foreseen:
        _tell(actor, held, version, found)
    breaks_told(actor, held).exclude(version_id__in=[version.pk for version in versions]).delete()
    return len(versions)


def breaks_told(actor: Actor, tryout: TryOut) -> QuerySet[Foreseen]:
    """The rows that the publisher sees of it, named or added up with others."""
    return Foreseen.objects.filter(owner=actor.tenant, tryout_id=tryout.pk)


def keep_to_choice(actor: Actor, tryout: TryOut) -> None:
    """Take back what the organisation does not tell any more, its name first of all."""
    if tryout.usage_shown == UsageShown.NOTHING:
        breaks_told(actor, tryout).delete()
    else:
        breaks_told(actor, tryout).update(named=tryout.usage_shown == UsageShown.NAMED)


def _to_foresee(tryout: TryOut) -> Iterator[ServiceVersion]:
    """A draft is among the versions that can be read here only when its publisher asked for this."""
    service = ServiceVersion.objects.filter(pk=tryout.version_id).values("service")
    later = ServiceVersion.objects.filter(service__in=service, number__gt=tryout.version_number).without_document()
    yield from later.filter(state=PublicationState.DRAFT)
    yield from later.offered().newest_first()[:1]


def _tell(actor: Actor, tryout: TryOut, version: ServiceVersion, foreseen: Foresight) -> None:
    Foreseen.objects.update_or_create(
        owner=actor.tenant,
        tryout_id=tryout.pk,
        version_id=version.pk,
        defaults={
            "service_id": version.service_id,
            "tried_number": tryout.version_number,
            "named": tryout.usage_shown == UsageShown.NAMED,
            "held": foreseen.held,
            "hit": foreseen.hit_count,
            "lines": list(_lines(foreseen)),
            "updated_at": timezone.now(),
        },
    )


def _lines(foreseen: Foresight) -> Iterator[dict[str, Any]]:
    for place, calls in foreseen.places:
        yield {**{name: value for name, value in asdict(place).items() if value}, "calls": calls}
