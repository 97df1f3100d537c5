"""How much the participants want together, per lot."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from vlavirgem_sandbox.purchases.models import Commitment, Decline, JointPurchase, Lot, Participant
from vlavirgem_tenants.directory.models import Tenant


@dataclass(kw_only=True)
class Demand:
    """One lot with what was committed to it."""

    lot: Lot
    commitments: list[Commitment] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        """All participants together, in the lot's unit."""
        return sum((commitment.quantity for commitment in self.commitments), Decimal(0))

    @property
    def beyond_ceiling(self) -> bool:
        """Whether they want more than the lot allows."""
        return self.total > self.lot.ceiling


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one organisation answered: its commitments, or that it declined, or nothing yet. The buyer has no
    invitation."""

    tenant: Tenant
    invitation: Participant | None
    commitments: list[Commitment]
    declined: Decline | None


def demands(purchase: JointPurchase) -> list[Demand]:
    """Each lot with the commitments of those who take part now; two queries."""
    by_lot = {lot.pk: Demand(lot=lot) for lot in purchase.lots.all()}
    for commitment in _counted(purchase):
        by_lot[commitment.lot_id].commitments.append(commitment)
    return list(by_lot.values())


def answers(purchase: JointPurchase) -> list[Answer]:
    """The buyer first, then each invited organisation by name, with what it answered; four queries."""
    invitations = list(purchase.participants.select_related("tenant").order_by("tenant__name"))
    commitments = _counted(purchase)
    declined = {decline.owner_id: decline for decline in purchase.declines.all()}
    everyone = [(purchase.owner, None), *((invitation.tenant, invitation) for invitation in invitations)]
    return [
        Answer(
            tenant=tenant,
            invitation=invitation,
            commitments=[one for one in commitments if one.owner_id == tenant.pk],
            declined=declined.get(tenant.pk),
        )
        for tenant, invitation in everyone
    ]


def demands_beyond_ceiling(purchase: JointPurchase) -> list[Demand]:
    """The lots whose ceiling is too low for what was committed."""
    return [demand for demand in demands(purchase) if demand.beyond_ceiling]


def _counted(purchase: JointPurchase) -> list[Commitment]:
    """Commitments of who takes part now: a withdrawn invitation leaves its tenant's own row, which counts no more."""
    taking_part = {purchase.owner_id, *purchase.partner_ids}
    return list(purchase.commitments.filter(owner__in=taking_part).select_related("owner", "lot"))
