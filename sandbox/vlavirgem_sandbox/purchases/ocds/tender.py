"""The tender section: what is asked, how bids are compared, until when, and who bid."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import Bid, Criterion, JointPurchase, Lot, Method, Requirement, Rule, Stage
from vlavirgem_sandbox.purchases.ocds.parties import supplier_reference, tenant_reference
from vlavirgem_sandbox.purchases.ocds.values import known, last_moment, lot_line, moment, money

# OCDS 1.1, code list tenderStatus.
STATUS = {
    Stage.PREPARING: "planning",
    Stage.BIDDING: "active",
    Stage.SCORING: "active",
    Stage.STANDSTILL: "complete",
    Stage.FRAMEWORK: "complete",
    Stage.CLOSED: "complete",
}


def tender(
    purchase: JointPurchase,
    *,
    lots: list[Lot],
    requirements: list[Requirement],
    criteria: list[Criterion],
    bids: list[Bid],
) -> dict[str, Any]:
    """The tender as it stands."""
    section: dict[str, Any] = {
        "id": str(purchase.pk),
        "title": purchase.title,
        "description": purchase.need,
        "status": "cancelled" if purchase.state == State.WITHDRAWN else STATUS[Stage(purchase.stage)],
        "procuringEntity": tenant_reference(purchase.owner),
        "procurementMethod": purchase.method,
        "procurementMethodDetails": str(Method(purchase.method).label),
        "mainProcurementCategory": purchase.category,
        "items": [lot_line(lot, quantity=lot.ceiling, unit_price=lot.estimated_value / lot.ceiling) for lot in lots],
        "documents": [_requirement_document(line) for line in requirements],
    }
    if lots:
        section["value"] = money(sum((lot.estimated_value for lot in lots[1:]), lots[0].estimated_value))
    if criteria:
        section["awardCriteria"] = "ratedCriteria"
        section["awardCriteriaDetails"] = "; ".join(
            f"{criterion.title}: {criterion.weight} ({Rule(criterion.rule).label})" for criterion in criteria
        )
    if bids:
        section["numberOfTenderers"] = len(bids)
        section["tenderers"] = [supplier_reference(bid) for bid in bids]
    return known(section | _periods(purchase))


def _periods(purchase: JointPurchase) -> dict[str, Any]:
    periods: dict[str, Any] = {}
    if purchase.published_at and purchase.bids_due_on:
        periods["tenderPeriod"] = {
            "startDate": purchase.published_at.isoformat(),
            "endDate": last_moment(purchase.bids_due_on),
        }
    if purchase.framework_from and purchase.framework_until:
        periods["contractPeriod"] = {
            "startDate": moment(purchase.framework_from),
            "endDate": last_moment(purchase.framework_until),
        }
    return periods


def _requirement_document(requirement: Requirement) -> dict[str, Any]:
    return {
        "id": str(requirement.pk),
        "documentType": "technicalSpecifications",
        "title": _("Requirement %(number)s, version %(version)s")
        % {"number": requirement.number, "version": requirement.version},
        "description": requirement.text,
        "dateModified": requirement.updated_at.isoformat(),
        "language": "nl",
    }
