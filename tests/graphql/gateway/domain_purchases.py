"""A joint purchase made straight in the database, with an award, call-offs, and what a withdrawn participant left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from vlavirgem_sandbox.pilots.models import Pilot
from vlavirgem_sandbox.purchases.models import (
    Award,
    Bid,
    CallOff,
    Commitment,
    Criterion,
    JointPurchase,
    Lot,
    Participant,
)
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def open_purchase(
    buyer: Tenant, *partners: Tenant, left: Tenant | None = None, pilot: Pilot | None = None
) -> JointPurchase:
    """A purchase of ``buyer`` in which ``partners`` take part; ``left`` did, until its invitation was withdrawn."""
    today = timezone.localdate()
    with tenant_scope(buyer):
        purchase = JointPurchase(
            owner=buyer,
            title=f"Loket met {buyer.slug}",
            need="Een loket | 100%",
            pilot_id=pilot.pk if pilot else None,
            pilot_title=pilot.title if pilot else "",
        )
        purchase.share_with([*partners, *([left] if left else [])]).save()
        own: dict[str, Any] = {"owner": buyer, "purchase": purchase}
        lots = [
            Lot.objects.create(
                **own, number=number, title=f"Perceel {number}", unit="stuk", estimated_value="1000.50", ceiling="20.00"
            )
            for number in (2, 1)
        ]
        Criterion.objects.create(**own, number=1, title="Prijs", weight=100, rule="price")
        for partner in partners:
            Participant.objects.create(**own, tenant=partner)
        bid = Bid.objects.create(**own, supplier="Firma", kbo_number="0123456789", received_on=today, visibility="own")
        award = Award.objects.create(
            **own,
            lot=lots[0],
            bid=bid,
            supplier="Firma",
            unit_price="12.50",
            points="91.25",
            ranking={},
            reason="De beste",
            decided_on=today,
            decided_by="Cis",
            standstill_days=15,
            standstill_source="wet",
            standstill_until=today + timedelta(days=15),
        )
    for number, tenant in enumerate([buyer, *partners, *([left] if left else [])]):
        with tenant_scope(tenant):
            Commitment.objects.create(
                owner=tenant, purchase=purchase, lot=lots[number % 2], quantity=f"{number + 1}.50", written_by="Dirk"
            )
    with tenant_scope(buyer):
        purchase.stage = "framework"
        purchase.save()
    for number, tenant in enumerate([buyer, *partners, *([left] if left else [])]):
        _call_off(tenant, award, quantity=number + 1)
    with tenant_scope(buyer):
        purchase.share_with(partners).save()
    return purchase


def _call_off(tenant: Tenant, award: Award, *, quantity: int) -> None:
    """One that holds, and one that was taken back."""
    for state in ("active", "withdrawn"):
        with tenant_scope(tenant):
            placed = CallOff.objects.create(
                owner=tenant,
                purchase_id=award.purchase_id,
                lot_id=award.lot_id,
                award=award,
                quantity=f"{quantity}.25",
                unit_price=award.unit_price,
                reference=f"Bestelling | {state} 100%",
                deliver_by=timezone.localdate() + timedelta(days=quantity) if state == "active" else None,
                placed_by="Fien",
                placed_on=timezone.localdate(),
                key=uuid4(),
            )
            if state == "withdrawn":
                placed.state = state
                placed.withdrawn_because = "Niet meer nodig"
                placed.save()
