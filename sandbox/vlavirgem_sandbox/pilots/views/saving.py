"""What each page with a form does: find the pilot, try the act, keep what was typed when it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from vlavirgem.ui.form_pages import done_or_told, status_of
from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_sandbox.pilots.services.lead import require_lead
from vlavirgem_sandbox.pilots.views.first_steps import FirstStep
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.typing import TenantRequest

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """The words around a form. ``danger`` marks what cannot be undone."""

    title: Any
    submit: Any
    purpose: Any = ""
    danger: bool = False
    first: FirstStep | None = None
    """What must be done first; it is shown in place of the form."""


def visible_pilot(pilot_id: UUID) -> Pilot:
    """A pilot that the current tenant sees, else 404: what is hidden and what does not exist look the same."""
    return get_object_or_404(Pilot.objects.select_related("owner"), pk=pilot_id)


def led_pilot(request: TenantRequest, pilot_id: UUID, *, to: Permission = Permission.PILOT_MANAGE) -> Pilot:
    """A pilot that the person may change; 404 when hidden, 403 when another leads it."""
    pilot = visible_pilot(pilot_id)
    require_lead(actor=request.actor, pilot=pilot, to=to)
    return pilot


def saved(form: forms.Form, act: Callable[[], T]) -> T | None:
    """Run ``act`` for a valid form; None when the form or the service refuses, with the reason on the form.

    A refusal for the person (403) is not the form's: it leaves the view.
    """
    return done_or_told(form, act, above=True) if form.is_valid() else None


def form_page(request: TenantRequest, form: forms.Form, page: FormPage, pilot: Pilot | None = None) -> HttpResponse:
    """The form on a page of its own, under its pilot; 422 when what was typed was refused."""
    context = {"form": form, "page": page, "pilot": pilot}
    return render(request, "pilots/form_page.html", context, status=status_of(form))
