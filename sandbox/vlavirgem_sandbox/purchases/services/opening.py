"""Opening a purchase, telling its need, and withdrawing it."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.states import State
from vlavirgem_sandbox.pilots import reading as pilots
from vlavirgem_sandbox.purchases.models import Category, JointPurchase, Method, Stage
from vlavirgem_sandbox.purchases.services.buyer import locked, locked_by_buyer
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Need:
    """What the buyer says about the purchase as a whole, as a form or a command gives it."""

    title: str
    need: str
    rationale: str = ""
    method: Method = Method.OPEN
    category: Category = Category.SERVICES


@transaction.atomic
def open_purchase(*, actor: Actor, told: Need, decision_id: UUID | None = None) -> JointPurchase:
    """Open a purchase as its buyer, from a pilot's decision or without one. Only the buyer sees it yet.

    Raises Refusal where the actor may not, or the decision is not one that the actor can buy on.
    """
    actor.require(Permission.PURCHASE_MANAGE)
    decision = None if decision_id is None else _decision(actor, decision_id)
    purchase = JointPurchase.objects.create(
        owner=actor.tenant,
        title=told.title,
        need=told.need,
        rationale=told.rationale or (decision.reason if decision else ""),
        method=told.method,
        category=told.category,
        decision_id=decision_id,
        pilot_id=decision.pilot_id if decision else None,
        pilot_title=decision.pilot_title if decision else "",
    )
    record(actor=actor, subject=purchase, verb="opened", reason=purchase.rationale)
    return purchase


@transaction.atomic
def tell_need(*, actor: Actor, purchase: JointPurchase, told: Need) -> JointPurchase:
    """Change what the purchase is for, before it is published."""
    purchase = locked_by_buyer(actor=actor, purchase=purchase, at=Stage.PREPARING)
    purchase.title = told.title
    purchase.need = told.need
    purchase.rationale = told.rationale
    purchase.method = told.method
    purchase.category = told.category
    purchase.save(update_fields=["title", "need", "rationale", "method", "category", "updated_at"])
    record(actor=actor, subject=purchase, verb="changed need")
    return purchase


@transaction.atomic
def withdraw_purchase(*, actor: Actor, purchase: JointPurchase, reason: str) -> JointPurchase:
    """Stop the procedure for good, with the reason that participants read. Not once the agreement is in force."""
    purchase = locked(actor=actor, purchase=purchase)
    if purchase.state == State.WITHDRAWN or purchase.stage in {Stage.FRAMEWORK, Stage.CLOSED}:
        raise Refusal(
            _("A purchase that is withdrawn, in force or closed can no longer be withdrawn."),
            _("Close a framework agreement that is no longer used."),
            code="cannot-withdraw",
        )
    purchase.state = State.WITHDRAWN
    purchase.save(update_fields=["state", "updated_at"])
    record(actor=actor, subject=purchase, verb="withdrawn", reason=reason)
    return purchase


def _decision(actor: Actor, decision_id: UUID) -> pilots.DecisionToBuy:
    for decision in pilots.decisions_to_buy(actor):
        if decision.id == decision_id:
            return decision
    raise Refusal(
        _("There is no decision to scale up here that a purchase can start from."),
        _("Take the decision in the pilot first, or open the purchase without one."),
        code="no-such-decision",
        status=HTTPStatus.NOT_FOUND,
        place="decision",
    )
