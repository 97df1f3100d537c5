"""What is set of a chain: its try-outs, its name, when it runs by itself, its keys, its end."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.chains import services, services_keys
from vlavirgem_sandbox.chains.binding import suggested_tryouts
from vlavirgem_sandbox.chains.forms import EditForm, KeyForm, ScheduleForm, SourcesForm
from vlavirgem_sandbox.chains.forms_inputs import InputsForm
from vlavirgem_sandbox.chains.models import Schedule
from vlavirgem_sandbox.chains.pages import chain_or_404, page_context
from vlavirgem_sandbox.keys.showing import keep_for_one_page
from vlavirgem_sandbox.tryouts.calling import callable_tryouts
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

_GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def sources(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say which try-out stands for which service."""
    chain = chain_or_404(pk)
    if chain.description is None:
        return redirect(chain)
    tryouts = callable_tryouts()
    chosen = suggested_tryouts(chain.description, tryouts) | chain.tryout_ids()
    form = SourcesForm(posted(request), description=chain.description, tryouts=tryouts, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        services.bind_sources(actor=request.actor, chain=chain, tryouts=form.tryouts())
        without = [name for name, tryout in form.tryouts().items() if tryout is None]
        toast(request, _still_without(without) if without else _("The try-outs are chosen."))
        return redirect(chain)
    context = page_context(request, chain) | {
        "form": form,
        "title": _("Choose the try-outs"),
        "text": _("Which of your try-outs stands for which service of this chain?"),
        "submit": _("Choose these try-outs"),
    }
    return render(request, "chains/form.html", context, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another name, or another workflow to begin with."""
    chain = chain_or_404(pk)
    workflows = [each.workflow_id for each in chain.description.workflows] if chain.description is not None else []
    initial = {"name": chain.name, "workflow_id": chain.workflow_id}
    form = EditForm(posted(request), workflows=workflows, initial=initial)
    if request.method == "POST" and form.is_valid():
        workflow_id = form.cleaned_data.get("workflow_id", chain.workflow_id)
        services.edit_chain(actor=request.actor, chain=chain, name=form.cleaned_data["name"], workflow_id=workflow_id)
        toast(request, _("The chain is changed."))
        return redirect(chain)
    context = page_context(request, chain) | {"form": form, "title": _("Name and workflow"), "submit": _("Save")}
    return render(request, "chains/form.html", context, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def schedule(request: TenantRequest, pk: UUID) -> HttpResponse:
    """When the chain runs by itself, and with which inputs."""
    chain = chain_or_404(pk)
    if chain.description is None:
        return redirect(chain)
    schema = chain.description.workflow(chain.workflow_id).inputs
    form = ScheduleForm(posted(request), initial={"schedule": chain.schedule})
    inputs = InputsForm(posted(request), schema=schema, given=chain.schedule_inputs)
    chosen = request.POST.get("schedule", "")
    is_complete = form.is_valid() and (not chosen or inputs.is_valid())
    if request.method == "POST" and is_complete:
        plan = Schedule(form.cleaned_data["schedule"])
        values = inputs.inputs() if chosen else {}
        try:
            services.plan_chain(actor=request.actor, chain=chain, schedule=plan, inputs=values)
        except Refusal as refusal:
            inputs.tell(refusal)
        else:
            toast(request, _("From now on: %(when)s.") % {"when": str(plan.label).lower()})
            return redirect(chain)
    context = page_context(request, chain) | {"form": form, "inputs": inputs}
    return render(request, "chains/schedule.html", context, status=status_of(inputs if chosen else form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def issue_key(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Make a key; the page of the chain then shows it once."""
    chain = chain_or_404(pk)
    form = KeyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        issued = done_or_told(
            form, lambda: services_keys.issue_key(actor=request.actor, chain=chain, **form.cleaned_data)
        )
        if issued is not None:
            keep_for_one_page(request, of=chain.pk, label=issued.key.label, text=issued.secret.text)
            return redirect(chain)
    context = page_context(request, chain) | {
        "form": form,
        "title": _("Make a key"),
        "text": _("With it a pipeline runs this chain, and nothing else."),
        "submit": _("Make a key"),
    }
    return render(request, "chains/form.html", context, status=status_of(form))


@_GET_OR_POST
@permission_required(Permission.TRYOUT_MANAGE)
def revoke_key(request: TenantRequest, pk: UUID, key_id: UUID) -> HttpResponse:
    """Ask, then revoke: it cannot be undone."""
    chain = chain_or_404(pk)
    key = get_object_or_404(chain.keys.select_related("chain"), pk=key_id)
    if request.method == "POST":
        services_keys.revoke_key(actor=request.actor, key=key)
        toast(request, _("The key “%(key)s” is revoked.") % {"key": key.label})
        return redirect(chain)
    context = {
        "question": _("Revoke this key?"),
        "name": _("Key “%(key)s”, which begins with %(prefix)s") % {"key": key.label, "prefix": key.beginning},
        "consequence": _("From the next request on it runs nothing. A revoked key cannot be brought back."),
        "submit": _("Revoke key"),
        "cancel_url": chain.get_absolute_url(),
    }
    return render(request, "vlavirgem/confirm.html", context)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def end(request: TenantRequest, pk: UUID) -> HttpResponse:
    """It runs no more; the toast undoes it."""
    chain = services.end_chain(actor=request.actor, chain=chain_or_404(pk))
    toast(request, _("“%(chain)s” has ended.") % {"chain": chain.name}, undo=reverse("chains:reopen", args=[pk]))
    return redirect(chain)


@require_POST
@permission_required(Permission.TRYOUT_MANAGE)
def reopen(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Bring an ended chain back."""
    chain = services.reopen_chain(actor=request.actor, chain=chain_or_404(pk))
    toast(request, _("“%(chain)s” is back.") % {"chain": chain.name})
    return redirect(chain)


def _still_without(names: list[str]) -> str:
    return _("Kept. Still without a try-out: %(services)s.") % {"services": ", ".join(names)}
