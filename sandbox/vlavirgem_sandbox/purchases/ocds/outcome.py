"""The awards, and the contracts: one for each call-off.

The guidance "Awards and contracts" of OCDS 1.1 keeps ``contracts`` for agreements to provide something; setting a
framework agreement up is the award, and each call-off under it is a contract with that award's id.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from vlavirgem_sandbox.purchases.models import Award, CallOff, CallOffState, JointPurchase, Stage
from vlavirgem_sandbox.purchases.ocds.parties import supplier_reference
from vlavirgem_sandbox.purchases.ocds.values import last_moment, lot_line, moment, money


def award(purchase: JointPurchase, made: Award) -> dict[str, Any]:
    """The decision for one lot; pending during the standstill. Its value is that of the whole ceiling."""
    section: dict[str, Any] = {
        "id": str(made.pk),
        "title": made.lot.title,
        "description": made.reason,
        "status": "active" if purchase.stage in {Stage.FRAMEWORK, Stage.CLOSED} else "pending",
        "date": moment(made.decided_on),
        "value": money(made.value),
        "suppliers": [supplier_reference(made.bid)],
        "items": [lot_line(made.lot, quantity=made.lot.ceiling, unit_price=made.unit_price)],
    }
    if purchase.framework_from and purchase.framework_until:
        section["contractPeriod"] = {
            "startDate": moment(purchase.framework_from),
            "endDate": last_moment(purchase.framework_until),
        }
    return section


def contract(placed: CallOff) -> dict[str, Any]:
    """One call-off, by the participant that its description names."""
    section: dict[str, Any] = {
        "id": str(placed.pk),
        "awardID": str(placed.award_id),
        "title": placed.reference,
        "description": _("Call-off by %(name)s") % {"name": placed.owner.name},
        "status": "active" if placed.state == CallOffState.ACTIVE else "cancelled",
        "value": money(placed.amount),
        "items": [lot_line(placed.lot, quantity=placed.quantity, unit_price=placed.unit_price)],
        "dateSigned": moment(placed.placed_on),
    }
    if placed.deliver_by:
        section["period"] = {"startDate": moment(placed.placed_on), "endDate": last_moment(placed.deliver_by)}
    return section
