"""Runs of several chains that begin at the same moment: the organisation has no more of them than it may."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from tests.at_once import Prepared, at_once
from vlavirgem_sandbox.chains.models import Chain, ChainRun, ChainState, Trigger
from vlavirgem_sandbox.chains.running import MOST_AT_ONCE, Start, begin_run
from vlavirgem_sandbox.chains.services import ImportedFile, import_chain
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def begins(chain_id: UUID) -> Prepared:
    def prepare(actor: Actor) -> Callable[[], object]:
        chain = Chain.objects.get(pk=chain_id)
        start = Start(trigger=Trigger.HAND, person=actor.name)
        return lambda: begin_run(chain=chain, start=start, now=timezone.now())

    return prepare


def test_of_chains_that_begin_at_once_as_many_run_as_may(own_database: str, demo_file: ImportedFile) -> None:
    # given one chain more than may run at once
    aalst = find_tenant("aalst")
    with tenant_scope(aalst):
        chains = [import_chain(actor=Actor.system(aalst), file=demo_file) for _each in range(MOST_AT_ONCE + 1)]
        Chain.objects.update(state=ChainState.ACTIVE)

    # when
    ends = at_once(*(("aalst", begins(chain.pk)) for chain in chains))

    # then
    assert sorted(ends) == ["chains-at-work", *["done"] * MOST_AT_ONCE]
    with tenant_scope(aalst):
        assert ChainRun.objects.count() == MOST_AT_ONCE
