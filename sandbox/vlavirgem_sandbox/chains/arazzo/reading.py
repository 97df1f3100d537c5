"""From the bytes of a file to a description, or to everything that is wrong with it, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from vlavirgem_sandbox.chains.arazzo.cross_checks import check_references
from vlavirgem_sandbox.chains.arazzo.fields import At, Problems
from vlavirgem_sandbox.chains.arazzo.input_schemas import read_inputs
from vlavirgem_sandbox.chains.arazzo.limits import MAX_SOURCES, MAX_STEPS, MAX_VALUES, MAX_WORKFLOWS
from vlavirgem_sandbox.chains.arazzo.model import Description, Source, Step, Workflow
from vlavirgem_sandbox.chains.arazzo.reading_steps import StepReader, read_outputs
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Problem
from vlavirgem_sandbox.contracts.source_text import SourceRefused, looks_like_xml, read_source
from vlavirgem_tenants.test_data_guard import find_real_numbers

_VERSION: Final = re.compile(r"1\.0\.\d+(?:-\w+)?\Z")
_DOCUMENT: Final = ("arazzo", "info", "sourceDescriptions", "workflows", "components")
_INFO: Final = ("title", "summary", "description", "version")
_COMPONENTS: Final = ("inputs", "parameters", "successActions", "failureActions")
_WORKFLOW: Final = (
    "workflowId",
    "summary",
    "description",
    "inputs",
    "dependsOn",
    "steps",
    "successActions",
    "failureActions",
    "outputs",
    "parameters",
)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What reading gave: a description, or the problems that keep it from being one."""

    document: JsonObject
    """As it was written; empty where the file holds no document."""
    description: Description | None
    problems: tuple[Problem, ...] = ()


def read_arazzo(data: bytes) -> Report:
    """Read a file. Never raises on bad input: whatever is wrong comes back, each with a JSON pointer or a line."""
    try:
        if looks_like_xml(data):
            return _refused(_("This is XML, not Arazzo."), _("Upload the description itself, as YAML or JSON."))
        document = read_source(data)
    except SourceRefused as refused:
        return Report(document={}, description=None, problems=(refused.problem,))
    return check_arazzo(document)


def check_arazzo(document: JsonObject) -> Report:
    """Check a document that is JSON already. It has to come to nothing else than what the standard says."""
    if _too_large(document):
        message = _("The description holds more than %(most)d values.") % {"most": MAX_VALUES}
        return _refused(message, _("Split the flow over several chains."))
    problems = Problems()
    root = At(document, "", problems, _("description"))
    if not _is_arazzo(root):
        return Report(document={}, description=None, problems=tuple(problems.found))
    for finding in find_real_numbers(document):
        problems.add(
            finding.place,
            _("This holds the national register number of a real person."),
            _("Use a test number; none of it was kept."),
        )
    description = _Reader(root).description()
    if not problems.found:
        check_references(description, problems)
    if problems.found:
        return Report(document=document, description=None, problems=tuple(problems.found))
    return Report(document=document, description=description)


def _refused(message: str, remedy: str) -> Report:
    problem = Problem(severity="error", message=message, remedy=remedy, place="/")
    return Report(document={}, description=None, problems=(problem,))


def _is_arazzo(root: At) -> bool:
    version = root.value.get("arazzo")
    if isinstance(version, str) and _VERSION.match(version):
        return True
    if "openapi" in root.value or "swagger" in root.value:
        remedy = _(
            "An agency publishes it as a service. A chain is described in Arazzo and begins with “arazzo: 1.0.1”."
        )
        root.refuse(_("This is a contract (OpenAPI), not a chain."), remedy)
    else:
        remedy = _("Write “arazzo: 1.0.1” at the top. Other versions are not read.")
        root.refuse(
            _("The field “arazzo” does not say version 1.0."), remedy, key="arazzo" if root.has("arazzo") else ""
        )
    return False


def _too_large(document: JsonObject) -> bool:
    count, waiting = 0, [document]
    while waiting:
        node: JsonValue = waiting.pop()
        inside = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        count += len(inside)
        if count > MAX_VALUES:
            return True
        waiting.extend(inside)
    return False


