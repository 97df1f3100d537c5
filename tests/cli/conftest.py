"""What several commands are run over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.real_service import RealService, on_this_machine
from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def five_events_each(own_database: str) -> None:
    """Aalst and Brugge have five events each in their logs."""
    for slug in ("aalst", "brugge"):
        with tenant_scope(find_tenant(slug)) as tenant:
            for _number in range(5):
                append_event(actor=Actor.system(tenant), kind=EventKind.READ, rows_of_offers={})


@pytest.fixture
def real_service(settings: Any) -> Iterator[RealService]:
    """On this machine, which the operator allows."""
    with on_this_machine(settings) as service:
        yield service
