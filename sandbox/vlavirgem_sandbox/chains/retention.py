"""How long runs are kept: as long as calls, but for those that evidence rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from vlavirgem import plugins
from vlavirgem_sandbox.chains.models import Chain, ChainRun, RunState, StepTrace, Verb
from vlavirgem_sandbox.chains.services import remember
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

# The traces of a run go with it; ``delete()`` would fetch them all.
_CLEAR: Final = (
    "DELETE FROM chains_steptrace WHERE run_id = ANY (%s::uuid[])",
    "DELETE FROM chains_chainrun WHERE id = ANY (%s::uuid[])",
)


@transaction.atomic
def prune_runs(actor: Actor, before: datetime, dry_run: bool) -> int:  # noqa: FBT001 - as plugins.Clearing has it
    """Clear the runs from before that moment, but for those that another room rests on (``plugins.runs_in_use``).

    Runs on the connection of the tables' owner, like ``prune_tryout``. Returns how many were cleared, or would be.
    """
    actor.require(Permission.TRYOUT_MANAGE)
    old = ChainRun.objects.filter(began_at__lt=before).exclude(state=RunState.RUNNING).exclude(pk__in=_in_use())
    if dry_run:
        return old.count()
    by_chain: dict[UUID, list[UUID]] = {}
    for chain_id, run_id in old.values_list("chain_id", "pk"):
        by_chain.setdefault(chain_id, []).append(run_id)
    for chain in Chain.objects.filter(pk__in=by_chain):
        _clear(by_chain[chain.pk])
        chain.lock()
        chain.runs_start_at = max(before, chain.runs_start_at or before)  # with a longer term it never goes back
        chain.save(update_fields=["runs_start_at"])
        remember(actor, chain, Verb.PRUNED, str(len(by_chain[chain.pk])))
    return sum(map(len, by_chain.values()))


def calls_in_use() -> Iterable[UUID]:
    """The calls of the runs that something rests on."""
    calls = StepTrace.objects.filter(run__in=_in_use(), call_id__isnull=False).values_list("call_id", flat=True)
    return [call for call in calls if call is not None]


def _in_use() -> set[UUID]:
    return {run for use in plugins.runs_in_use for run in use.find()}


def _clear(runs: list[UUID]) -> None:
    with connection.cursor() as cursor:
        for statement in _CLEAR:
            cursor.execute(statement, [runs])
