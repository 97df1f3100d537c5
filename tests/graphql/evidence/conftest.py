"""Fixtures of evidence: logs with some events."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.checkpoints import make_checkpoint
from vlavirgem_graphql.exchange.models import EventKind
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def grow() -> Callable[..., None]:
    """``grow(aalst, 5)``: five more events in a log."""

    def make(tenant: Tenant, events: int) -> None:
        with tenant_scope(tenant):
            for _number in range(events):
                append_event(actor=Actor.system(tenant), kind=EventKind.READ, rows_of_offers={})

    return make


@pytest.fixture
def checkpoint_of() -> Callable[[Tenant], Checkpoint]:
    """``checkpoint_of(aalst)``: a new checkpoint of a log."""

    def make(tenant: Tenant) -> Checkpoint:
        with tenant_scope(tenant):
            made = make_checkpoint(actor=Actor.system(tenant))
            assert made is not None
            return made

    return make
