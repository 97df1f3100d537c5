"""Going on with an agreement before it ends: the same terms, from the moment at which it ends."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms_deeds import RenewalForm
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.services.proposing import propose_renewal
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_PROPOSE)
def renew(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """Ask until when; then propose it."""
    ours = Agreement.objects.filter(consumer=request.tenant).select_related("provider", "offer").with_last_act()
    agreement = found_or_on_record(request, ours, agreement_id)
    begins = localtime(agreement.valid_until).date()
    as_long_again = localtime(agreement.valid_until + (agreement.valid_until - agreement.valid_from)).date()
    form = RenewalForm(posted(request), begins=begins, initial={"last_day": as_long_again})
    if request.method == "POST" and form.is_valid():
        _start, until = period_of(begins, form.cleaned_data["last_day"])
        propose = partial(propose_renewal, actor=request.actor, agreement=agreement, until=until)
        made = done_or_told(form, propose, above=True)
        if made is not None:
            toast(request, _("The renewal is proposed to %(other)s.") % {"other": agreement.provider.name})
            return redirect("data:agreement", made.pk)
    context = {"agreement": agreement, "standing": agreement.standing(), "form": form, "begins": begins}
    return render(request, "exchange/renew.html", context, status=status_of(form))
