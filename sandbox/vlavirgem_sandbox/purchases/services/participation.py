"""Inviting municipalities, and what they answer: how much of which lot, or that they do not buy along."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.access import as_it_stands, require_participant, require_stage
from vlavirgem_sandbox.purchases.models import (
    Binding,
    Commitment,
    Decline,
    JointPurchase,
    Lot,
    Participant,
    Stage,
)
from vlavirgem_sandbox.purchases.services.buyer import locked_by_buyer
from vlavirgem_sandbox.purchases.services.constraints import before_publication
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@transaction.atomic
def invite(*, actor: Actor, purchase: JointPurchase, tenants: Sequence[Tenant], message: str = "") -> list[Participant]:
    """Let these tenants see the purchase and commit to it; those invited before stay as they are."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.PREPARING)
    invited = {participant.tenant_id for participant in purchase.participants.all()}
    new = [tenant for tenant in tenants if tenant.pk not in invited | {purchase.owner_id}]
    made = [
        Participant.objects.create(owner=actor.tenant, purchase=purchase, tenant=tenant, message=message)
        for tenant in new
    ]
    _share_with_invited(purchase)
    for tenant in new:
        record(actor=actor, subject=purchase, verb="invited", reason=message, detail={"name": tenant.name})
    return made


@transaction.atomic
def withdraw_invitation(*, actor: Actor, participant: Participant, reason: str) -> None:
    """Take an invitation back: from the next request on that tenant no longer sees the purchase."""
    purchase = locked_by_buyer(actor=actor, purchase=participant.purchase, at=Stage.PREPARING)
    participant.delete()
    _share_with_invited(purchase)
    record(
        actor=actor,
        subject=purchase,
        verb="invitation withdrawn",
        reason=reason,
        detail={"name": participant.tenant.name},
    )


@transaction.atomic
def commit(
    *, actor: Actor, lot: Lot, quantity: Decimal, binding: Binding = Binding.INTENTION, mandate: str = ""
) -> Commitment:
    """Say how much of a lot the actor's municipality wants; a second time replaces the first.

    Every participant sees it. Raises Refusal where the actor may not, or the purchase was published already.
    """
    purchase = as_it_stands(lot.purchase)
    require_participant(actor, purchase, Permission.PURCHASE_COMMIT)
    require_stage(purchase, Stage.PREPARING)
    if quantity <= 0:
        raise Refusal(
            _("A quantity is more than zero."),
            _("Withdraw the commitment if you want nothing of this lot."),
            code="quantity",
            place="quantity",
        )
    if binding == Binding.MANDATED and not mandate.strip():
        raise Refusal(
            _("A mandated commitment names the decision it rests on."),
            _("Fill in which body decided, when, and the number of its decision."),
            code="mandate-missing",
            place="mandate",
        )
    with before_publication():
        Decline.objects.filter(purchase=purchase, owner=actor.tenant).delete()
        commitment, _made = Commitment.objects.update_or_create(
            lot=lot,
            owner=actor.tenant,
            defaults={
                "purchase": purchase,
                "quantity": quantity,
                "binding": binding,
                "mandate": mandate.strip() if binding == Binding.MANDATED else "",
                "written_by": actor.name,
            },
        )
    detail = {"lot": lot.title, "quantity": str(quantity), "binding": binding.value}
    record(actor=actor, subject=purchase, verb="committed", detail=detail)
    return commitment


@transaction.atomic
def withdraw_commitment(*, actor: Actor, commitment: Commitment) -> None:
    """Take back what the actor's municipality committed, before publication."""
    purchase = as_it_stands(commitment.purchase)
    require_participant(actor, purchase, Permission.PURCHASE_COMMIT)
    require_stage(purchase, Stage.PREPARING)
    if commitment.owner_id != actor.tenant.pk:
        raise Refusal(
            _("This commitment belongs to %(name)s.") % {"name": commitment.owner.name}, code="not-your-commitment"
        )
    with before_publication():
        commitment.delete()
    record(actor=actor, subject=purchase, verb="commitment withdrawn", detail={"lot": commitment.lot.title})


@transaction.atomic
def decline(*, actor: Actor, purchase: JointPurchase, reason: str) -> Decline:
    """Say that the actor's municipality does not buy along; takes its commitments back."""
    purchase = as_it_stands(purchase)
    require_participant(actor, purchase, Permission.PURCHASE_COMMIT)
    require_stage(purchase, Stage.PREPARING)
    with before_publication():
        Commitment.objects.filter(purchase=purchase, owner=actor.tenant).delete()
        declined, _made = Decline.objects.update_or_create(
            purchase=purchase, owner=actor.tenant, defaults={"reason": reason}
        )
    record(actor=actor, subject=purchase, verb="declined", reason=reason)
    return declined


def _share_with_invited(purchase: JointPurchase) -> None:
    """Who takes part is whom the buyer invited: the row's ``partner_ids`` are written here alone, from the invitations
    that stand, and pages, services, the wall and the trigger behind call-offs all ask ``partner_ids``. The state says
    whether anybody was asked yet."""
    tenants = Tenant.objects.filter(pk__in=purchase.participants.values("tenant"))
    purchase.share_with(tenants)
    purchase.state = State.PROPOSED if purchase.partner_ids else State.DRAFT
    purchase.save(update_fields=["visibility", "partner_ids", "state", "updated_at"])
