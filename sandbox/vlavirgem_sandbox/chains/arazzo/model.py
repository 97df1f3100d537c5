"""What a description says, read and found sound. ``pointer`` is where each part stands in the document (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue

Location: TypeAlias = Literal["path", "query", "header", "cookie", ""]
"""Empty for the input of a workflow that a step runs."""
CriterionKind: TypeAlias = Literal["simple", "regex", "jsonpath"]
ActionKind: TypeAlias = Literal["end", "goto", "retry"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A service that the workflows call."""

    name: str
    url: str
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that a step sends; it may hold expressions."""

    name: str
    location: Location
    value: JsonValue
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """A value that is put into the payload at ``target``, a JSON pointer."""

    target: str
    value: JsonValue
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a step sends."""

    content_type: str
    """Empty: the one that the operation takes."""
    payload: JsonValue
    replacements: tuple[Replacement, ...]
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """Something that has to hold; ``context`` is an expression, empty for a simple condition."""

    kind: CriterionKind
    condition: str
    context: str
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Action:
    """What comes after a step, when all its criteria hold."""

    name: str
    kind: ActionKind
    workflow_id: str
    step_id: str
    retry_after: float
    """Seconds."""
    retry_limit: int
    criteria: tuple[Criterion, ...]
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Target:
    """What a step does: one operation of a source, or a workflow of this description."""

    source: str = ""
    """Empty where the description has one source only and the step names none."""
    operation_id: str = ""
    method: str = ""
    path: str = ""
    """Method and path of an ``operationPath``."""
    workflow_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a workflow."""

    step_id: str
    description: str
    target: Target
    parameters: tuple[Parameter, ...]
    body: Body | None
    criteria: tuple[Criterion, ...]
    on_success: tuple[Action, ...]
    on_failure: tuple[Action, ...]
    outputs: Mapping[str, str]
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Workflow:
    """Steps in their order, what they are given and what they give."""

    workflow_id: str
    summary: str
    description: str
    inputs: JsonObject
    """A JSON Schema, references followed; empty where nothing is asked."""
    depends_on: tuple[str, ...]
    steps: tuple[Step, ...]
    outputs: Mapping[str, str]
    pointer: str

    def step(self, step_id: str) -> Step:
        """The step of that name. Raises LookupError."""
        for step in self.steps:
            if step.step_id == step_id:
                return step
        raise LookupError(step_id)


@dataclass(frozen=True, kw_only=True)
class Description:
    """A whole Arazzo document."""

    title: str
    summary: str
    version: str
    sources: tuple[Source, ...]
    workflows: tuple[Workflow, ...]

    def workflow(self, workflow_id: str) -> Workflow:
        """The workflow of that name. Raises LookupError."""
        for workflow in self.workflows:
            if workflow.workflow_id == workflow_id:
                return workflow
        raise LookupError(workflow_id)

    def source_of(self, step: Step) -> str:
        """The name of the source that a step calls; empty for a step that runs a workflow."""
        if step.target.workflow_id:
            return ""
        return step.target.source or self.sources[0].name

    def steps(self) -> Iterator[Step]:
        """Those of every workflow."""
        for workflow in self.workflows:
            yield from workflow.steps
