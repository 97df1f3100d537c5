"""Opening a pilot, describing it, choosing its try-out, and moving it from state to state."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import NewPilotForm, PilotForm, ReasonForm, TryOutForm
from vlavirgem_sandbox.pilots.models import Pilot, PilotState
from vlavirgem_sandbox.pilots.views.first_steps import before_choosing_a_tryout
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def pilot_new(request: TenantRequest) -> HttpResponse:
    """Open a pilot; ``?tryout=`` chooses the try-out beforehand."""
    form = NewPilotForm(posted(request), initial={"tryout": request.GET.get("tryout", "")})
    if pilot := saved(form, lambda: _open(request, form)):
        toast(request, _("The pilot is opened as a draft. Only your organisation sees it."))
        return redirect(pilot)
    page = FormPage(
        title=_("New pilot"),
        submit=_("Open pilot"),
        purpose=_("A pilot starts as a draft that only your organisation sees. You add KPIs next."),
    )
    return form_page(request, form, page)


def _open(request: TenantRequest, form: NewPilotForm) -> Pilot:
    described = {name: form.cleaned_data[name] for name in PilotForm.base_fields}
    card = form.chosen()
    return services.open_pilot(
        actor=request.actor,
        **described,
        tryout_id=card.id if card else None,
        service_name=card.service_name if card else "",
    )


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def pilot_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Describe the pilot anew."""
    pilot = led_pilot(request, pk)
    form = PilotForm(posted(request), initial=PilotForm.describing(pilot))
    if saved(form, lambda: services.edit_pilot(actor=request.actor, pilot=pilot, **form.cleaned_data)):
        toast(request, _("The description is changed."))
        return redirect(pilot)
    return form_page(request, form, FormPage(title=_("Change the description"), submit=_("Save description")), pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def pilot_tryout(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Choose the try-out whose calls feed the pilot's KPIs."""
    pilot = led_pilot(request, pk)
    form = TryOutForm(posted(request), initial={"tryout": str(pilot.tryout_id or "")})
    if saved(form, lambda: _connect(request, pilot, form)):
        toast(request, _("The try-out is chosen. Its calls can now feed a KPI."))
        return redirect(pilot)
    page = FormPage(
        title=_("Choose a try-out"),
        submit=_("Choose try-out"),
        purpose=_("The calls to this try-out can be counted in the pilot's KPIs."),
        first=None if form.cards else before_choosing_a_tryout(),
    )
    return form_page(request, form, page, pilot)


def _connect(request: TenantRequest, pilot: Pilot, form: TryOutForm) -> Pilot:
    card = form.cards[form.cleaned_data["tryout"]]
    return services.connect_tryout(actor=request.actor, pilot=pilot, tryout_id=card.id, service_name=card.service_name)


@require_POST
@permission_required(Permission.PILOT_MANAGE)
def pilot_state(request: TenantRequest, pk: UUID, to: str) -> HttpResponse:
    """Start, pause, resume or reopen: one press, with a way back where there is one."""
    pilot = led_pilot(request, pk)
    if to not in PilotState.values:
        raise Http404
    before = pilot.state
    services.change_state(actor=request.actor, pilot=pilot, to=PilotState(to))
    undo = reverse("pilots:state", args=[pk, before]) if {before, to} == {"active", "paused"} else ""
    toast(request, _("The pilot is now: %(state)s.") % {"state": PilotState(to).label}, undo=undo)
    return redirect(pilot)


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def pilot_withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Withdraw the pilot, saying why; it can be reopened."""
    pilot = led_pilot(request, pk)
    form = ReasonForm(posted(request))
    if saved(
        form,
        lambda: services.change_state(
            actor=request.actor, pilot=pilot, to=PilotState.WITHDRAWN, reason=form.cleaned_data["reason"]
        ),
    ):
        toast(request, _("The pilot is withdrawn."), undo=reverse("pilots:state", args=[pk, PilotState.DRAFT]))
        return redirect(pilot)
    page = FormPage(
        title=_("Withdraw the pilot"),
        submit=_("Withdraw pilot"),
        purpose=_("The story stays. You can reopen the pilot later."),
        danger=True,
    )
    return form_page(request, form, page, pilot)
