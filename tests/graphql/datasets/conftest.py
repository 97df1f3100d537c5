"""A dataset of Brugge, and who works on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def dataset(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> Dataset:
    """With three records."""
    with tenant_scope(brugge):
        return dataset_of(brugge)


@pytest.fixture
def client(brugge: Tenant, client_for: Callable[..., Client]) -> Client:
    """Of a developer, signed in."""
    return client_for(brugge, Role.DEVELOPER)
