"""Calling off under a framework agreement. The database counts, so that two at once cannot go over the ceiling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem.ui.charts import written
from vlavirgem_sandbox.purchases.access import as_it_stands, require_participant, require_stage
from vlavirgem_sandbox.purchases.models import Award, CallOff, CallOffState, Lot, Stage
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.constraints import constraint_of
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is called off: a quantity in the lot's unit, and the municipality's own reference.

    ``key`` is made with the form: the same key twice is the same order.
    """

    quantity: Decimal
    reference: str
    key: UUID
    deliver_by: date | None = None


@transaction.atomic
def call_off(*, actor: Actor, lot: Lot, order: Order) -> CallOff:
    """Order a quantity of a lot for the actor's municipality, at the awarded price.

    Sent twice with one key, it takes effect once and gives the same row. Raises Refusal where the agreement is not in
    force, or less is left under the ceiling than asked: it says how much.
    """
    purchase = as_it_stands(lot.purchase)
    require_participant(actor, purchase, Permission.PURCHASE_COMMIT)
    earlier = _placed_before(actor, lot, order)
    if earlier is not None:
        return earlier
    require_stage(purchase, Stage.FRAMEWORK)
    today = timezone.localdate()
    award = Award.objects.filter(lot=lot, owner=purchase.owner).first()
    if award is None or not purchase.framework_holds_on(today):
        raise Refusal(
            _("There is no framework agreement in force for this lot today."),
            _("See the dates of the agreement on the purchase's page."),
            code="no-framework",
        )
    if order.quantity <= 0:
        raise Refusal(_("A quantity is more than zero."), code="quantity", place="quantity")
    try:
        with transaction.atomic():
            placed = CallOff.objects.create(
                owner=actor.tenant,
                purchase=purchase,
                lot=lot,
                award=award,
                unit_price=award.unit_price,
                placed_by=actor.name,
                placed_on=today,
                **vars(order),
            )
    except IntegrityError as error:
        return _after_refusal(actor, lot, order, constraint_of(error), error)
    except OperationalError as error:
        raise _busy(error) from error
    detail = {"lot": lot.title, "quantity": str(order.quantity), "unit": lot.unit}
    record(actor=actor, subject=purchase, verb="called off", reason=order.reference, detail=detail)
    return placed


@transaction.atomic
def withdraw_call_off(*, actor: Actor, placed: CallOff, reason: str) -> CallOff:
    """Take an own call-off back: its quantity is free again for every participant."""
    purchase = as_it_stands(placed.purchase)
    require_participant(actor, purchase, Permission.PURCHASE_COMMIT)
    require_stage(purchase, Stage.FRAMEWORK)
    own = CallOff.objects.select_for_update(of=("self",)).select_related("lot")
    placed = own.filter(pk=placed.pk, owner=actor.tenant).first() or placed
    if placed.owner_id != actor.tenant.pk or placed.state != CallOffState.ACTIVE:
        raise Refusal(
            _("Only your own call-offs that still hold can be withdrawn."),
            _("Ask the municipality that placed it."),
            code="not-your-call-off",
        )
    placed.state = CallOffState.WITHDRAWN
    placed.withdrawn_because = reason
    placed.save(update_fields=["state", "withdrawn_because", "updated_at"])
    record(actor=actor, subject=purchase, verb="call-off withdrawn", reason=reason, detail={"lot": placed.lot.title})
    return placed


def _placed_before(actor: Actor, lot: Lot, order: Order) -> CallOff | None:
    """The call-off of an earlier click on the same form; raises Refusal where the key came back with another order."""
    earlier = CallOff.objects.filter(owner=actor.tenant, key=order.key).first()
    if earlier is not None and (earlier.lot_id, earlier.quantity) != (lot.pk, order.quantity):
        raise Refusal(
            _("This form was already used for another call-off: “%(reference)s”.") % {"reference": earlier.reference},
            _("Open the form again for a new call-off."),
            code="key-used",
        )
    return earlier


def _after_refusal(actor: Actor, lot: Lot, order: Order, constraint: str, error: IntegrityError) -> CallOff:
    """What the database's refusal means: the same form's other click won, or the ceiling is reached."""
    if constraint == "purchases_call_off_key_once":
        earlier = _placed_before(actor, lot, order)
        if earlier is not None:
            return earlier
    if constraint == "purchases_lot_within_ceiling":
        raise _over_ceiling(lot) from error
    raise error


def _over_ceiling(lot: Lot) -> Refusal:
    """Counted anew, since another call-off may have come first."""
    lot.refresh_from_db(fields=["called_off", "ceiling"])
    return Refusal(
        _("There is only %(left)s left under the ceiling of lot “%(lot)s”.")
        % {"left": written(lot.left, lot.unit), "lot": lot.title},
        _("Call off less, or talk with the buyer and the other participants about what is left."),
        code="over-ceiling",
        place="quantity",
        details=({"left": str(lot.left), "unit": lot.unit},),
    )


def _busy(error: OperationalError) -> Refusal:
    """Waiting longer than the database allows for another call-off on the lot; anything else is no refusal."""
    if getattr(error.__cause__, "sqlstate", "") != "55P03":
        raise error
    return Refusal(
        _("Others are calling off this lot right now."),
        _("Nothing was ordered. Send the form again in a moment."),
        code="lot-busy",
    )
