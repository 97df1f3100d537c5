"""A run for programs: its verdict, and each step with what decided it."""

from __future__ import annotations

from typing import Any

from vlavirgem_sandbox.chains.models import ChainRun, RunState, StepTrace
from vlavirgem_tenants.scope import current_address


def run_report(run: ChainRun) -> dict[str, Any]:
    """What a pipeline and the command line print. Runs inside the tenant's scope."""
    return {
        "run": str(run.pk),
        "chain": run.chain.name,
        "number": run.number,
        "url": f"{current_address()}{run.get_absolute_url()}",
        "verdict": run.state,
        "succeeded": run.state == RunState.SUCCEEDED,
        "brokeAt": run.broke_at or None,
        "reason": run.reason or None,
        "disturbed": run.is_disturbed,
        "began": run.began_at.isoformat(),
        "seconds": run.seconds,
        "inputs": run.inputs,
        "outputs": run.outputs,
        "steps": [_step(trace) for trace in run.traces.all()],
    }


def _step(trace: StepTrace) -> dict[str, Any]:
    return {
        "workflow": trace.workflow_id,
        "step": trace.step_id,
        "service": trace.service,
        "operation": trace.operation,
        "request": trace.request or None,
        "status": trace.status,
        "verdict": trace.verdict or None,
        "call": f"{current_address()}{trace.call_url}" if trace.call_url else None,
        "disturbed": trace.is_disturbed,
        "succeeded": trace.succeeded,
        "milliseconds": trace.duration_ms,
        "criteria": trace.criteria,
        "outputs": trace.outputs,
        "reason": trace.reason or None,
        "then": trace.action or None,
    }
