"""The services that we try, for the catalogue."""

from __future__ import annotations

from uuid import UUID

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.tried import TriedServices
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutState


def _tried() -> set[UUID]:
    versions = TryOut.objects.exclude(state=TryOutState.ENDED).values("version_id")
    return set(ServiceVersion.objects.filter(pk__in=versions).values_list("service_id", flat=True))


TRIED = TriedServices(name="tryouts", find=_tried)
