"""A run from beginning to end. It is one act in several transactions: one to begin, one for each call and each trace,
one to end; so no lock is held while an answer is late or a retry waits (decision 0018)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.attempts import Attempt, Clock, Ended
from vlavirgem_sandbox.chains.arazzo.model import Description
from vlavirgem_sandbox.chains.arazzo.performing import Performance
from vlavirgem_sandbox.chains.binding import bound_tryouts, planned_steps
from vlavirgem_sandbox.chains.calling import RealClock, TryOutCaller
from vlavirgem_sandbox.chains.input_checks import checked_inputs
from vlavirgem_sandbox.chains.models import Chain, ChainKey, ChainRun, ChainState, RunState, StepTrace, Trigger
from vlavirgem_sandbox.chains.storable import kept_values, storable, storable_text
from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.tryouts.calling import Called
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

MOST_AT_ONCE: Final = 2
"""Runs of one organisation at the same moment: each holds one of the server's threads."""
SECONDS_TO_WAIT: Final = 10
"""After which a run that found the chain at work may be tried again."""
_TURN: Final = 7_393
"""The advisory lock of who begins a run, with the organisation's schema."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """How a run comes to be."""

    trigger: Trigger
    person: str
    inputs: dict[str, JsonValue] = field(default_factory=dict)
    key: ChainKey | None = None
    idempotency_key: str = ""


@transaction.atomic
def begin_run(*, chain: Chain, start: Start, now: datetime) -> tuple[ChainRun, bool]:
    """Write down that a run begins; the second value is False where this very run was begun before.

    Raises Refusal: 409 for a chain that is no longer, or not yet, active, or that runs already; 422 for inputs that
    break its schema or hold a real person's register number; 429 where too much runs at once.
    """
    chain.lock()
    ChainRun.objects.given_up(now).update(state=RunState.INTERRUPTED, ended_at=now, reason=_("The server stopped."))
    if start.idempotency_key:
        known = ChainRun.objects.filter(chain=chain, idempotency_key=start.idempotency_key).first()
        if known is not None:
            return _again(known, start), False
    description = _require_active(chain)
    workflow = description.workflow(chain.workflow_id)
    _require_room(chain)
    inputs = checked_inputs(description, workflow, start.inputs)
    chain.last_number += 1
    chain.save(update_fields=["last_number"])
    run = ChainRun.objects.create(
        chain=chain,
        number=chain.last_number,
        workflow_id=workflow.workflow_id,
        steps=planned_steps(chain, description, workflow),
        trigger=start.trigger,
        person=start.person,
        key=start.key,
        idempotency_key=start.idempotency_key,
        inputs=inputs,
        began_at=now,
    )
    return run, True


def perform_run(*, tenant: Tenant, run_id: UUID, clock: Clock | None = None) -> None:
    """Run what was begun, and write down how it ended. To be called outside a transaction."""
    clock = clock or RealClock()
    with tenant_scope(tenant):
        run = ChainRun.objects.select_related("chain").get(pk=run_id)
        description, bound = run.chain.description, bound_tryouts(run.chain)
    ended = Ended(succeeded=False, reason=_("The run was cut short by a fault of the server."))
    state = RunState.INTERRUPTED
    traces = _Traces(tenant=tenant, run=run, now=clock.now)
    try:
        if description is not None:
            caller = TryOutCaller(tenant=tenant, bound=bound, person=run.person, clock=clock)
            performance = Performance(description=description, caller=caller, clock=clock, tell=traces.write)
            ended = performance.run(run.workflow_id, run.inputs)
            state = RunState.SUCCEEDED if ended.succeeded else RunState.BROKE
    finally:
        with tenant_scope(tenant):
            ChainRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(
                state=state,
                outputs=kept_values(ended.outputs),
                broke_at=ended.broke_at,
                reason=storable_text(ended.reason),
                is_disturbed=traces.any_disturbed,
                ended_at=clock.now(),
            )


@dataclass
class _Traces:
    """Writes down each attempt as soon as it is over."""

    tenant: Tenant
    run: ChainRun
    now: Callable[[], datetime]
    count: int = 0
    any_disturbed: bool = False

    def write(self, attempt: Attempt) -> None:
        self.count += 1
        called: Called | None = attempt.made.logged if attempt.made is not None else None
        self.any_disturbed = self.any_disturbed or (called is not None and called.is_disturbed)
        duration = (self.now() - attempt.began_at).total_seconds() * 1000
        name = (attempt.workflow_id, attempt.step.step_id)
        planned: dict[str, str] = next((row for row in self.run.steps if (row["workflow"], row["step"]) == name), {})
        with tenant_scope(self.tenant):
            StepTrace.objects.create(
                run=self.run,
                position=self.count,
                workflow_id=attempt.workflow_id,
                step_id=attempt.step.step_id,
                description=attempt.step.description,
                service=planned.get("service", ""),
                operation=planned.get("operation", ""),
                began_at=attempt.began_at,
                duration_ms=round(duration, 3),
                succeeded=attempt.succeeded,
                criteria=storable([judged.as_row() for judged in attempt.criteria]),
                outputs=kept_values(attempt.outputs),
                reason=storable_text(attempt.reason),
                action=attempt.action[:600],
                **_call(called),
            )


def _call(called: Called | None) -> dict[str, Any]:
    if called is None:
        return {}
    return {
        "request": storable_text(f"{called.request.method} {called.request.path}")[:2000],
        "status": called.status,
        "verdict": called.verdict,
        "is_disturbed": called.is_disturbed,
        "call_id": called.call_id,
        "call_url": called.call_url,
    }


def _again(known: ChainRun, start: Start) -> ChainRun:
    if known.state == RunState.RUNNING:
        raise Refusal(
            _("This run was begun before, and is still at work."),
            remedy=_("Send the same request again a little later."),
            code="run-at-work",
            retry_after=SECONDS_TO_WAIT,
        )
    # Defaults of the schema were added to what is kept.
    if any(known.inputs.get(name) != value for name, value in start.inputs.items()):
        raise Refusal(
            _("This Idempotency-Key was used before, with other inputs."),
            remedy=_("Send a new key for a new run."),
            code="idempotency-key-used",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="Idempotency-Key",
        )
    return known


def _require_active(chain: Chain) -> Description:
    if chain.state == ChainState.ACTIVE and chain.description is not None:
        return chain.description
    if chain.state == ChainState.ENDED:
        message, remedy = _("“%(chain)s” has ended."), _("Bring the chain back on its page.")
    else:
        message, remedy = _("“%(chain)s” is a draft."), _("Give it steps, and choose a try-out for each service.")
    raise Refusal(message % {"chain": chain.name}, remedy=remedy, code="chain-not-active")


def _require_room(chain: Chain) -> None:
    if chain.runs.filter(state=RunState.RUNNING).exists():
        raise Refusal(
            _("“%(chain)s” is at work.") % {"chain": chain.name},
            remedy=_("Wait until that run has ended."),
            code="chain-at-work",
            retry_after=SECONDS_TO_WAIT,
        )
    with connection.cursor() as cursor:  # the lock on this chain keeps no run of another out
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(current_schema()))", [_TURN])
    if ChainRun.objects.filter(state=RunState.RUNNING).count() >= MOST_AT_ONCE:
        raise Refusal(
            _("As many chains are at work as may be at once."),
            remedy=_("Wait until one of those runs has ended."),
            code="chains-at-work",
            status=HTTPStatus.TOO_MANY_REQUESTS,
            retry_after=SECONDS_TO_WAIT,
        )
