"""The page of an agreement, and what a party does with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.components import Fact
from vlavirgem.ui.form_pages import posted, status_of
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.comparing import changes_between
from vlavirgem_graphql.exchange.deeds import DEEDS, may_counter
from vlavirgem_graphql.exchange.forms import ReasonForm
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Verb
from vlavirgem_graphql.exchange.telling import acts_told
from vlavirgem_tenants.people.finding import people_who_may
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
@member_required
def agreement_detail(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """An agreement: its terms, where it stands, whose turn it is, and who did what."""
    agreement = _agreement(agreement_id)
    kind = agreement.offer.declared_kind
    deeds = {name: deed for name, deed in DEEDS.items() if deed.fits(request.actor, agreement)}
    acts = list(agreement.acts.select_related("owner"))
    context = {
        **_context(request, agreement),
        "fields": [kind.field(name).label for name in agreement.fields],
        "deeds": deeds,
        "may_counter": may_counter(request.actor, agreement),
        "we_signed": request.tenant.pk in agreement.signers,
        "who_signs": [] if "sign" in deeds else people_who_may(Permission.AGREEMENT_SIGN),
        **_answered_and_answer(agreement, acts),
        **_reading(request, agreement),
        "history": acts_told(acts),
        "facts": [
            Fact(_("Reads"), agreement.consumer.name),
            Fact(_("Provides"), agreement.provider.name),
            Fact(_("Kind"), kind.label),
            Fact(_("Fingerprint of the terms"), agreement.content_hash[:16]),
            *_signatures(agreement, acts),
        ],
    }
    return render(request, "exchange/agreement.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def act(request: TenantRequest, agreement_id: UUID, deed: str) -> HttpResponse:
    """Ask for the reason (or for a last look), then do it."""
    chosen = DEEDS.get(deed)
    if chosen is None:
        raise Http404
    request.actor.require(chosen.permission)
    agreement = _agreement(agreement_id)
    form = ReasonForm(posted(request)) if chosen.asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given: dict[str, Any] = {"reason": form.cleaned_data["reason"]} if form else {}
        chosen.do(actor=request.actor, agreement=agreement, **given)
        toast(request, chosen.words.done)
        return redirect("data:agreement", agreement.pk)
    context = {**_context(request, agreement), "deed": chosen, "form": form}
    return render(request, "exchange/act.html", context, status=status_of(form))


def _signatures(agreement: Agreement, acts: Sequence[AgreementAct]) -> list[Fact]:
    """Of each party: who signed and when, or that nobody did yet."""
    signed = {each.owner_id: each for each in acts if each.verb == Verb.SIGNED}
    return [
        Fact(
            _("Signature of %(party)s") % {"party": party.name},
            _("%(name)s, %(day)s")
            % {"name": signature.person_name, "day": date_format(localtime(signature.acted_at), "SHORT_DATE_FORMAT")}
            if (signature := signed.get(party.pk))
            else _("not yet"),
        )
        for party in (agreement.consumer, agreement.provider)
    ]


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


def _agreement(agreement_id: UUID) -> Agreement:
    parties = Agreement.objects.select_related("owner", "consumer", "provider", "offer", "answers").with_last_act()
    return get_object_or_404(parties, pk=agreement_id)


def _context(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "standing": agreement.standing(),
        "other": agreement.other_party(request.tenant),
        "we_provide": agreement.provider_id == request.tenant.pk,
        "we_wrote": agreement.owner_id == request.tenant.pk,
    }
