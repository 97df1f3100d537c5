"""Answering a proposal with other terms: the page that starts from the terms as they were proposed."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.deeds import hindrance_to_counter
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms import CounterForm, field_choices
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.exchange.row_values import OwnValues
from vlavirgem_graphql.exchange.services.drafting import wish_in
from vlavirgem_graphql.exchange.services.proposing import counter_proposal
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_PROPOSE)
def counter(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """Change what should be otherwise, say why, and propose it."""
    parties = Agreement.objects.select_related("consumer", "provider", "offer").with_last_act()
    agreement = found_or_on_record(request, parties, agreement_id)
    other = agreement.other_party(request.tenant)
    context = {"agreement": agreement, "standing": agreement.standing(), "other": other}
    hindrance = hindrance_to_counter(request.actor, agreement)
    if hindrance is not None:
        return render(request, "exchange/counter.html", {**context, "hindrance": hindrance}, status=hindrance.status)
    choices = field_choices(agreement.offer.declared_kind, agreement.offer.fields)
    form = CounterForm(
        posted(request),
        choices=choices,
        kind=agreement.offer.declared_kind,
        offered=agreement.offer.fields,
        conditions=agreement.row_filter,
        own=OwnValues(agreement.offer, request.tenant),
        initial=_terms_of(agreement),
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        propose = partial(
            counter_proposal,
            actor=request.actor,
            agreement=agreement,
            wish=wish_in(given),
            reason=given["reason"],
        )
        made = done_or_told(form, propose, above=True)
        if made is not None:
            toast(request, _("Your terms are proposed to %(other)s.") % {"other": other.name})
            return redirect("data:agreement", made.pk)
    return render(request, "exchange/counter.html", {**context, "form": form}, status=status_of(form))


def _terms_of(agreement: Agreement) -> dict[str, Any]:
    return {
        "purpose": agreement.purpose,
        "concept_label": agreement.concept_label,
        "concept_uri": agreement.concept_uri,
        "legal_basis": agreement.legal_basis,
        "fields_wanted": agreement.fields,
        "first_day": localtime(agreement.valid_from).date(),
        "last_day": localtime(last_day(agreement)).date(),
        "daily_reads": agreement.daily_reads,
        "may_delegate": agreement.may_delegate,
    }
