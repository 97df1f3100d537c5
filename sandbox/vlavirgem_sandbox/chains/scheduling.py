"""Runs that begin by themselves: what is due is run, one after the other, by a command that a timer calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.models import Chain, ChainRun, Schedule, Trigger
from vlavirgem_sandbox.chains.running import Start, begin_run, perform_run
from vlavirgem_sandbox.chains.services import next_moment
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


@dataclass(frozen=True, kw_only=True)
class DueRun:
    """What became of a chain whose moment had come; ``refusal`` is why it was not run."""

    chain: Chain
    run: ChainRun | None
    refusal: str = ""


def run_due(*, tenant: Tenant, now: datetime) -> list[DueRun]:
    """Run every chain of the tenant whose moment has come. To be called outside a transaction.

    The next moment is set before the run begins: two timers that fire at once run a chain once, and a chain that is
    refused (its inputs no longer fit, it is at work) is not tried again until then.
    """
    done = []
    with tenant_scope(tenant):
        waiting = list(Chain.objects.due(now).values_list("pk", flat=True))
    for chain_id in waiting:
        with tenant_scope(tenant):
            chain = Chain.objects.due(now).select_for_update(no_key=True).filter(pk=chain_id).first()
            if chain is None:  # another timer was first
                continue
            Chain.objects.filter(pk=chain_id).update(next_run_at=next_moment(Schedule(chain.schedule), now))
            due = _begun(chain, now)
        if due.run is not None:
            perform_run(tenant=tenant, run_id=due.run.pk)
            with tenant_scope(tenant):
                due.run.refresh_from_db()
        done.append(due)
    return done


def _begun(chain: Chain, now: datetime) -> DueRun:
    start = Start(trigger=Trigger.SCHEDULE, person=chain.created_by, inputs=chain.schedule_inputs)
    try:
        with transaction.atomic():
            run, _is_new = begin_run(chain=chain, start=start, now=now)
    except Refusal as refusal:
        return DueRun(chain=chain, run=None, refusal=str(refusal))
    return DueRun(chain=chain, run=run)
