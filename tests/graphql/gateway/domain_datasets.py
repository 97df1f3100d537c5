"""Datasets with drafts among their records, made straight in the database."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests.graphql.gateway.conftest import BODIES
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def keep_datasets(tenant: Tenant) -> list[DatasetRecord]:
    """A dataset of ``tenant`` with records, every other one a draft, and one that is empty."""
    now = timezone.now().replace(microsecond=0)
    with tenant_scope(tenant):
        kept = Dataset.objects.create(kind="project", title=f"Bewaard door {tenant.slug}", created_by="Els")
        Dataset.objects.create(kind="address", title=f'Leeg "{tenant.slug}"', created_by="Els")
        bodies = [BODIES["project"](number, f"concept-{tenant.slug}") for number in range(5)]
        return [
            DatasetRecord.objects.create(
                dataset=kept,
                key=body["uri"],
                title=body["title"],
                body=body,
                content_hash=f"{number:064}",
                changed_at=now - timedelta(minutes=number),
                is_draft=number % 2 == 0,
            )
            for number, body in enumerate(bodies)
        ]
