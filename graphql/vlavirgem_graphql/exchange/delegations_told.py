"""The delegations of an agreement as its page lists them: to whom, until when, where each stands, and its last use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, Delegation
from vlavirgem_graphql.gateway.delegated_keys import last_uses
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True)
class Told:
    """A delegation with its state. ``last_used_at`` is known to who delegated only."""

    delegation: Delegation
    state: State
    last_day: datetime
    last_used_at: datetime | None
    may_change: bool


def may_delegate(actor: Actor, agreement: Agreement) -> bool:
    """Whether this person can have a supplier read under it now. ``agreement`` comes with its last act."""
    ours = agreement.consumer_id == actor.tenant.pk and agreement.may_delegate
    return ours and actor.may(Permission.AGREEMENT_SIGN) and agreement.standing().state is State.ACTIVE


def delegations_told(actor: Actor, agreement: Agreement) -> dict[str, Any]:
    """What the page of an agreement says of them."""
    delegations = list(agreement.delegations.select_related("agreement"))
    ours = agreement.consumer_id == actor.tenant.pk
    used = last_uses(delegations) if ours else {}
    state, may = agreement.standing().state, ours and actor.may(Permission.AGREEMENT_SIGN)
    rows = []
    for each in delegations:
        its = each.state(state)
        rows.append(
            Told(
                each,
                its,
                each.valid_until - timedelta(microseconds=1),
                used.get(each.pk),
                may_change=may and its in {State.ACTIVE, State.PAUSED},
            )
        )
    return {"delegations": rows, "delegates_are_ours": ours, "may_delegate_now": may_delegate(actor, agreement)}
