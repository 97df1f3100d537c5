"""Joint purchases as plain rows; who takes part is judged here again."""

from __future__ import annotations

from typing import Any

from tests.graphql.gateway.plain_pilots import DATED
from tests.graphql.gateway.plain_resolvers import Row, World
from tests.graphql.gateway.plain_services import columns
from vlavirgem_sandbox.purchases.models import Award, CallOff, Commitment, JointPurchase, Lot, Participant

PARTS = {
    "lots": "Lot",
    "participants": "Participant",
    "commitments": "Commitment",
    "awards": "Award",
    "callOffs": "CallOff",
}


def purchase_rows(world: World) -> dict[str, list[Row]]:
    """The purchases that the tenant sees, and their parts."""
    names = (
        *("title", "need", "rationale", "method", "category", "state", "stage", "bids_due_on", "published_at"),
        *("framework_from", "framework_until", "pilot_title", *DATED),
    )
    purchases = JointPurchase.objects.select_related("owner").order_by("-updated_at", "-id")
    return {
        "JointPurchase": [
            Row(
                "JointPurchase",
                str(each.pk),
                (each.updated_at, each.pk),
                {
                    **columns(each, names),
                    "buyer": world.one("Organisation", each.owner.slug),
                    "pilot": world.one("Pilot", each.pilot_id),
                    **{name: world.listed(type_name, purchase=each.pk) for name, type_name in PARTS.items()},
                },
                {"stage": each.stage, "pilot": each.pilot_id},
            )
            for each in purchases
        ],
        **_parts(world, {each.pk: {each.owner_id, *each.partner_ids} for each in purchases}),
    }


def _parts(world: World, taking_part: dict[Any, set[int]]) -> dict[str, list[Row]]:
    def part(row: Any, names: tuple[str, ...], place: Any, **more: Any) -> Row:
        values = {**columns(row, (*names, *DATED)), "purchase": world.one("JointPurchase", row.purchase_id), **more}
        if hasattr(row, "lot_id"):
            values["lot"] = world.one("Lot", row.lot_id)
        search = {"purchase": row.purchase_id, "lot": getattr(row, "lot_id", None)}
        return Row(type(row).__name__, str(row.pk), (place, row.pk), values, search)

    def who(row: Any) -> Any:
        return world.one("Organisation", row.owner.slug)

    sold = ("supplier", "unit_price", "reason", "decided_on", "decided_by", "standstill_until")
    placed = ("reference", "quantity", "unit_price", "placed_on", "placed_by", "deliver_by", "state")
    measured = ("number", "title", "unit", "estimated_value", "ceiling", "called_off")
    return {
        "Lot": [
            part(each, measured, each.number, commitments=world.listed("Commitment", lot=each.pk))
            for each in Lot.objects.order_by("number", "id")
        ],
        "Participant": [
            part(each, (), each.created_at, organisation=world.one("Organisation", each.tenant.slug))
            for each in Participant.objects.order_by("created_at", "id")
        ],
        "Commitment": [
            part(each, ("quantity", "binding", "mandate"), each.created_at, organisation=who(each))
            for each in Commitment.objects.order_by("created_at", "id")
            if each.owner_id in taking_part.get(each.purchase_id, ())
        ],
        "Award": [part(each, sold, each.created_at) for each in Award.objects.order_by("created_at", "id")],
        "CallOff": [
            part(each, placed, each.created_at, organisation=who(each), award=world.one("Award", each.award_id))
            for each in CallOff.objects.order_by("-created_at", "-id")
            if each.purchase_id in taking_part
        ],
    }
