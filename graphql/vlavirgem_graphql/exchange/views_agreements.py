"""The page of an agreement, and what a party does with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.refusal import leading_back
from vlavirgem.ui.components import Fact
from vlavirgem.ui.downloads import download
from vlavirgem.ui.form_pages import done_or_told, posted, status_of
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.comparing import changes_between
from vlavirgem_graphql.exchange.deeds import DEEDS, may_counter, may_renew
from vlavirgem_graphql.exchange.delegations_told import delegations_told
from vlavirgem_graphql.exchange.finding import found_or_on_record
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, OpenTerms, Verb
from vlavirgem_graphql.exchange.protocol import CONTENT_TYPE, protocol_document, protocol_name
from vlavirgem_graphql.exchange.signatures_told import signatures_told
from vlavirgem_graphql.exchange.telling import acts_told, terms_told
from vlavirgem_graphql.exchange.views_delegating import new_key_of
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def agreement_detail(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """An agreement: its terms, where it stands, whose turn it is, and who did what."""
    agreement = _agreement(request, agreement_id)
    kind = agreement.offer.declared_kind
    deeds = {name: deed for name, deed in DEEDS.items() if deed.fits(request.actor, agreement)}
    acts = list(agreement.acts.select_related("owner", "key"))
    renewal = agreement.renewal()
    context = {
        **_context(request, agreement),
        **terms_told(agreement),
        "open_data": OpenTerms.objects.for_all().filter(offer=agreement.offer_id).first(),
        "deeds": deeds,
        "may_counter": may_counter(request.actor, agreement),
        "advices": agreement.advices.select_related("owner"),
        "renewal": renewal,
        "may_renew": renewal is None and may_renew(request.actor, agreement),
        "we_signed": request.tenant.pk in agreement.signers,
        "who_signs": [] if "sign" in deeds else people_who_may(Permission.AGREEMENT_SIGN),
        **_answered_and_answer(agreement, acts),
        **_reading(request, agreement),
        **delegations_told(request.actor, agreement),
        "new_key": new_key_of(request, agreement),
        "history": acts_told(acts, agreement.delegations.select_related("owner")),
        "facts": [
            Fact(_("Reads"), agreement.consumer.name),
            Fact(_("Provides"), agreement.provider.name),
            Fact(_("Kind"), kind.label),
            Fact(_("Fingerprint of the terms"), agreement.content_hash[:16]),
            *(Fact(*told) for told in signatures_told(agreement, acts)),
        ],
    }
    return render(request, "exchange/agreement.html", context)


@require_safe
@member_required
def protocol(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """The agreement as the document that the parties publish."""
    agreement = _agreement(request, agreement_id)
    return download(protocol_document(agreement), content_type=CONTENT_TYPE, name=protocol_name(agreement))


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def act(request: TenantRequest, agreement_id: UUID, deed: str) -> HttpResponse:
    """Ask for the reason (or for a last look), then do it."""
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    request.actor.require(chosen.permission)
    agreement = _agreement(request, agreement_id)
    hindrance = chosen.hindrance(request.actor, agreement)
    if hindrance is not None:
        context = {**_context(request, agreement), "deed": chosen, "hindrance": hindrance}
        return render(request, "exchange/act.html", context, status=hindrance.status)
    form = chosen.form(posted(request)) if chosen.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given: dict[str, Any] = form.arguments() if form else {}
        do = partial(chosen.do, actor=request.actor, agreement=agreement, **given)
        with leading_back(reverse("data:agreement", args=[agreement.pk])):
            done = done_or_told(form, do, above=True) if form else do()
        if done is not None:
            toast(request, chosen.words.done)
            return redirect("data:agreement", agreement.pk)
    context = {**_context(request, agreement), "deed": chosen, "form": form}
    if chosen.binds:  # who signs sees on this page what it is that binds
        context |= terms_told(agreement)
    if deed == "revoke":
        context |= _left_open(agreement)
    return render(request, "exchange/act.html", context, status=status_of(form))


def _left_open(agreement: Agreement) -> dict[str, Any]:
    """What is told before a revocation: the renewal that ends with it, and the open terms that do not."""
    opened = OpenTerms.objects.filter(offer=agreement.offer_id)
    return {
        "renewal": agreement.renewal(),
        "acceptable": opened.acceptable_for(agreement.consumer).first(),
        "open_data": opened.for_all().first(),
    }


def _answered_and_answer(agreement: Agreement, acts: Sequence[AgreementAct]) -> dict[str, Any]:
    """The proposal that these terms answer, with what they changed and why; and the terms that answered these."""
    answered = agreement.answers
    return {
        "answered": answered,
        "changes": changes_between(answered, agreement) if answered else [],
        "why_changed": next((each.reason for each in acts if answered and each.verb == Verb.PROPOSED), ""),
        "answer": Agreement.objects.filter(answers=agreement, acts__verb=Verb.PROPOSED).first(),
    }


def _reading(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    """Whether there is something to query here now, and by whom in this organisation."""
    live = agreement.consumer_id == request.tenant.pk and agreement.standing().state is State.ACTIVE
    may = live and request.actor.may(Permission.GATEWAY_KEY)
    return {"may_query": may, "who_queries": people_who_may(Permission.GATEWAY_KEY) if live and not may else None}


def _agreement(request: TenantRequest, agreement_id: UUID) -> Agreement:
    parties = Agreement.objects.select_related(
        "owner", "consumer", "provider", "offer", "answers", "renews", "accepts"
    ).with_last_act()
    return found_or_on_record(request, parties, agreement_id)


def _context(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "standing": agreement.standing(),
        "other": agreement.other_party(request.tenant),
        "we_provide": agreement.provider_id == request.tenant.pk,
        "we_wrote": agreement.owner_id == request.tenant.pk,
    }
