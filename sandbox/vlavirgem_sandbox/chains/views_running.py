"""Running a chain by hand or from a pipeline, and the page of a run."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.refusal import Refusal
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem_sandbox.chains.forms_inputs import InputsForm
from vlavirgem_sandbox.chains.input_checks import MOST_INPUT
from vlavirgem_sandbox.chains.models import ChainRun, Trigger
from vlavirgem_sandbox.chains.pages import chain_or_404, page_context, run_picture
from vlavirgem_sandbox.chains.personas import offered_personas
from vlavirgem_sandbox.chains.reporting import run_report
from vlavirgem_sandbox.chains.running import Start, begin_run, perform_run
from vlavirgem_sandbox.chains.services_keys import key_of_request
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.refusals import problem_response
from vlavirgem_tenants.requests.retried import KEY_HEADER, REPLAYED, idempotency_key
from vlavirgem_tenants.requests.typing import TenantRequest
from vlavirgem_tenants.scope import on_its_own, tenant_scope

_MOST_BODY = 2 * MOST_INPUT
_ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.TRYOUT_CALL)
def run_now(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Ask for the inputs, then run; the page of the run follows when it is over. ``?source=`` and ``?persona=`` fill
    them with what a test persona of a service has."""
    chain = chain_or_404(pk)
    description = chain.description
    if description is None:
        return redirect(chain)
    workflow = description.workflow(chain.workflow_id)
    source, chosen = (request.GET.get(name, "") for name in ("source", "persona"))
    offered = offered_personas(chain, description, workflow, source=source, chosen=chosen)
    given = next((each.inputs.get(chosen) for each in offered if each.chosen), None)
    form = InputsForm(posted(request), schema=workflow.inputs, given=given)
    if request.method == "POST" and form.is_valid():
        start = Start(trigger=Trigger.HAND, person=request.actor.name, inputs=form.inputs())
        try:
            with transaction.atomic():
                run, _is_new = begin_run(chain=chain, start=start, now=timezone.now())
        except Refusal as refusal:
            form.tell(refusal)
        else:
            tenant = request.tenant
            on_its_own(lambda: perform_run(tenant=tenant, run_id=run.pk))
            return redirect(run)
    context = page_context(request, chain) | {"form": form, "offered": offered}
    return render(request, "chains/run_now.html", context, status=status_of(form))


@require_safe
@member_required
def run(request: TenantRequest, pk: UUID, number: int) -> HttpResponse:
    """One run: where it broke, what it gave, and each step with its request and answer."""
    chain = chain_or_404(pk)
    found = get_object_or_404(ChainRun.objects.select_related("key"), chain=chain, number=number)
    traces = list(found.traces.all())
    context = page_context(request, chain) | run_picture(chain, found)
    context |= {
        "run": found,
        "traces": traces,
        "broken": next((trace for trace in reversed(traces) if not trace.succeeded), None),
        "inputs": _as_text(found.inputs),
        "outputs": _as_text(found.outputs),
    }
    return render(request, "chains/run.html", context)


@csrf_exempt  # a pipeline sends a key; a session opens nothing with POST here
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request: TenantRequest, pk: UUID) -> HttpResponseBase:
    """All runs of a chain, for its people; a run more, for a pipeline that posts with a key."""
    return run_with_key(request, pk) if request.method == "POST" else _run_list(request, pk)


@member_required
def _run_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    """All runs of a chain."""
    chain = chain_or_404(pk)
    page = Paginator(chain.runs.all(), _ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "chains/runs.html", page_context(request, chain) | {"page": page})


def run_with_key(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Run the chain for a pipeline and answer with the trace: 200 whatever the verdict, Problem Details otherwise.

    ``Idempotency-Key``: the same key again gives the same run, which was made once.
    """
    tenant = request.tenant
    try:
        with transaction.atomic():
            key = key_of_request(pk, request.headers, timezone.now())
            start = Start(
                trigger=Trigger.PIPELINE,
                person=key.label,
                key=key,
                inputs=_inputs(request),
                idempotency_key=idempotency_key(request.headers.get(KEY_HEADER, "")),
            )
            begun, is_new = begin_run(chain=key.chain, start=start, now=timezone.now())
    except Refusal as refusal:
        return problem_response(refusal)
    response = JsonResponse(run_report(begun))
    if not is_new:
        name, value = REPLAYED
        response[name] = value
        return response

    def perform() -> None:
        perform_run(tenant=tenant, run_id=begun.pk)
        with tenant_scope(tenant):
            response.content = json.dumps(run_report(ChainRun.objects.get(pk=begun.pk)), ensure_ascii=False).encode()
        response["Content-Length"] = str(len(response.content))

    on_its_own(perform)
    return response


def _inputs(request: HttpRequest) -> dict[str, Any]:
    """``{"inputs": {...}}``; an empty body gives none."""
    if len(request.body) > _MOST_BODY:
        raise _unreadable(_("The body is larger than %(most)d kB.") % {"most": _MOST_BODY // 1024})
    if not request.body.strip():
        return {}
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _unreadable(_("The body is no JSON.")) from None
    inputs = body.get("inputs", {}) if isinstance(body, dict) else None
    if not isinstance(inputs, dict) or (isinstance(body, dict) and body.keys() - {"inputs"}):
        raise _unreadable(_("The body has one field, “inputs”, with named values."))
    return inputs


def _unreadable(message: str) -> Refusal:
    return Refusal(
        message,
        remedy=_('Send {"inputs": {"name": "value"}} as JSON.'),
        code="unreadable-inputs",
        status=HTTPStatus.UNPROCESSABLE_ENTITY,
        place="/",
    )


def _as_text(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) if values else ""
