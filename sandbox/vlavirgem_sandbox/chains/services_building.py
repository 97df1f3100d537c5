"""Building a chain step by step: each act changes the Arazzo document, and can be undone once."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.arazzo.cross_checks import readers_of
from vlavirgem_sandbox.chains.arazzo.reading import check_arazzo
from vlavirgem_sandbox.chains.models import Chain, ChainState, Verb
from vlavirgem_sandbox.chains.services import accepted_document, remember, require_not_ended, settle
from vlavirgem_sandbox.contracts.model import JsonObject, JsonValue, Operation
from vlavirgem_sandbox.tryouts.calling import CallableTryOut, callable_tryout
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class StepPlan:
    """A step as the form has it."""

    step_id: str
    tryout_id: UUID
    operation: str
    """Its key."""
    description: str = ""
    parameters: list[tuple[str, str, JsonValue]] = field(default_factory=list)
    """Location, name and value (which may be an expression)."""
    payload: JsonValue = None
    has_payload: bool = False
    content_type: str = ""
    criteria: list[str] = field(default_factory=list)
    """Simple conditions."""
    outputs: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def add_step(*, actor: Actor, chain: Chain, plan: StepPlan) -> Chain:
    """Put a step at the end of the workflow that is run."""

    def change(document: JsonObject, workflow: JsonObject) -> None:
        source = _source(chain, document, plan.tryout_id)
        workflow["steps"].append(_written(source, plan, {}))

    return _changed(actor, chain, change, plan.step_id)


@transaction.atomic
def change_step(*, actor: Actor, chain: Chain, step_id: str, plan: StepPlan) -> Chain:
    """Give a step other values. What the form does not show (actions, further criteria) stays as it is."""

    def change(document: JsonObject, workflow: JsonObject) -> None:
        place = _place(workflow, step_id)
        source = _source(chain, document, plan.tryout_id)
        workflow["steps"][place] = _written(source, plan, workflow["steps"][place])

    return _changed(actor, chain, change, plan.step_id)


@transaction.atomic
def move_step(*, actor: Actor, chain: Chain, step_id: str, by: int) -> Chain:
    """Put a step earlier (-1) or later (1); at an end nothing changes."""

    def change(_document: JsonObject, workflow: JsonObject) -> None:
        steps = workflow["steps"]
        place = _place(workflow, step_id)
        target = min(max(place + by, 0), len(steps) - 1)
        steps.insert(target, steps.pop(place))

    return _changed(actor, chain, change, step_id)


@transaction.atomic
def remove_step(*, actor: Actor, chain: Chain, step_id: str) -> Chain:
    """Take a step out. Raises Refusal (422) while another refers to what it gives."""

    def change(_document: JsonObject, workflow: JsonObject) -> None:
        place = _place(workflow, step_id)
        _require_unread(chain, step_id)
        del workflow["steps"][place]

    return _changed(actor, chain, change, step_id)


@transaction.atomic
def set_inputs(*, actor: Actor, chain: Chain, inputs: dict[str, Any]) -> Chain:
    """What the workflow asks to be given, as a JSON Schema of its properties."""

    def change(_document: JsonObject, workflow: JsonObject) -> None:
        if inputs:
            workflow["inputs"] = {"type": "object", "properties": inputs, "required": sorted(inputs)}
        else:
            workflow.pop("inputs", None)

    return _changed(actor, chain, change, _("inputs"))


@transaction.atomic
def undo_change(*, actor: Actor, chain: Chain) -> Chain:
    """Go back to the steps from before the last change; doing it twice goes forward again."""
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    if chain.previous_document is None:
        raise Refusal(_("There is nothing to undo."), remedy=_("Change the steps instead."), code="nothing-to-undo")
    _keep(chain, chain.previous_document)
    remember(actor, chain, Verb.UNDONE)
    return chain


def _changed(actor: Actor, chain: Chain, change: Callable[[JsonObject, JsonObject], None], detail: str) -> Chain:
    actor.require(Permission.TRYOUT_MANAGE)
    chain.lock()
    require_not_ended(chain)
    document = copy.deepcopy(chain.document)
    workflow = next(each for each in document["workflows"] if each["workflowId"] == chain.workflow_id)
    change(document, workflow)
    if workflow["steps"]:
        accepted_document(document)
    _keep(chain, document)
    remember(actor, chain, Verb.CHANGED, detail)
    return chain


def _keep(chain: Chain, document: JsonObject) -> None:
    chain.previous_document, chain.document = chain.document, document
    chain.__dict__.pop("description", None)
    if chain.description is None and chain.state != ChainState.ENDED:
        chain.state = ChainState.DRAFT
    _used_sources_only(chain)
    settle(chain)


def _used_sources_only(chain: Chain) -> None:
    """A source that no step calls any more would ask for a try-out for nothing; one that a value names stays."""
    if chain.description is None:
        return
    used = {chain.description.source_of(step) for step in chain.description.steps()}
    sources = [each for each in chain.document["sourceDescriptions"] if each["name"] in used]
    smaller = {**chain.document, "sourceDescriptions": sources}
    if sources and check_arazzo(smaller).description is not None:
        chain.document = smaller
        chain.__dict__.pop("description", None)


def _source(chain: Chain, document: JsonObject, tryout_id: UUID) -> str:
    """The name of the source that the try-out stands for; added to the document where there is none."""
    tryout = callable_tryout(tryout_id)
    if tryout is None or not tryout.is_open:
        raise Refusal(
            _("This try-out cannot be called."),
            remedy=_("Choose an active try-out of a service that is described in OpenAPI."),
            code="tryout-not-callable",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="tryout",
        )
    names = {each["name"] for each in document["sourceDescriptions"]}
    for name, known in chain.tryout_ids().items():
        if known == tryout_id and name in names:
            return name
    name = _free_name(tryout, names)
    document["sourceDescriptions"].append({"name": name, "url": tryout.service_url, "type": "openapi"})
    _name_sources(document)
    chain.sources.update_or_create(name=name, defaults={"tryout_id": tryout_id})
    return name


def _free_name(tryout: CallableTryOut, taken: set[str]) -> str:
    base = slugify(tryout.service_name) or "service"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _name_sources(document: JsonObject) -> None:
    """With a second source each operation has to say whose it is (section 4.6.3, operationId)."""
    first = document["sourceDescriptions"][0]["name"]
    for workflow in document["workflows"]:
        for step in workflow["steps"]:
            if "operationId" in step and not step["operationId"].startswith("$"):
                step["operationId"] = f"$sourceDescriptions.{first}.{step['operationId']}"


def _written(source: str, plan: StepPlan, before: JsonObject) -> JsonObject:
    operation = _operation(plan)
    step: JsonObject = {"stepId": plan.step_id}
    if plan.description:
        step["description"] = plan.description
    if operation.operation_id:
        step["operationId"] = f"$sourceDescriptions.{source}.{operation.operation_id}"
    else:
        path = operation.path.replace("~", "~0").replace("/", "~1")
        step["operationPath"] = f"{{$sourceDescriptions.{source}.url}}#/paths/{path}/{operation.method.lower()}"
    if plan.parameters:
        step["parameters"] = [{"name": name, "in": where, "value": value} for where, name, value in plan.parameters]
    if plan.has_payload:
        content_type = {"contentType": plan.content_type} if plan.content_type else {}
        step["requestBody"] = {**content_type, "payload": plan.payload}
    others = [each for each in before.get("successCriteria", []) if each.get("type", "simple") != "simple"]
    if criteria := [*({"condition": condition} for condition in plan.criteria), *others]:
        step["successCriteria"] = criteria
    if plan.outputs:
        step["outputs"] = plan.outputs
    kept = {key: value for key, value in before.items() if key in {"onSuccess", "onFailure"} or key.startswith("x-")}
    return {**step, **kept}


def _operation(plan: StepPlan) -> Operation:
    tryout = callable_tryout(plan.tryout_id)
    operation = tryout.operations.get(plan.operation) if tryout is not None else None
    if operation is None:
        raise Refusal(
            _("The try-out has no such operation."),
            remedy=_("Choose one of the list."),
            code="no-such-operation",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="operation",
        )
    return operation


def _require_unread(chain: Chain, step_id: str) -> None:
    if chain.description is None:
        return
    readers = readers_of(chain.description.workflow(chain.workflow_id), step_id)
    named = [_("the output “%(name)s”") % {"name": name} for name in readers.outputs]
    named += [_("the step “%(name)s”") % {"name": name} for name in readers.steps]
    if not named:
        return
    remedies = []
    if readers.steps:
        remedies.append(_("Change each step named here so that it no longer needs this one, or remove it first."))
    if readers.outputs:
        remedies.append(_("Take the output out of the file of the chain, and import that as a new chain."))
    raise Refusal(
        _("The step “%(step)s” cannot be removed yet. This still needs it: %(readers)s.")
        % {"step": step_id, "readers": ", ".join(named)},
        remedy=" ".join(remedies),
        code="step-in-use",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
    )


def _place(workflow: JsonObject, step_id: str) -> int:
    for place, step in enumerate(workflow["steps"]):
        if step["stepId"] == step_id:
            return place
    raise Refusal(
        _("The chain has no step “%(step)s”.") % {"step": step_id},
        remedy=_("Go back to the page of the chain: a colleague may have changed it."),
        code="no-such-step",
        status=HTTPStatus.NOT_FOUND,
    )
