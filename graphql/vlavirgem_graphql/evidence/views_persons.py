"""The persons who stand in our log by name, and forgetting one of them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.evidence.forms import LogReasonForm
from vlavirgem_graphql.evidence.services.forgetting import forget_person
from vlavirgem_graphql.exchange.named_persons import NamedPerson
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

PERSONS_SHOWN = 500


@require_safe
@permission_required(Permission.PEOPLE_MANAGE)
def persons(request: TenantRequest) -> HttpResponse:
    """Everybody who acted here with data and was not forgotten; each once, under the name that was used last."""
    named = NamedPerson.objects.order_by("person_id", "-created_at").distinct("person_id")[:PERSONS_SHOWN]
    listed = sorted(named, key=lambda person: person.name.casefold())
    return render(request, "evidence/persons.html", {"persons": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.PEOPLE_MANAGE)
def forget(request: TenantRequest, person_id: UUID) -> HttpResponse:
    """Ask why, then forget."""
    person = NamedPerson.objects.filter(person_id=person_id).order_by("-created_at").first()
    if person is None:
        raise Http404
    form = LogReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        forget_person(actor=request.actor, person_id=person_id, reason=form.cleaned_data["reason"])
        toast(request, _("Forgotten. The log is as whole as it was."))
        return redirect("data:persons")
    return render(request, "evidence/forget.html", {"form": form, "person": person}, status=status_of(form))
