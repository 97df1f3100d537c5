"""Having a supplier's client read for us: the form, another key, and taking it back."""

from __future__ import annotations

from functools import partial
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vlavirgem.refusal import leading_back
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.forms_deeds import DelegationForm
from vlavirgem_graphql.exchange.models import Agreement, Delegation
from vlavirgem_graphql.exchange.services.delegating import Delegate, require_delegable, revoke_delegation
from vlavirgem_graphql.exchange.services.drafting import period_of
from vlavirgem_graphql.exchange.templatetags.exchange import last_day
from vlavirgem_graphql.gateway.delegated_keys import delegate_with_key, make_delegated_key
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import permission_required
from vlavirgem_tenants.requests.typing import TenantRequest

NEW_KEY: Final = "exchange.delegated_key"
"""In the session: the key that the page of the agreement shows once, with the agreement's id."""


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def delegate(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """Say who reads for us and until when; the page that follows shows the key once."""
    parties = Agreement.objects.select_related("consumer", "provider", "offer").with_last_act()
    agreement = found_or_on_record(request, parties, agreement_id)
    with leading_back(agreement.get_absolute_url()):
        require_delegable(request.actor, agreement)
    last = localtime(last_day(agreement)).date()
    form = DelegationForm(posted(request), initial={"last_day": last})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _start, until = period_of(given["last_day"], given["last_day"])
        to = Delegate(**{name: given[name] for name in ("client_name", "supplier_name", "supplier_kbo")})
        until_then = agreement.valid_until if given["last_day"] == last else until
        do = partial(delegate_with_key, actor=request.actor, agreement=agreement, to=to, until=until_then)
        made = done_or_told(form, partial(do, may_introspect=given["may_introspect"]))
        if made is not None:
            toast(request, _("%(client)s reads for you from now on.") % {"client": made[0].client_name})
            return _showing(request, agreement, made[1])
    context = {"agreement": agreement, "standing": agreement.standing(), "form": form, "last_day": last_day(agreement)}
    return render(request, "exchange/delegate.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def delegation_key(request: TenantRequest, delegation_id: UUID) -> HttpResponse:
    """Ask, then make another key of a delegation; the page that follows shows it once."""
    delegation = _ours(request, delegation_id)
    if request.method == "POST":
        with leading_back(delegation.agreement.get_absolute_url()):
            _key, text = make_delegated_key(actor=request.actor, delegation=delegation)
        return _showing(request, delegation.agreement, text)
    context = {
        "question": _("Make another key?"),
        "name": str(delegation),
        "consequence": _("Keys that it has go on working. Revoke those that it no longer uses, under Developers."),
        "submit": _("Make key"),
        "cancel_url": delegation.agreement.get_absolute_url(),
    }
    return render(request, "vlavirgem/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.AGREEMENT_SIGN)
def delegation_revoke(request: TenantRequest, delegation_id: UUID) -> HttpResponse:
    """Ask, then take it back: it cannot be undone."""
    delegation = _ours(request, delegation_id)
    if request.method == "POST":
        revoke_delegation(actor=request.actor, delegation=delegation)
        toast(request, _("%(client)s no longer reads for you.") % {"client": delegation.client_name})
        return redirect(delegation.agreement.get_absolute_url())
    context = {
        "question": _("Revoke this delegation?"),
        "name": str(delegation),
        "consequence": _("From the next request on its keys open nothing. You can delegate anew, with another key."),
        "submit": _("Revoke delegation"),
        "cancel_url": delegation.agreement.get_absolute_url(),
    }
    return render(request, "vlavirgem/confirm.html", context)


def _showing(request: TenantRequest, agreement: Agreement, text: str) -> HttpResponse:
    request.session[NEW_KEY] = [str(agreement.pk), text]
    return redirect(f"{reverse('data:agreement', args=[agreement.pk])}#delegations")


def new_key_of(request: TenantRequest, agreement: Agreement) -> str:
    """The key that was made a moment ago for a delegation of this agreement, once; empty where there is none."""
    kept = request.session.get(NEW_KEY)
    if not kept or kept[0] != str(agreement.pk):
        return ""
    del request.session[NEW_KEY]
    return str(kept[1])


def _ours(request: TenantRequest, delegation_id: UUID) -> Delegation:
    ours = Delegation.objects.filter(owner=request.tenant).select_related("agreement")
    return found_or_on_record(request, ours, delegation_id)
