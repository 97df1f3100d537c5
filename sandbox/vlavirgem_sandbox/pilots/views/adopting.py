"""Taking a blueprint of another over."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.blueprint_content import content_of
from vlavirgem_sandbox.pilots.forms_blueprint import BY_NAME, AdoptForm
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import saved
from vlavirgem_sandbox.tryouts.telemetry import tryout_cards
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def adopt(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say what comes of it and ask under whose name; pressing twice opens one pilot."""
    blueprint = get_object_or_404(Blueprint.objects.select_related("owner"), pk=pk)
    known = BlueprintAdoption.objects.filter(blueprint=blueprint, owner=request.tenant).first()
    if known is not None and request.method != "POST":
        return redirect(known)
    form = AdoptForm(posted(request))
    if taken := saved(form, lambda: _taken(request, blueprint, form)):
        said = _("The pilot is opened as a draft.") if taken.is_new else _("You took this blueprint over before.")
        toast(request, said)
        return redirect(taken.adoption)
    content = content_of(blueprint.content)
    ours = {card.service_url: card for card in tryout_cards()}
    context = {
        "blueprint": blueprint,
        "content": content,
        "services": [(service, ours.get(service.url)) for service in content.services],
        "form": form,
    }
    return render(request, "pilots/blueprint_adopt.html", context, status=status_of(form))


def _taken(request: TenantRequest, blueprint: Blueprint, form: AdoptForm) -> services.Taken:
    by_name = form.cleaned_data["shown"] == BY_NAME
    return services.adopt_blueprint(actor=request.actor, blueprint=blueprint, by_name=by_name)
