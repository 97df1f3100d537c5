"""Building a chain: a step more, other values, earlier or later, out; each undone from the toast."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal, leading_back
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.chains import services_building as building
from vlavirgem_sandbox.chains.calling import operation_of
from vlavirgem_sandbox.chains.forms_building import InputForm, StepForm, operation_in, parameter_field
from vlavirgem_sandbox.chains.models import Chain
from vlavirgem_sandbox.chains.pages import chain_or_404, page_context
from vlavirgem_sandbox.contracts.model import JsonObject
from vlavirgem_sandbox.tryouts.calling import callable_tryout
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
_SENT = re.compile(r"/parameters/(\d+)")
_SPARE_INPUTS = 2


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def add(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A step more; ``?operation=`` names the try-out and its operation."""
    chain = chain_or_404(pk)
    chosen = operation_in(request.GET.get("operation", ""))
    tryout = callable_tryout(chosen[0]) if chosen is not None else None
    operation = tryout.operations.get(chosen[1]) if tryout is not None and chosen is not None else None
    if tryout is None or operation is None:
        return redirect(chain)
    form = StepForm(posted(request), operation=operation, tryout_id=tryout.id)
    if request.method == "POST" and form.is_valid() and _done(form, chain, request, step_id=""):
        return _changed(request, chain, _("The step is added."))
    context = (
        page_context(request, chain)
        | _hints(chain)
        | {
            "form": form,
            "title": _("A new step"),
            "text": f"{tryout.name}: {operation.summary or operation.key}",
            "submit": _("Add step"),
        }
    )
    return render(request, "chains/step.html", context, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def change(request: TenantRequest, pk: UUID, step_id: str) -> HttpResponse:
    """Other values for a step."""
    chain = chain_or_404(pk)
    step = _step(chain, step_id)
    description = chain.description
    if description is None:
        raise Http404
    read = description.workflow(chain.workflow_id).step(step_id)
    tryout_id = chain.tryout_ids().get(description.source_of(read))
    tryout = callable_tryout(tryout_id) if tryout_id is not None else None
    operation = operation_of(read, tryout)
    if tryout is None or operation is None:
        raise Refusal(
            _("This step cannot be changed here: no try-out of yours has its operation."),
            remedy=_("Choose a try-out for its service first. A step that runs a workflow is changed in the file."),
            code="no-such-operation",
        )
    form = StepForm(posted(request), operation=operation, tryout_id=tryout.id, step=step)
    if request.method == "POST" and form.is_valid() and _done(form, chain, request, step_id=step_id):
        return _changed(request, chain, _("The step is changed."))
    context = (
        page_context(request, chain)
        | _hints(chain)
        | {
            "form": form,
            "title": _("Change step “%(step)s”") % {"step": step_id},
            "text": f"{tryout.name}: {operation.summary or operation.key}",
            "submit": _("Save step"),
        }
    )
    return render(request, "chains/step.html", context, status=status_of(form))


def _done(form: StepForm, chain: Chain, request: TenantRequest, *, step_id: str) -> bool:
    """Whether the step is in the chain; what is wrong with it stands in the form."""
    number = _number_of(chain, step_id)
    try:
        if step_id:
            building.change_step(actor=request.actor, chain=chain, step_id=step_id, plan=form.plan())
        else:
            building.add_step(actor=request.actor, chain=chain, plan=form.plan())
    except Refusal as refusal:
        if refusal.code != "arazzo-refused":
            raise
        for detail in refusal.details:
            form.add_error(_field_of(detail["place"], form, number), f"{detail['message']} {detail['remedy']}")
        return False
    return True


def _field_of(place: str, form: StepForm, number: int) -> str | None:
    """The field of this step that a place in the document was typed in; None where that is not to be told."""
    within = f"/steps/{number}/"
    if within not in f"{place}/":
        return None
    sent = _SENT.search(place)
    if sent is not None:
        where, name, _value = form.plan().parameters[int(sent[1])]
        return parameter_field(where, name)
    known = {"/requestBody": "body", "/successCriteria": "criteria", "/outputs": "outputs", "/stepId": "step_id"}
    return next((field for part, field in known.items() if part in place and field in form.fields), None)


def _number_of(chain: Chain, step_id: str) -> int:
    """The place of a step among the others, from 0; that of a new one is the last."""
    description = chain.description
    steps = description.workflow(chain.workflow_id).steps if description is not None else ()
    return next((number for number, step in enumerate(steps) if step.step_id == step_id), len(steps))


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def move(request: TenantRequest, pk: UUID, step_id: str) -> HttpResponse:
    """One place earlier, or with ``by=1`` later."""
    chain = chain_or_404(pk)
    later = request.POST.get("by") == "1"
    with leading_back(f"{chain.get_absolute_url()}#steps"):
        building.move_step(actor=request.actor, chain=chain, step_id=step_id, by=1 if later else -1)
    return _changed(request, chain, _("The step is moved."))


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def remove(request: TenantRequest, pk: UUID, step_id: str) -> HttpResponse:
    """Take a step out; the toast undoes it."""
    chain = chain_or_404(pk)
    with leading_back(f"{chain.get_absolute_url()}#steps"):
        building.remove_step(actor=request.actor, chain=chain, step_id=step_id)
    return _changed(request, chain, _("The step “%(step)s” is removed.") % {"step": step_id})


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def undo(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Go back to the steps from before the last change."""
    chain = building.undo_change(actor=request.actor, chain=chain_or_404(pk))
    toast(request, _("The steps are as they were before."))
    return redirect(chain)


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def inputs(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What a run asks for: names, kinds and what to start from."""
    chain = chain_or_404(pk)
    schema = _workflow(chain).get("inputs", {})
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    if not _is_simple(schema):
        raise Refusal(
            _("These inputs are described with more than the form can show."),
            remedy=_("Change them in the file, and import that as a new chain."),
            code="inputs-too-rich",
        )
    kinds = forms.formset_factory(InputForm, extra=_SPARE_INPUTS, max_num=30)
    initial = [
        {"name": name, "kind": each.get("type", "string"), "default": each.get("default", "")}
        for name, each in properties.items()
    ]
    formset = kinds(posted(request), initial=initial)
    if request.method == "POST" and formset.is_valid():
        asked = {row["name"]: _property(row, properties) for row in formset.cleaned_data if row.get("name")}
        building.set_inputs(actor=request.actor, chain=chain, inputs=asked)
        return _changed(request, chain, _("The inputs are changed."))
    context = page_context(request, chain) | {"formset": formset}
    return render(request, "chains/inputs.html", context, status=422 if formset.is_bound else 200)


def _property(row: dict[str, Any], before: dict[str, Any]) -> JsonObject:
    described = {**before.get(row["name"], {}), "type": row["kind"] or "string"}
    described.pop("default", None)
    return described if row["default"] is None else {**described, "default": row["default"]}


def _is_simple(schema: Any) -> bool:
    return (
        isinstance(schema, dict) and not (schema.keys() - {"type", "properties", "required"}) and "$ref" not in schema
    )


def _changed(request: TenantRequest, chain: Chain, words: str) -> HttpResponse:
    toast(request, words, undo=reverse("chains:undo", args=[chain.pk]))
    return redirect(f"{chain.get_absolute_url()}#steps")


def _workflow(chain: Chain) -> JsonObject:
    return next(each for each in chain.document["workflows"] if each["workflowId"] == chain.workflow_id)


def _step(chain: Chain, step_id: str) -> JsonObject:
    for step in _workflow(chain)["steps"]:
        if step["stepId"] == step_id:
            return step  # type: ignore[no-any-return]  # an object of the document
    raise Http404


def _hints(chain: Chain) -> dict[str, Any]:
    """Expressions that a step of this chain can use."""
    workflow = _workflow(chain)
    properties = workflow.get("inputs", {}).get("properties", {})
    outputs = [
        f"$steps.{step['stepId']}.outputs.{name}" for step in workflow["steps"] for name in step.get("outputs", {})
    ]
    return {"expressions": [*(f"$inputs.{name}" for name in properties), *outputs]}
