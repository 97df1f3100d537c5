"""Rows of the domains besides the exchange, made straight in the database: in every state, shared and not."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def make_service(tenant: Tenant, name: str, *, shared: bool = True, **more: Any) -> Service:
    """A service of ``tenant``, in its scope."""
    return Service.objects.create(
        owner=tenant,
        slug=hashlib.sha256(name.encode()).hexdigest()[:12],
        name=name,
        summary=f"Wat {name} doet, met een % en een |",
        visibility=Visibility.NETWORK if shared else Visibility.OWN,
        **{"themes": ["environment", "welfare"], "state": PublicationState.ACTIVE, **more},
    )


def make_version(service: Service, number: int, state: PublicationState, **more: Any) -> ServiceVersion:
    """A version of it; a draft is shared too, as one that others hold their calls against."""
    live = state != PublicationState.DRAFT
    return ServiceVersion.objects.create(
        owner=service.owner,
        service=service,
        number=number,
        label=f"v{number}",
        title=service.name,
        dialect="openapi-3.1",
        digest=hashlib.sha256(f"{service.pk}{number}".encode()).hexdigest(),
        document={"openapi": "3.1.0"},
        operation_count=number + 2,
        working_count=number,
        state=state,
        published_at=timezone.now() - timedelta(days=20 - number) if live else None,
        **more,
    )


def publish_services(tenant: Tenant) -> dict[str, Service]:
    """Four services of ``tenant``: one with versions in every state, one over its last day, one whose name is hard
    on a cursor, and one that nobody else sees."""
    today, now = timezone.localdate(), timezone.now()
    with tenant_scope(tenant):
        whole = make_service(tenant, f"Verenigingen van {tenant.slug}")
        make_version(whole, 1, PublicationState.WITHDRAWN)
        make_version(whole, 2, PublicationState.DEPRECATED, deprecated_at=now, sunset_on=today, successor_number=3)
        make_version(whole, 3, PublicationState.ACTIVE)
        make_version(whole, 4, PublicationState.DRAFT)
        over = make_service(tenant, f"Zwembad {tenant.slug}", themes=["leisure"])
        make_version(over, 1, PublicationState.DEPRECATED, deprecated_at=now, sunset_on=today - timedelta(days=1))
        hard = make_service(tenant, f'Advies "100%|25%" van {tenant.slug}', themes=[])
        own = make_service(tenant, f"Ontwerp van {tenant.slug}", shared=False, state=PublicationState.DRAFT)
        make_version(own, 1, PublicationState.DRAFT)
    return {"whole": whole, "over": over, "hard": hard, "own": own}
