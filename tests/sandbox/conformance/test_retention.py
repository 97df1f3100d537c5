"""Which runs are cleared when they are old, and what goes with them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tests.sandbox.endpoints.conftest import register
from tests.sandbox.real_service import published
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunFinding, RunState
from vlavirgem_sandbox.conformance.retention import prune_runs
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import as_owner

YEAR = timedelta(days=365)


def made(endpoint: Endpoint, version: ServiceVersion, state: RunState, at: datetime) -> ConformanceRun:
    """A run with a finding."""
    given = {"endpoint": endpoint, "version": version, "state": state, "heard_at": at, "started_by": "Iemand"}
    run = ConformanceRun.objects.create(owner=version.owner, **given)
    ConformanceRun.objects.filter(pk=run.pk).update(created_at=at)
    finding = {"operation": "GET /dingen", "check_name": "no_answer", "message": "Niets.", "replay": "curl"}
    RunFinding.objects.create(owner=version.owner, run=run, number=1, **finding)
    return run


def prune(tenant: Tenant, before: datetime, *, dry_run: bool = False) -> int:
    """As the command does it."""
    with as_owner(), tenant_scope(tenant):
        return prune_runs(Actor.system(tenant), before, dry_run)


def test_old_runs_go_with_their_findings_and_others_stay(own_database: str) -> None:
    # given runs of long ago, one of which still waits, and one of today
    agency, now = find_tenant("agentschap"), timezone.now()
    version = published(agency)
    old = now - YEAR - timedelta(days=1)
    endpoint = register(agency, version)
    with tenant_scope(agency):
        made(endpoint, version, RunState.DONE, old)
        made(endpoint, version, RunState.RUNNING, old)  # cut off
        kept = {made(endpoint, version, *each).pk for each in ((RunState.WAITING, old), (RunState.DONE, now))}

    # when another organisation clears, and then the publisher
    elsewhere = prune(find_tenant("aalst"), now - YEAR)
    foreseen = prune(agency, now - YEAR, dry_run=True)
    cleared = prune(agency, now - YEAR)

    # then
    assert (elsewhere, foreseen, cleared) == (0, 2, 2)
    with tenant_scope(agency):
        assert set(ConformanceRun.objects.values_list("pk", flat=True)) == kept
        assert set(RunFinding.objects.values_list("run_id", flat=True)) == kept