class _Reader:
    """Reads one document; what is wrong is noted and read past."""

    def __init__(self, root: At) -> None:
        self._root = root
        self._components = root.at("components", _("list of components"))
        self._steps = StepReader(self._components if root.has("components") else None)

    def description(self) -> Description:
        root = self._root
        root.fields(_DOCUMENT)
        info = root.at("info", _("heading (info)"))
        if info.fields(_INFO) is not None:
            info.prose("summary", "description")
        if root.has("components") and self._components.fields(_COMPONENTS) is not None:
            self._steps.read_components()
        return Description(
            title=info.text("title", required=True, most=120) if isinstance(info.value, dict) else "",
            summary=info.text("summary", most=10_000) if isinstance(info.value, dict) else "",
            version=info.text("version", required=True) if isinstance(info.value, dict) else "",
            sources=self._sources(),
            workflows=self._workflows(),
        )

    def _sources(self) -> tuple[Source, ...]:
        sources: dict[str, Source] = {}
        for place in self._root.entries("sourceDescriptions", _("source description"), most=MAX_SOURCES):
            if place.fields(("name", "url", "type")) is None:
                continue
            name = place.name("name")
            url = place.text("url", required=True, most=2000)
            if place.text("type") == "arazzo":
                remedy = _("Copy its workflows into this description, and take the source out.")
                place.refuse(_("Workflows of another Arazzo file cannot be run here."), remedy, key="type")
            elif place.has("type") and place.value["type"] != "openapi":
                place.refuse(_("A source is of type “openapi”."), _("Write “type: openapi”."), key="type")
            if name in sources:
                place.refuse(_("There are two sources “%(name)s”.") % {"name": name}, _("Rename one."), key="name")
            sources[name] = Source(name=name, url=url, pointer=place.pointer)
        if not sources:
            remedy = _("Name at least one service under “sourceDescriptions”, with its “name” and “url”.")
            self._root.refuse(_("The description names no service."), remedy, key="sourceDescriptions")
        return tuple(sources.values())

    def _workflows(self) -> tuple[Workflow, ...]:
        workflows: dict[str, Workflow] = {}
        for place in self._root.entries("workflows", _("workflow"), most=MAX_WORKFLOWS):
            if place.fields(_WORKFLOW) is None:
                continue
            workflow = self._workflow(place)
            if workflow.workflow_id in workflows:
                message = _("There are two workflows “%(name)s”.") % {"name": workflow.workflow_id}
                place.refuse(message, _("Rename one."), key="workflowId")
            workflows[workflow.workflow_id] = workflow
        if not workflows:
            remedy = _("Describe at least one under “workflows”, with its “workflowId” and “steps”.")
            self._root.refuse(_("The description has no workflow."), remedy, key="workflows")
        return tuple(workflows.values())

    def _workflow(self, place: At) -> Workflow:
        place.prose("summary", "description")
        depends_on = [each.value for each in place.entries("dependsOn", _("workflow"))]
        for index, wanted in enumerate(depends_on):
            if not isinstance(wanted, str) or wanted.startswith("$"):
                remedy = _("Give the “workflowId” of a workflow in this description.")
                place.at("dependsOn").refuse(_("This is no name of a workflow here."), remedy, key=str(index))
        return Workflow(
            workflow_id=place.name("workflowId"),
            summary=str(place.value.get("summary") or ""),
            description=str(place.value.get("description") or ""),
            inputs=read_inputs(place, self._components),
            depends_on=tuple(str(wanted) for wanted in depends_on),
            steps=self._all_steps(place),
            outputs=read_outputs(place),
            pointer=place.pointer,
        )

    def _all_steps(self, workflow: At) -> tuple[Step, ...]:
        shared = self._steps.shared_by(workflow)
        steps: dict[str, Step] = {}
        for place in workflow.entries("steps", _("step"), most=MAX_STEPS):
            step = self._steps.step(place, shared)
            if step is None:
                continue
            if step.step_id in steps:
                message = _("There are two steps “%(name)s” in this workflow.") % {"name": step.step_id}
                place.refuse(message, _("Rename one."), key="stepId")
            steps[step.step_id] = step
        if not steps:
            remedy = _("Describe at least one step, with its “stepId” and “operationId”.")
            workflow.refuse(_("The workflow has no steps."), remedy, key="steps" if workflow.has("steps") else "")
        return tuple(steps.values())
