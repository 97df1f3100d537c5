"""What of the exchange waits for somebody, shown on the start page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from vlavirgem.plugins import Waiting
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


def proposals_to_sign(actor: Actor) -> list[Waiting]:
    """Proposals that our signature is still missing on, for who may sign."""
    if not actor.may(Permission.AGREEMENT_SIGN):
        return []
    unsigned = Agreement.objects.filter(grant__isnull=True).select_related("consumer", "provider").with_last_act()
    return [
        Waiting(
            title=_title(actor, agreement),
            url=reverse("data:agreement", args=[agreement.pk]),
            line=agreement.purpose[:140],
            since=agreement.created_at,
        )
        for agreement in unsigned
        if agreement.standing().state is State.PROPOSED and actor.tenant.pk not in agreement.signers
    ]


def _title(actor: Actor, agreement: Agreement) -> str:
    who = {"other": agreement.other_party(actor.tenant).name, "title": agreement.offer_title}
    if agreement.owner_id == actor.tenant.pk:
        return _("Sign what we propose to %(other)s about “%(title)s”") % who
    if agreement.answers_id:
        return _("Sign or answer: %(other)s proposes other terms for “%(title)s”") % who
    return _("Sign or refuse: %(other)s asks for “%(title)s”") % who
