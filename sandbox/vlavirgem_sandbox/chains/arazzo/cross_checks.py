"""Whether what a description refers to is there: steps, workflows, sources, inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.conditions import parse_condition
from vlavirgem_sandbox.chains.arazzo.expressions import Expression, expressions_in, parse_expression
from vlavirgem_sandbox.chains.arazzo.fields import Problems
from vlavirgem_sandbox.chains.arazzo.model import Action, Criterion, Description, Step, Workflow


def check_references(description: Description, problems: Problems) -> None:
    """Note whatever leads to nothing."""
    for workflow in description.workflows:
        _WorkflowCheck(description, workflow, problems).check()
    for workflow in description.workflows:
        _refuse_circle(description, workflow, problems)


@dataclass(frozen=True, kw_only=True)
class Readers:
    """What of a workflow needs one of its steps, by name, each once."""

    outputs: tuple[str, ...]
    """Of the workflow."""
    steps: tuple[str, ...]


def readers_of(workflow: Workflow, step_id: str) -> Readers:
    """Which outputs and other steps read what the step gives, or lead to it."""
    others = (step for step in workflow.steps if step.step_id != step_id)
    return Readers(
        outputs=tuple(name for name, text in workflow.outputs.items() if _reads(text, step_id)),
        steps=tuple(
            step.step_id
            for step in others
            if any(_reads(text, step_id) for _pointer, text in _texts_of(step))
            or any(action.step_id == step_id for action in (*step.on_success, *step.on_failure))
        ),
    )


def _reads(text: str, step_id: str) -> bool:
    expression = parse_expression(text)
    return expression.root == "steps" and expression.names[0] == step_id


def _refuse_circle(description: Description, workflow: Workflow, problems: Problems) -> None:
    """A workflow that waits for itself, by ``dependsOn`` or by a step that runs it."""
    seen: set[str] = set()
    waiting = list(_needed_by(workflow))
    known = {each.workflow_id: each for each in description.workflows}
    while waiting:
        name = waiting.pop()
        if name == workflow.workflow_id:
            problems.add(
                workflow.pointer,
                _("The workflow “%(name)s” runs itself, by itself or by way of others.") % {"name": name},
                _("Repeat steps with an action of type “goto” or “retry”."),
            )
            return
        if name not in seen and name in known:
            seen.add(name)
            waiting.extend(_needed_by(known[name]))


def _needed_by(workflow: Workflow) -> Iterator[str]:
    yield from workflow.depends_on
    for step in workflow.steps:
        if step.target.workflow_id:
            yield step.target.workflow_id


@dataclass(frozen=True)
class _WorkflowCheck:
    description: Description
    workflow: Workflow
    problems: Problems

    def check(self) -> None:
        workflow = self.workflow
        for index, name in enumerate(workflow.depends_on):
            self._workflow(name, f"{workflow.pointer}/dependsOn/{index}")
        for name, text in workflow.outputs.items():
            self._expression(text, f"{workflow.pointer}/outputs/{name}", step=None)
        for step in workflow.steps:
            self._step(step)

    def _step(self, step: Step) -> None:
        target = step.target
        sources = {source.name for source in self.description.sources}
        if target.workflow_id:
            self._workflow(target.workflow_id, f"{step.pointer}/workflowId")
        elif target.source and target.source not in sources:
            key = "operationId" if target.operation_id else "operationPath"
            self._nothing(target.source, f"{step.pointer}/{key}", sources)
        elif not target.source and len(sources) > 1:
            self.problems.add(
                f"{step.pointer}/operationId",
                _("There are several sources, and it is not said which one has this operation."),
                _("Write “$sourceDescriptions.<name>.%(id)s”.") % {"id": target.operation_id},
            )
        for pointer, text in _texts_of(step):
            self._expression(text, pointer, step=step)
        for action in (*step.on_success, *step.on_failure):
            self._action(action)

    def _action(self, action: Action) -> None:
        steps = {step.step_id for step in self.workflow.steps}
        if action.step_id and action.step_id not in steps:
            self._nothing(action.step_id, f"{action.pointer}/stepId", steps)
        if not action.workflow_id or not self._workflow(action.workflow_id, f"{action.pointer}/workflowId"):
            return
        needed = self.description.workflow(action.workflow_id).inputs.get("required")
        if needed:
            self.problems.add(
                f"{action.pointer}/workflowId",
                _("This workflow asks for inputs, which an action cannot give."),
                _("Run it with a step of its own, which gives it parameters."),
            )

    def _workflow(self, name: str, pointer: str) -> bool:
        known = {workflow.workflow_id for workflow in self.description.workflows}
        if name not in known:
            self._nothing(name, pointer, known)
        return name in known

    def _expression(self, text: str, pointer: str, *, step: Step | None) -> None:
        expression = parse_expression(text)
        root, names = expression.root, expression.names
        if root == "inputs":
            self._named(names[0], _properties(self.workflow), pointer)
        elif root == "steps":
            self._step_output(expression, pointer)
        elif root == "workflows":
            if self._workflow(names[0], pointer) and names[1] == "outputs":
                self._named(names[2], self.description.workflow(names[0]).outputs, pointer)
        elif root == "sourceDescriptions":
            self._named(names[0], {source.name for source in self.description.sources}, pointer)
        elif root == "outputs":
            self._own_output(names[0], pointer, step)
        elif step is None or step.target.workflow_id:
            self.problems.add(
                pointer,
                _("“%(text)s” speaks of a call, and there is none here.") % {"text": text},
                _("Keep it as an output of the step that makes the call, and use “$steps.<stepId>.outputs.<name>”."),
            )

    def _step_output(self, expression: Expression, pointer: str) -> None:
        step_id, _outputs, output = expression.names
        steps = {step.step_id: step for step in self.workflow.steps}
        if step_id not in steps:
            self._nothing(step_id, pointer, steps)
        else:
            self._named(output, steps[step_id].outputs, pointer)

    def _own_output(self, name: str, pointer: str, step: Step | None) -> None:
        """Of the workflow that the step runs."""
        run = step.target.workflow_id if step is not None else ""
        known = {workflow.workflow_id: workflow.outputs for workflow in self.description.workflows}
        if run in known:
            self._named(name, known[run], pointer)
        else:
            self.problems.add(
                pointer,
                _("“$outputs” speaks of the workflow that a step has run, and there is none here."),
                _("Use “$steps.<stepId>.outputs.<name>”."),
            )

    def _named(self, name: str, known: Iterable[str] | None, pointer: str) -> None:
        """A name may go on into the value behind a dot."""
        if known is None:
            return
        names = set(known)
        parts = name.split(".")
        if not any(".".join(parts[:length]) in names for length in range(1, len(parts) + 1)):
            self._nothing(name, pointer, names)

    def _nothing(self, name: str, pointer: str, known: Iterable[str]) -> None:
        there = ", ".join(sorted(known)) or _("none")
        self.problems.add(
            pointer,
            _("“%(name)s” leads to nothing.") % {"name": name[:80]},
            _("There are: %(known)s.") % {"known": there[:300]},
        )


def _properties(workflow: Workflow) -> Iterable[str] | None:
    """Names of the inputs; None where the schema leaves open which there are."""
    schema = workflow.inputs
    if any(key in schema for key in ("allOf", "anyOf", "oneOf", "patternProperties", "$ref", "if")):
        return None
    return schema.get("properties") or {}


def _texts_of(step: Step) -> Iterator[tuple[str, str]]:
    """Every expression of a step, with its place."""
    for parameter in step.parameters:
        yield from ((f"{parameter.pointer}/value{at}", text) for text, at in expressions_in(parameter.value))
    if step.body is not None:
        yield from ((f"{step.body.pointer}/payload{at}", text) for text, at in expressions_in(step.body.payload))
        for each in step.body.replacements:
            yield from ((f"{each.pointer}/value{at}", text) for text, at in expressions_in(each.value))
    for name, text in step.outputs.items():
        yield f"{step.pointer}/outputs/{name}", text
    yield from _texts_of_criteria(step.criteria)
    for action in (*step.on_success, *step.on_failure):
        yield from _texts_of_criteria(action.criteria)


def _texts_of_criteria(criteria: Iterable[Criterion]) -> Iterator[tuple[str, str]]:
    for criterion in criteria:
        if criterion.kind == "simple":
            _node, texts = parse_condition(criterion.condition)
            yield from ((f"{criterion.pointer}/condition", text) for text in texts)
        else:
            yield f"{criterion.pointer}/context", criterion.context
