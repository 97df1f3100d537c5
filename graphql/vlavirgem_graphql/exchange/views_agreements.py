"""The page of an agreement, and what a party does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from vlavirgem.ui.components import Fact
from vlavirgem.ui.states import State
from vlavirgem.ui.toasts import toast
from vlavirgem_graphql.exchange.forms import ReasonForm
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct
from vlavirgem_graphql.exchange.services import agreements as services
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.requests.access import member_required
from vlavirgem_tenants.requests.typing import TenantRequest


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that a party can do: when, with which permission, and what the page says about it."""

    do: Callable[..., AgreementAct]
    states: frozenset[State]
    permission: Permission
    title: Promise
    consequence: Promise
    button: Promise
    done: Promise
    by_provider: bool | None = None
    asks_reason: bool = True
    danger: bool = False

    def fits(self, request: TenantRequest, agreement: Agreement) -> bool:
        """Whether this person can do it now. The service checks the same and says why not."""
        is_provider = agreement.provider_id == request.tenant.pk
        by_party = self.by_provider is None or self.by_provider == is_provider
        return by_party and agreement.standing().state in self.states and request.actor.may(self.permission)


_IN_FORCE = frozenset({State.ACTIVE, State.PAUSED})
DEEDS = {
    "sign": Deed(
        do=services.sign_agreement,
        states=frozenset({State.PROPOSED}),
        permission=Permission.AGREEMENT_SIGN,
        by_provider=True,
        asks_reason=False,
        title=gettext_lazy("Sign the agreement"),
        consequence=gettext_lazy(
            "From the first day on, the other party can read the agreed fields. You can revoke it."
        ),
        button=gettext_lazy("Sign"),
        done=gettext_lazy("Signed. The agreement is in force."),
    ),
    "refuse": Deed(
        do=services.refuse_agreement,
        states=frozenset({State.PROPOSED}),
        permission=Permission.AGREEMENT_SIGN,
        by_provider=True,
        danger=True,
        title=gettext_lazy("Refuse the proposal"),
        consequence=gettext_lazy("The other party gets your reason and can propose other terms."),
        button=gettext_lazy("Refuse"),
        done=gettext_lazy("Refused. The other party reads your reason."),
    ),
    "withdraw": Deed(
        do=services.withdraw_proposal,
        states=frozenset({State.PROPOSED}),
        permission=Permission.AGREEMENT_PROPOSE,
        by_provider=False,
        danger=True,
        title=gettext_lazy("Withdraw the proposal"),
        consequence=gettext_lazy("The other party can no longer sign it."),
        button=gettext_lazy("Withdraw"),
        done=gettext_lazy("The proposal is withdrawn."),
    ),
    "pause": Deed(
        do=services.pause_agreement,
        states=frozenset({State.ACTIVE}),
        permission=Permission.AGREEMENT_SIGN,
        title=gettext_lazy("Pause the agreement"),
        consequence=gettext_lazy("Nothing can be read until you let it go on."),
        button=gettext_lazy("Pause"),
        done=gettext_lazy("The agreement is paused."),
    ),
    "resume": Deed(
        do=services.resume_agreement,
        states=frozenset({State.PAUSED}),
        permission=Permission.AGREEMENT_SIGN,
        asks_reason=False,
        title=gettext_lazy("Let the agreement go on"),
        consequence=gettext_lazy("The agreed fields can be read again."),
        button=gettext_lazy("Let it go on"),
        done=gettext_lazy("The agreement is in force again."),
    ),
    "revoke": Deed(
        do=services.revoke_agreement,
        states=_IN_FORCE,
        permission=Permission.AGREEMENT_SIGN,
        danger=True,
        title=gettext_lazy("Revoke the agreement"),
        consequence=gettext_lazy("From the next request on nothing can be read. This cannot be undone."),
        button=gettext_lazy("Revoke"),
        done=gettext_lazy("The agreement is revoked. Nothing can be read any more."),
    ),
}


@require_safe
@member_required
def agreement_detail(request: TenantRequest, agreement_id: UUID) -> HttpResponse:
    """An agreement: its terms, where it stands, whose turn it is, and who did what."""
    agreement = _agreement(agreement_id)
    kind = agreement.offer.declared_kind
    context = {
        **_context(request, agreement),
        "fields": [kind.field(name).label for name in agreement.fields],
        "deeds": {name: deed for name, deed in DEEDS.items() if deed.fits(request, agreement)},
        "acts": agreement.acts.select_related("owner"),
        "facts": [
            Fact(_("Reads"), agreement.owner.name),
            Fact(_("Provides"), agreement.provider.name),
            Fact(_("Kind"), kind.label),
            Fact(_("Fingerprint of the terms"), agreement.content_hash[:16]),
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
    form = ReasonForm(request.POST or None) if chosen.asks_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        given: dict[str, Any] = {"reason": form.cleaned_data["reason"]} if form else {}
        chosen.do(actor=request.actor, agreement=agreement, **given)
        toast(request, chosen.done)
        return redirect("data:agreement", agreement.pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form and form.errors else HTTPStatus.OK
    context = {**_context(request, agreement), "deed": chosen, "form": form}
    return render(request, "exchange/act.html", context, status=status)


def _agreement(agreement_id: UUID) -> Agreement:
    parties = Agreement.objects.select_related("owner", "provider", "offer").with_last_act()
    return get_object_or_404(parties, pk=agreement_id)


def _context(request: TenantRequest, agreement: Agreement) -> dict[str, Any]:
    return {
        "agreement": agreement,
        "standing": agreement.standing(),
        "other": agreement.other_party(request.tenant),
        "we_provide": agreement.provider_id == request.tenant.pk,
    }
