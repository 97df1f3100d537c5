"""Keeping an answer of the acceptance environment as an example: for the publisher, from its own try-out."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import leading_back
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.catalogue.keeping_examples import (
    basis_of_example,
    draft_with_example,
    foreseen_example,
)
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.contracts.recorded.judging import NO_VALUE, GoodCall
from vlavirgem_sandbox.tryouts.forms import ExampleForm
from vlavirgem_sandbox.tryouts.logged_calls import as_recorded, is_answer_kept_whole, is_kept_whole
from vlavirgem_sandbox.tryouts.models import Call, TryOut
from vlavirgem_sandbox.tryouts.pages import page_context, tryout_or_404
from vlavirgem_sandbox.tryouts.serving.passed_answers import ORIGIN
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


def version_to_extend(request: TenantRequest, tryout: TryOut, call: Call) -> ServiceVersion | None:
    """The version of ours that the call's answer can become an example of; None where it cannot."""
    is_fit = call.origin == ORIGIN and not call.disturbance and not call.answer_violations
    if not (is_fit and is_kept_whole(call) and is_answer_kept_whole(call)):
        return None
    if not request.actor.may(Permission.SERVICE_PUBLISH):
        return None
    ours = ServiceVersion.objects.without_document().filter(pk=tryout.version_id, owner=request.tenant)
    return ours.filter(dialect__startswith="openapi").select_related("service__owner").first()


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.SERVICE_PUBLISH)
def keep_example(request: TenantRequest, public_id: str, call_id: str) -> HttpResponse:
    """Show what would be kept, and keep it in a draft of the next version."""
    tryout = tryout_or_404(public_id)
    found = tryout.calls.filter(origin=ORIGIN).select_related("tryout")
    call = get_object_or_404(found, pk=call_id)
    version = version_to_extend(request, tryout, call)
    if version is None:
        return redirect(call)
    form = ExampleForm(posted(request))
    with leading_back(call.get_absolute_url()):
        if request.method == "POST" and form.is_valid():
            return _kept(request, version, call, form.cleaned_data["name"])
        good = foreseen_example(version=version, recorded=as_recorded(call, ""))
    basis = basis_of_example(version)
    context = page_context(request, tryout, tab="calls") | {"call": call, "form": form, **_shown(good)}
    context |= {"basis": basis, "has_draft": basis.state == PublicationState.DRAFT, "is_older": basis.pk != version.pk}
    return render(request, "tryouts/keep_example.html", context, status=status_of(form))


def _kept(request: TenantRequest, version: ServiceVersion, call: Call, name: str) -> HttpResponse:
    upload = draft_with_example(actor=request.actor, version=version, recorded=as_recorded(call, name))
    if upload.unchanged:
        toast(request, _("This answer is an example of the service already; nothing was changed."))
        return redirect(call)
    toast(request, _("The example is in the draft of version %(number)s.") % {"number": upload.version.number})
    return redirect("services:preview", upload.version.pk)


def _shown(good: GoodCall) -> dict[str, object]:
    return {
        "asked_path": good.match.path_parameters,
        "asked_query": good.query,
        "asked_body": "" if good.body is NO_VALUE else _as_text(good.body),
        "told_apart": good.told_apart,
        "answer_text": "" if good.value is NO_VALUE else _as_text(good.value),
    }


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
