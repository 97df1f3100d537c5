"""Making a blueprint of a finished pilot, sharing it and taking it back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.blueprint_content import drawn_chains
from vlavirgem_sandbox.pilots.forms_blueprint import BlueprintForm, BlueprintShareForm
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintDraft, Pilot, PilotState
from vlavirgem_sandbox.pilots.views.first_steps import before_a_blueprint
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

LONGEST_REASON = 1000


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def prepare(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say what the blueprint of a pilot tells, and what goes along."""
    pilot = led_pilot(request, pk)
    draft = BlueprintDraft.objects.filter(blueprint__pilot=pilot).first()
    form = BlueprintForm(posted(request), pilot=pilot, draft=draft)
    if blueprint := saved(form, lambda: _prepared(request, pilot, form)):
        toast(request, _("The draft is saved. Only your organisation sees it until you share it."))
        return redirect(blueprint)
    page = FormPage(
        title=_("Make a blueprint") if draft is None else _("Change the draft"),
        submit=_("Save draft"),
        purpose=_("What others can do again: what you tried, what it takes and what it taught. Sharing comes after."),
        first=None if pilot.state == PilotState.ENDED else before_a_blueprint(pilot),
    )
    return form_page(request, form, page, pilot)


def _prepared(request: TenantRequest, pilot: Pilot, form: BlueprintForm) -> Blueprint:
    return services.prepare_blueprint(actor=request.actor, pilot=pilot, told=form.told())


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def share(request: TenantRequest, pk: UUID) -> HttpResponse:
    """With whom, under exactly what they will get."""
    blueprint = _led(request, pk)
    content = services.content_to_share(blueprint)
    sent = posted(request)
    form = BlueprintShareForm(sent, blueprint=blueprint, shown=content.digest)
    if shared := saved(form, lambda: _shared(request, blueprint, form)):
        toast(request, _("Version %(version)s is shared.") % {"version": shared.version})
        return redirect(shared)
    if sent is not None:  # what is below is what goes out when they press again
        again = sent.copy()
        again["shown"] = content.digest
        form.data = again
    context = {"blueprint": blueprint, "form": form, "content": content, "chains": drawn_chains(content.chains)}
    return render(request, "pilots/blueprint_share.html", context, status=status_of(form))


def _shared(request: TenantRequest, blueprint: Blueprint, form: BlueprintShareForm) -> Blueprint:
    typed = form.cleaned_data
    return services.share_blueprint(
        actor=request.actor,
        blueprint=blueprint,
        visibility=Visibility(typed["visibility"]),
        partners=list(typed["partners"]),
        shown=typed["shown"],
    )


@require_POST
@permission_required(Permission.PILOT_MANAGE)
def withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Take it back; the dialog on its page confirmed it."""
    blueprint = _led(request, pk)
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    services.withdraw_blueprint(actor=request.actor, blueprint=blueprint, reason=reason)
    toast(request, _("The blueprint is withdrawn. Nobody else sees it any more."))
    return redirect(reverse("pilots:blueprint", args=[pk]))


def _led(request: TenantRequest, pk: UUID) -> Blueprint:
    """A blueprint of a pilot that the person may change; 404 when hidden, 403 when another leads it."""
    blueprint = get_object_or_404(Blueprint.objects.select_related("owner"), pk=pk)
    blueprint.pilot = led_pilot(request, blueprint.pilot_id)
    return blueprint
