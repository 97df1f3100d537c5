"""Sharing a pilot."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import posted
from vlavirgem.ui.toasts import toast
from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.forms import ShareForm
from vlavirgem_sandbox.pilots.views.opening import FORM_METHODS
from vlavirgem_sandbox.pilots.views.saving import FormPage, form_page, led_pilot, saved
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(FORM_METHODS)
@permission_required(Permission.PILOT_MANAGE)
def share(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Where the sharing dialog of the pilot's page goes; as a page of its own when the dialog was refused."""
    pilot = led_pilot(request, pk)
    form = ShareForm(posted(request), pilot=pilot)
    if shared := saved(
        form,
        lambda: services.share_pilot(
            actor=request.actor,
            pilot=pilot,
            visibility=Visibility(form.cleaned_data["visibility"]),
            partners=list(form.cleaned_data["partners"]),
        ),
    ):
        toast(request, _("Now seen by: %(whom)s.") % {"whom": shared.get_visibility_display()})
        return redirect(shared)
    page = FormPage(
        title=_("Share the pilot"),
        submit=_("Share"),
        purpose=_("You can withdraw this at any time. It takes effect on the next request."),
    )
    return form_page(request, form, page, pilot)
