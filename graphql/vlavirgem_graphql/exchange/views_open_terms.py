"""Pages of open terms: opening them on an offer, reading them, accepting them as they are, and closing them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.components import Fact
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms import OpenTermsForm, field_choices
from vlavirgem_graphql.exchange.forms_deeds import AdviceForm, ReasonForm
from vlavirgem_graphql.exchange.models import Agreement, Audience, Offer, OpenTerms
from vlavirgem_graphql.exchange.row_values import OwnValues
from vlavirgem_graphql.exchange.services.drafting import wish_in
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, close_open_terms, open_terms
from vlavirgem_graphql.exchange.telling import done_to_terms, terms_told
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.commons.telling import history_lines
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required, permission_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def open_new(request: TenantRequest, offer_id: UUID) -> HttpResponse:
    """Write the terms, say for whom they are, and sign them."""
    offer = found_or_on_record(request, Offer.objects.of(request.tenant).active().select_related("owner"), offer_id)
    kind, today = offer.declared_kind, timezone.localdate()
    form = OpenTermsForm(
        posted(request),
        choices=field_choices(kind, offer.fields),
        kind=kind,
        offered=offer.fields,
        own=OwnValues(offer, request.tenant),
        initial={"fields_wanted": offer.fields, "first_day": today, "last_day": today + timedelta(days=364)},
    )
    if request.method == "POST" and form.is_valid():
        made = done_or_told(form, partial(open_terms, actor=request.actor, offer=offer, **_arguments(form)))
        if made is not None:
            toast(request, _("Signed, and open to who it is for."))
            return redirect("data:open_terms", made.pk)
    return render(request, "exchange/open_new.html", {"offer": offer, "form": form}, status=status_of(form))


@require_safe
@member_required
def open_terms_detail(request: TenantRequest, terms_id: UUID) -> HttpResponse:
    """The terms, whom they are for, and what we can do with them."""
    terms = _terms(request, terms_id)
    ours = terms.owner_id == request.tenant.pk
    may_sign = request.actor.may(Permission.AGREEMENT_SIGN)
    agreements = Agreement.objects.filter(accepts=terms).select_related("consumer", "provider").with_last_act()
    reads_freely = terms.is_open_data and not ours and terms.closed_at is None
    alive = any(each.standing().is_alive for each in agreements) and not ours
    acceptable = OpenTerms.objects.acceptable_for(request.tenant).filter(pk=terms.pk).exists() and not alive
    context = {
        "terms": terms,
        "ours": ours,
        **terms_told(terms),
        "agreements": agreements,
        "may_accept": acceptable and may_sign,
        "may_close": ours and may_sign and terms.closed_at is None,
        "may_query": reads_freely and request.actor.may(Permission.GATEWAY_KEY),
        "facts": [
            Fact(_("Provides"), terms.owner.name),
            Fact(_("For whom"), terms.get_audience_display()),
            Fact(_("Signed by"), f"{terms.person_name}, {terms.key.fingerprint[:16]}"),
            Fact(_("Fingerprint of the terms"), terms.content_hash[:16]),
        ],
        "history": history_lines(History.objects.of(terms), done_to_terms),
    }
    return render(request, "exchange/open_terms.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def accept(request: TenantRequest, terms_id: UUID) -> HttpResponse:
    """Record our officer's advice, and sign."""
    terms = _terms(request, terms_id)
    form = AdviceForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = done_or_told(form, partial(accept_open_terms, actor=request.actor, terms=terms, **form.arguments()))
        if made is not None:
            toast(request, _("Accepted: the agreement is in force."))
            return redirect("data:agreement", made.pk)
    context = {"terms": terms, "form": form, **terms_told(terms)}
    return render(request, "exchange/open_accept.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def close(request: TenantRequest, terms_id: UUID) -> HttpResponse:
    """Say why, and let nobody accept them any more."""
    terms = _terms(request, terms_id)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        close_open_terms(actor=request.actor, terms=terms, reason=form.cleaned_data["reason"])
        toast(request, _("These terms are closed."))
        return redirect("data:open_terms", terms.pk)
    return render(request, "exchange/open_close.html", {"terms": terms, "form": form}, status=status_of(form))


def _terms(request: TenantRequest, terms_id: UUID) -> OpenTerms:
    return found_or_on_record(request, OpenTerms.objects.select_related("owner", "offer", "key"), terms_id)


def _arguments(form: OpenTermsForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {"wish": wish_in(given), "audience": Audience(given["audience"]), **form.arguments()}
