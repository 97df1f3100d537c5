"""Running a workflow: step after step, with its criteria, its outputs, and what comes after.

What makes a call and what tells the time are given (:class:`Caller`, :class:`Clock`): this knows neither try-outs nor
the database. Each attempt at a step is told to ``tell`` as soon as it is over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.attempts import Attempt, Caller, CannotCall, Clock, Ended, Made, Sent
from vlavirgem_sandbox.chains.arazzo.bodies import filled_body
from vlavirgem_sandbox.chains.arazzo.criteria import judge_all
from vlavirgem_sandbox.chains.arazzo.evaluating import Known, Unresolvable
from vlavirgem_sandbox.chains.arazzo.input_schemas import asked_by, with_defaults, wrong_inputs
from vlavirgem_sandbox.chains.arazzo.limits import MAX_PERFORMED, MAX_SECONDS, MAX_WAIT, MAX_WORKFLOW_DEPTH
from vlavirgem_sandbox.chains.arazzo.model import Action, Description, Step, Workflow
from vlavirgem_sandbox.contracts.model import JsonValue

_GOOD_STATUSES = range(200, 400)
_MOST_TOLD = 300
"""Characters of what a service says of a call that it refuses."""


class _Stopped(Exception):  # noqa: N818 - internal signal: the run as a whole is over
    """A cap was reached."""


@dataclass(frozen=True)
class _Next:
    """What comes after a step."""

    kind: Literal["next", "step", "workflow", "end", "fail"]
    name: str = ""
    reason: str = ""


@dataclass
class Performance:
    """One run of a description."""

    description: Description
    caller: Caller
    clock: Clock
    tell: Callable[[Attempt], None]
    _performed: int = 0
    _began_at: datetime | None = None
    _workflows: dict[str, dict[str, dict[str, JsonValue]]] = field(default_factory=dict)

    def run(self, workflow_id: str, inputs: dict[str, JsonValue]) -> Ended:
        """Run a workflow, and before it those that it depends on. Inputs have been held against its schema."""
        self._began_at = self.clock.now()
        try:
            return self._with_dependencies(self.description.workflow(workflow_id), inputs)
        except _Stopped as stopped:
            return Ended(succeeded=False, reason=str(stopped))

    def _with_dependencies(self, workflow: Workflow, inputs: dict[str, JsonValue]) -> Ended:
        for name in workflow.depends_on:
            if name in self._workflows:
                continue
            needed = self.description.workflow(name)
            ended = self._with_dependencies(needed, asked_by(needed.inputs, inputs))
            if not ended.succeeded:
                return ended
        return self._workflow(workflow, inputs, depth=1)

    def _workflow(self, workflow: Workflow, inputs: dict[str, JsonValue], *, depth: int) -> Ended:
        if depth > MAX_WORKFLOW_DEPTH:
            raise _Stopped(_("Workflows run each other more than %(most)d deep.") % {"most": MAX_WORKFLOW_DEPTH})
        inputs = with_defaults(workflow.inputs, inputs)
        if wrong := wrong_inputs(workflow.inputs, inputs):
            text = _("The input %(place)s of workflow “%(workflow)s” is wrong: %(why)s")
            place = wrong[0].pointer or "/"
            reason = text % {"place": place, "workflow": workflow.workflow_id, "why": wrong[0].message}
            return Ended(succeeded=False, reason=reason)
        sources = {source.name: source.url for source in self.description.sources}
        known = Known(inputs=inputs, workflows=self._workflows, sources=sources)
        ended = self._steps(workflow, known, depth)
        self._workflows[workflow.workflow_id] = {"inputs": inputs, "outputs": ended.outputs}
        return ended

    def _steps(self, workflow: Workflow, known: Known, depth: int) -> Ended:
        position = 0
        order = [step.step_id for step in workflow.steps]
        while position < len(order):
            step = workflow.steps[position]
            after = self._step(workflow, step, known, depth)
            if after.kind == "fail":
                return Ended(succeeded=False, broke_at=step.step_id, reason=after.reason)
            if after.kind == "workflow":
                return self._workflow(self.description.workflow(after.name), {}, depth=depth + 1)
            if after.kind == "end":
                break
            position = order.index(after.name) if after.kind == "step" else position + 1
        return Ended(succeeded=True, outputs=_outputs(workflow, known))

    def _step(self, workflow: Workflow, step: Step, known: Known, depth: int) -> _Next:
        """A step with its retries, until it is known what comes after."""
        retried: Counter[str] = Counter()
        while True:
            attempt = self._attempt(workflow, step, known, depth)
            actions = step.on_success if attempt.succeeded else step.on_failure
            action = next((each for each in actions if _applies(each, known, retried)), None)
            wait = _wait_of(action, attempt) if action is not None and action.kind == "retry" else 0
            self.tell(replace(attempt, action=_in_words(action, wait)))
            if action is None:
                return _Next("next") if attempt.succeeded else _Next("fail", reason=_why(attempt))
            if action.kind == "goto":
                return _Next("workflow", action.workflow_id) if action.workflow_id else _Next("step", action.step_id)
            if action.kind == "end":
                return _Next("end") if attempt.succeeded else _Next("fail", reason=_why(attempt))
            retried[action.name] += 1
            self._pass(wait)
            if not self._before_retry(workflow, action, known, depth):
                return _Next("fail", reason=_why(attempt))

    def _before_retry(self, workflow: Workflow, action: Action, known: Known, depth: int) -> bool:
        """What a retry asks to be done first; control comes back to the step after it (section 4.6.8, stepId)."""
        if action.workflow_id:
            return self._workflow(self.description.workflow(action.workflow_id), {}, depth=depth + 1).succeeded
        if action.step_id:
            attempt = self._attempt(workflow, workflow.step(action.step_id), known, depth)
            self.tell(attempt)
            return attempt.succeeded
        return True

    def _attempt(self, workflow: Workflow, step: Step, known: Known, depth: int) -> Attempt:
        self._count()
        known.exchange, known.outputs = None, {}
        began = self.clock.now()
        known_as: dict[str, Any] = {"workflow_id": workflow.workflow_id, "step": step, "began_at": began}
        try:
            if step.target.workflow_id:
                made = None
                self._run_workflow(step, known, depth)
            else:
                made = self.caller.call(step, self.description.source_of(step), _sent(step, known))
                known.exchange = made.exchange
        except (Unresolvable, CannotCall) as wrong:
            return Attempt(succeeded=False, reason=str(wrong), **known_as)
        if made is not None and made.broken:
            reason = _("The connection broke off before the answer was whole.")
            return Attempt(succeeded=False, made=made, reason=reason, **known_as)
        return self._judged(step, known, made, known_as)

    def _judged(self, step: Step, known: Known, made: Made | None, known_as: dict[str, Any]) -> Attempt:
        criteria = tuple(judge_all(step.criteria, known))
        if not all(judged.holds for judged in criteria):
            return Attempt(succeeded=False, made=made, criteria=criteria, **known_as)
        if made is not None and not step.criteria and made.exchange.status not in _GOOD_STATUSES:
            reason = _("The status is %(status)d; without criteria of its own a step succeeds from 200 to 399.")
            return Attempt(succeeded=False, made=made, reason=reason % {"status": made.exchange.status}, **known_as)
        outputs: dict[str, JsonValue] = {}
        for name, text in step.outputs.items():
            try:
                outputs[name] = known.value(text)
            except Unresolvable as nothing:
                reason = _("The output “%(name)s” (%(text)s) cannot be had: %(why)s.")
                reason = reason % {"name": name, "text": text, "why": nothing}
                return Attempt(succeeded=False, made=made, criteria=criteria, reason=reason, **known_as)
        known.steps[step.step_id] = outputs
        return Attempt(succeeded=True, made=made, criteria=criteria, outputs=outputs, **known_as)

    def _run_workflow(self, step: Step, known: Known, depth: int) -> None:
        """The workflow of a step; its outputs are then ``$outputs``. Raises CannotCall where it failed."""
        workflow = self.description.workflow(step.target.workflow_id)
        inputs = {parameter.name: known.filled(parameter.value) for parameter in step.parameters}
        ended = self._workflow(workflow, inputs, depth=depth + 1)
        if not ended.succeeded:
            text = _("Workflow “%(workflow)s” broke: %(why)s")
            raise CannotCall(text % {"workflow": workflow.workflow_id, "why": ended.reason})
        known.outputs = ended.outputs

    def _count(self) -> None:
        self._performed += 1
        if self._performed > MAX_PERFORMED:
            raise _Stopped(_("The run was stopped after %(most)d steps.") % {"most": MAX_PERFORMED})
        self._require_time(0)

    def _pass(self, seconds: float) -> None:
        self._require_time(seconds)
        if seconds:
            self.clock.wait(seconds)

    def _require_time(self, seconds: float) -> None:
        assert self._began_at is not None, "run() sets it"  # noqa: S101 - for the type checker
        if (self.clock.now() - self._began_at).total_seconds() + seconds > MAX_SECONDS:
            raise _Stopped(_("The run was stopped: it takes more than %(most)d seconds.") % {"most": int(MAX_SECONDS)})


def _sent(step: Step, known: Known) -> Sent:
    parameters = [(each.location, each.name, known.filled(each.value)) for each in step.parameters]
    if step.body is None:
        return Sent(parameters=parameters)
    return Sent(
        parameters=parameters, body=filled_body(step.body, known), has_body=True, content_type=step.body.content_type
    )


def _outputs(workflow: Workflow, known: Known) -> dict[str, JsonValue]:
    """Those that can be had; a step that was jumped over has given none."""
    outputs: dict[str, JsonValue] = {}
    for name, text in workflow.outputs.items():
        try:
            outputs[name] = known.value(text)
        except Unresolvable:
            outputs[name] = None
    return outputs


def _applies(action: Action, known: Known, retried: Counter[str]) -> bool:
    if action.kind == "retry" and retried[action.name] >= action.retry_limit:
        return False
    return all(judged.holds for judged in judge_all(action.criteria, known))


def _wait_of(action: Action, attempt: Attempt) -> float:
    """Seconds; a Retry-After of the answer overrules the action's own (section 4.6.8), both within the cap."""
    headers = attempt.made.exchange.response_headers if attempt.made is not None else ()
    asked = next((value for name, value in headers if name.lower() == "retry-after"), "")
    seconds = float(asked) if asked.isascii() and asked.isdigit() else action.retry_after
    return min(seconds, MAX_WAIT)


