"""The planning section: why, from which pilot, how much is wanted, and what it may cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from vlavirgem.ui.charts import written
from vlavirgem_sandbox.purchases.commitments import Demand
from vlavirgem_sandbox.purchases.models import Binding, JointPurchase, Requirement
from vlavirgem_sandbox.purchases.ocds.values import known, money


def planning(purchase: JointPurchase, wanted: list[Demand], requirements: list[Requirement]) -> dict[str, Any]:
    """What stood before the tender."""
    budget: dict[str, Any] = {
        "description": _("Estimated value of all lots, without VAT"),
        "amount": money(sum((demand.lot.estimated_value for demand in wanted), Decimal(0))),
    }
    if purchase.pilot_id:
        budget |= {"project": purchase.pilot_title, "projectID": str(purchase.pilot_id)}
    return known(
        {
            "rationale": purchase.rationale or purchase.need,
            "budget": budget,
            "documents": [*_demand_documents(wanted), *_finding_documents(requirements)],
        }
    )


def _demand_documents(wanted: list[Demand]) -> list[dict[str, Any]]:
    """OCDS core has no place for who wants how much; a needs assessment per lot says it in words."""
    return [
        {
            "id": f"demand-{demand.lot.number}",
            "documentType": "needsAssessment",
            "title": _("What the participants want of lot %(number)s") % {"number": demand.lot.number},
            "description": "; ".join(
                f"{commitment.owner.name}: {written(commitment.quantity, demand.lot.unit)} "
                f"({Binding(commitment.binding).label})"
                for commitment in demand.commitments
            ),
            "language": "nl",
        }
        for demand in wanted
        if demand.commitments
    ]


def _finding_documents(requirements: list[Requirement]) -> list[dict[str, Any]]:
    findings = {str(line.finding_id): line.finding_text for line in requirements if line.finding_id}
    return [
        {
            "id": f"finding-{identity}",
            "documentType": "feasibilityStudy",
            "title": _("Finding of the pilot"),
            "description": text,
            "language": "nl",
        }
        for identity, text in findings.items()
    ]
