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
    """Proposals of others about our data, for who may sign."""
    if not actor.may(Permission.AGREEMENT_SIGN):
        return []
    asked = Agreement.objects.filter(provider=actor.tenant, grant__isnull=True).select_related("owner").with_last_act()
    return [
        Waiting(
            title=_("Sign or refuse: %(reader)s asks for “%(title)s”")
            % {"reader": agreement.owner.name, "title": agreement.offer_title},
            url=reverse("data:agreement", args=[agreement.pk]),
            line=agreement.purpose[:140],
            since=agreement.created_at,
        )
        for agreement in asked
        if agreement.standing().state is State.PROPOSED
    ]
