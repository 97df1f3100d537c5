"""Carrying out the runs that wait: in a process of its own, since calling takes minutes and the tool much memory."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.conformance.forwarding import RunStopped
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunFinding, RunState
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.endpoints.destination import destination_of
from vlavirgem_sandbox.endpoints.services import require_callable
from vlavirgem_sandbox.keepable_text import keepable
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.sealing import SealBroken
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.test_data_guard import find_real_numbers

if TYPE_CHECKING:
    from vlavirgem_sandbox.conformance.judging import Judged, Observed

logger = logging.getLogger(__name__)
_TOLD_EVERY: Final = 30.0
"""Seconds; well within SILENT_AFTER."""


@dataclass(kw_only=True)
class _Tally:
    """What is told of a run while it goes on."""

    operations: int = 0
    examined: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)
    found: dict[tuple[str, str], RunFinding] = field(default_factory=dict)


def start_worker() -> None:
    """Have what waits carried out, beside this process and past its end; at once, not in this request.

    It shares this process' log (standard error), where the operator finds what went wrong.
    """
    command = [sys.executable, "-m", "vlavirgem", "service", "conform-due"]
    subprocess.Popen(  # noqa: S603 - our own command
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )


def run_due(tenant: Tenant) -> int:
    """Carry out every run of the organisation that waits, one after the other; returns how many there were."""
    done = 0
    while (claimed := _claimed(tenant)) is not None:
        carry_out(tenant, claimed)
        done += 1
    return done


def _claimed(tenant: Tenant) -> UUID | None:
    """A waiting run that is ours from here on; two workers never have the same."""
    with tenant_scope(tenant):
        waiting = ConformanceRun.objects.filter(owner=tenant, state=RunState.WAITING).order_by("created_at")
        run = waiting.select_for_update(skip_locked=True).first()
        if run is None:
            return None
        run.state = RunState.RUNNING
        run.began_at = run.heard_at = timezone.now()
        run.save(update_fields=["state", "began_at", "heard_at"])
        return run.pk


def carry_out(tenant: Tenant, run_id: UUID) -> None:
    """Make the calls and keep what they showed, a step at a time, so that the page shows how far it is."""
    from vlavirgem_sandbox.conformance.judging import judged_openapi, judged_soap  # noqa: PLC0415 - large; not in a web server

    tally = _Tally()
    try:
        with tenant_scope(tenant):
            run = _read(run_id)
            require_callable(run.endpoint)  # it may have been removed while the run waited
            version = ServiceVersion.objects.get(pk=run.version_id)
            destination = destination_of(run.endpoint, with_writes=run.with_writes)
        judge = judged_soap if version.dialect.startswith("wsdl") else judged_openapi
        compiled = compile_contract(version.document, version.digest)
        working = {row["key"] for row in version.operations if row["works"]}
        with heard_of(tenant, run_id):
            for judged in judge(compiled, version, working, destination, seed=run.seed):
                _tell(tenant, run_id, tally, judged)
    except (Refusal, RunStopped) as stopped:
        _end(tenant, run_id, tally, RunState.STOPPED, str(stopped))
    except SealBroken:
        _end(tenant, run_id, tally, RunState.STOPPED, _("Its credential cannot be read any more: register it again."))
    except Exception:
        logger.exception("conformance run %s broke off", run_id)
        _end(tenant, run_id, tally, RunState.STOPPED, _("Something went wrong here; the operator can see what."))
    else:
        _end(tenant, run_id, tally, RunState.DONE, "")


@contextmanager
def heard_of(tenant: Tenant, run_id: UUID) -> Iterator[None]:
    """Tell now and then that this process lives: at a slow server one step takes longer than SILENT_AFTER."""
    over = Event()

    def tell() -> None:
        try:
            while not over.wait(_TOLD_EVERY):
                with tenant_scope(tenant):
                    running = ConformanceRun.objects.filter(pk=run_id, state=RunState.RUNNING)
                    running.update(heard_at=timezone.now())
        finally:
            connection.close()

    teller = Thread(target=tell, name="conformance-heard-of", daemon=True)
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()


def _read(run_id: UUID) -> ConformanceRun:
    return ConformanceRun.objects.select_related("endpoint__service__owner").get(pk=run_id)


def _tell(tenant: Tenant, run_id: UUID, tally: _Tally, judged: Judged) -> None:
    """Add a step to the run."""
    tally.operations = judged.operations
    tally.examined |= judged.examined
    with tenant_scope(tenant):
        run = ConformanceRun.objects.select_for_update(of=("self",)).select_related("endpoint").get(pk=run_id)
        if run.state != RunState.RUNNING:
            raise RunStopped(_("It was stopped."))
        require_callable(run.endpoint)  # or while it runs
        for observed in judged.observed:
            tally.broken.add(observed.operation)
            _note(run, tally, observed)
        run.calls, run.passed = judged.calls, judged.passed
        run.failed += len(judged.observed)
        _count(run, tally)
        run.heard_at = timezone.now()
        run.save()


def _note(run: ConformanceRun, tally: _Tally, observed: Observed) -> None:
    """The first of its kind is kept whole; the others are counted."""
    kind = (observed.operation, observed.check)
    known = tally.found.get(kind)
    if known is not None:
        known.times += 1
        known.save(update_fields=["times"])
        return
    is_private = bool(find_real_numbers({"answer": observed.answer, "call": observed.replay, "why": observed.message}))
    held = _("Not kept: it holds a national register number of a real person.")
    tally.found[kind] = RunFinding.objects.create(
        owner_id=run.owner_id,
        visibility=Visibility.OWN,
        run=run,
        number=len(tally.found) + 1,
        operation=observed.operation[:400],
        check_name=observed.check,
        message=held if is_private else keepable(observed.message),
        rule=observed.rule[:600],
        replay=held if is_private else keepable(observed.replay),
        status=observed.status,
        answer=held if is_private else keepable(observed.answer),
    )


def _count(run: ConformanceRun, tally: _Tally) -> None:
    run.operations, run.examined = tally.operations, len(tally.examined)
    run.conforming = len(tally.examined - tally.broken)


@transaction.atomic
def _ended(run: ConformanceRun, state: RunState, why: str) -> None:
    run.state, run.why_stopped, run.ended_at = state, why[:500], timezone.now()
    run.save()


def _end(tenant: Tenant, run_id: UUID, tally: _Tally, state: RunState, why: str) -> None:
    with tenant_scope(tenant):
        run = ConformanceRun.objects.select_for_update().get(pk=run_id)
        _count(run, tally)
        if run.state == RunState.RUNNING:
            _ended(run, state, why)
