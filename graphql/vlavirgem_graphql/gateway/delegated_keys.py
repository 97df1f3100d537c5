"""Keys of delegations: with one a supplier's client reads what one agreement of ours covers, and nothing else.

What such a key may do is looked up at each request, with the delegation and the agreement as they stand: nothing of it
is kept, so whatever ends either acts on the next request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_graphql.exchange.models import Agreement, Delegation
from vlavirgem_graphql.exchange.services.delegating import Delegate, delegate_reading, require_in_use
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.services import new_key
from vlavirgem_graphql.gateway.statement import run_statement
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission

MOST_KEYS: Final = 10
"""In use, of one delegation: enough to replace one while the other still works."""

_STANDING: Final = """
select d.agreement_id, d.reader, a.kind, p.slug, a.offer_title, d.revoked_at is null and now() < d.valid_until
      and g.ended_at is null and now() < g.valid_until,
    g.paused_at is null and g.valid_from <= now() and o.withdrawn_at is null
from public.exchange_delegation d join public.exchange_agreement a on a.id = d.agreement_id
join public.directory_tenant p on p.id = a.provider_id
join public.exchange_grant g on g.agreement_id = a.id join public.exchange_offer o on o.id = g.offer_id
where d.id = $1::uuid and d.owner_id = $2::bigint
"""


@dataclass(frozen=True)
class Delegated:
    """A delegation as it stands now. ``reader`` is how the evidence names the client; ``is_over``: for good, while
    ``is_live`` tells whether it may read at this moment."""

    id: str
    agreement: str
    reader: str
    kind: str
    provider: str
    title: str
    is_over: bool
    is_live: bool


def delegated_by(delegation_id: str, tenant_id: int) -> Delegated | None:
    """What a key of this delegation may read at this moment; None where there is no such delegation (any more)."""
    rows = run_statement(_STANDING, [delegation_id, tenant_id])
    if not rows:
        return None
    *said, lasts, lets = (cell.decode() if cell else "" for cell in rows[0])
    agreement, reader, kind, provider, title = said
    return Delegated(
        delegation_id,
        agreement,
        reader,
        kind,
        provider,
        title,
        is_over=lasts != "t",
        is_live=lasts == "t" and lets == "t",
    )


@transaction.atomic
def delegate_with_key(
    *, actor: Actor, agreement: Agreement, to: Delegate, until: datetime, may_introspect: bool = False
) -> tuple[Delegation, str]:
    """Delegate our reading, with a first key; returns the delegation and the key's text, which nobody can read again.

    Raises as ``exchange.services.delegating.delegate_reading``.
    """
    delegation = delegate_reading(actor=actor, agreement=agreement, to=to, until=until)
    _key, text = make_delegated_key(actor=actor, delegation=delegation, may_introspect=may_introspect)
    return delegation, text


@transaction.atomic
def make_delegated_key(*, actor: Actor, delegation: Delegation, may_introspect: bool = False) -> tuple[GatewayKey, str]:
    """Another key of a delegation of ours, to take the place of one; returns it with its text.

    Raises :class:`Refusal` without the permission to sign, for a delegation that is over, and for one that has
    :data:`MOST_KEYS`.
    """
    actor.require(Permission.AGREEMENT_SIGN)
    held = Delegation.objects.select_for_update(of=("self",), no_key=True).get(pk=delegation.pk, owner=actor.tenant)
    require_in_use(held)
    keys = GatewayKey.objects.filter(delegation_id=held.pk)
    if keys.in_use().count() >= MOST_KEYS:
        raise Refusal(
            _("A delegation has at most %(most)s keys in use.") % {"most": MOST_KEYS},
            remedy=_("Revoke those that nobody uses, under Developers."),
            code="too-many-keys",
        )
    longest = GatewayKey._meta.get_field("label").max_length
    return new_key(actor=actor, label=str(held)[:longest], may_introspect=may_introspect, delegation_id=held.pk)


def states_of(keys: Iterable[GatewayKey]) -> Mapping[UUID, State]:
    """Where the delegation of each of these keys stands now, by its id; a key that has none is left out."""
    wanted = {key.delegation_id for key in keys if key.delegation_id is not None}
    delegations = Delegation.objects.filter(pk__in=wanted)
    agreements = Agreement.objects.with_last_act().in_bulk({each.agreement_id for each in delegations})
    found = {each.pk: each.state(agreements[each.agreement_id].standing().state) for each in delegations}
    return {pk: found.get(pk, State.ENDED) for pk in wanted}


def last_uses(delegations: Iterable[Delegation]) -> Mapping[UUID, datetime | None]:
    """When a key of each delegation was used last, to the minute; None where none ever was."""
    keys = GatewayKey.objects.filter(delegation_id__in=[each.pk for each in delegations])
    return dict(keys.values_list("delegation_id").annotate(Max("last_used_at")))