def _in_words(action: Action | None, wait: float) -> str:
    if action is None:
        return ""
    if action.kind == "end":
        return _("ends the workflow (“%(action)s”)") % {"action": action.name}
    if action.kind == "goto":
        return _("goes on at “%(name)s” (“%(action)s”)") % {
            "name": action.step_id or action.workflow_id,
            "action": action.name,
        }
    return _("tries again after %(seconds)s s (“%(action)s”)") % {"seconds": f"{wait:g}", "action": action.name}


def _why(attempt: Attempt) -> str:
    """What the service said where it refused the call, and the first thing that went wrong by it."""
    failed = next((judged for judged in attempt.criteria if not judged.holds), None)
    if failed is None:
        return " ".join(part for part in (_refused(attempt.made, is_known=True), attempt.reason) if part)
    values = ", ".join(f"{text} = {value}" for text, value in failed.values)
    broken = _("“%(condition)s” does not hold: %(values)s") % {
        "condition": failed.condition,
        "values": "; ".join(part for part in (values, failed.reason) if part),
    }
    return " ".join(part for part in (_refused(attempt.made, is_known=False), broken) if part)


def _refused(made: Made | None, *, is_known: bool) -> str:
    """``is_known``: the status itself is told otherwise."""
    if made is None or made.exchange.status < HTTPStatus.BAD_REQUEST:
        return ""
    status, body = made.exchange.status, made.exchange.response_body
    told = (body.get("detail") or body.get("title")) if isinstance(body, dict) else None  # RFC 9457
    if isinstance(told, str):
        shown = told[:_MOST_TOLD]
        return _("The call was answered with %(status)d: “%(told)s”.") % {"status": status, "told": shown}
    return "" if is_known else _("The call was answered with %(status)d.") % {"status": status}
