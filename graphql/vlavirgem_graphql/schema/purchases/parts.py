"""What a joint purchase is made of, as far as its pages show it to all who take part."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.organisations.types import organisation
from vlavirgem_graphql.schema.purchases.source import COMMITMENTS
from vlavirgem_graphql.schema.purchases.types import JointPurchase
from vlavirgem_sandbox.purchases.models import Award as AwardModel
from vlavirgem_sandbox.purchases.models import CallOff as CallOffModel
from vlavirgem_sandbox.purchases.models import Commitment as CommitmentModel
from vlavirgem_sandbox.purchases.models import JointPurchase as PurchaseModel
from vlavirgem_sandbox.purchases.models import Lot as LotModel

_LOT, _COMMITMENT = ColumnsOf(LotModel), ColumnsOf(CommitmentModel)
_AWARD, _CALL_OFF = ColumnsOf(AwardModel), ColumnsOf(CallOffModel)


def _purchase() -> Related:
    return Related(
        graphene.NonNull(JointPurchase),
        lambda: PurchaseModel,
        "purchase_id",
        description=_("The purchase it is part of."),
    )


class Lot(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A part of a purchase that is awarded by itself."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("A part of a purchase that is awarded by itself.")

    id = opaque("Lot")
    number = _LOT.whole("number", _("Its number, from 1."))
    title = _LOT.text("title", _("What it is called."))
    unit = _LOT.text("unit", _("What is counted."))
    estimated_value = _LOT.figure("estimated_value", _("The estimated value, in EUR without VAT."))
    ceiling = _LOT.figure("ceiling", _("The most that can be called off together."))
    called_off = _LOT.figure("called_off", _("What was called off together."))
    purchase = _purchase()
    commitments = NestedConnection(
        "vlavirgem_graphql.schema.purchases.parts.Commitment",
        COMMITMENTS,
        on="lot_id",
        description=_("What those who take part want."),
    )


def _lot() -> Related:
    return Related(graphene.NonNull(Lot), lambda: LotModel, "lot_id", description=_("The lot that it is about."))


class Participant(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """An invitation to buy along."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("An invitation to buy along.")

    id = opaque("Participant")
    organisation = organisation("tenant_id", _("Who was invited."))
    purchase = _purchase()


class Commitment(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """How much of a lot one organisation wants."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("How much of a lot one organisation wants.")

    id = opaque("Commitment")
    quantity = _COMMITMENT.figure("quantity", _("How much, in the unit of the lot."))
    binding = _COMMITMENT.text("binding", _("How firm it is: intention or mandated."))
    mandate = _COMMITMENT.text("mandate", _("The decision behind it; may be empty."))
    organisation = organisation("owner_id", _("Who wants it."))
    lot = _lot()
    purchase = _purchase()


class Award(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """The decision that one bid wins one lot."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("The decision that one bid wins one lot.")

    id = opaque("Award")
    supplier = _AWARD.text("supplier", _("The supplier that won."))
    unit_price = _AWARD.figure("unit_price", _("The price of one unit, in EUR without VAT."))
    reason = _AWARD.text("reason", _("Why it won."))
    decided_on = _AWARD.day("decided_on", _("When it was decided."))
    decided_by = _AWARD.text("decided_by", _("Who decided."))
    standstill_until = _AWARD.day("standstill_until", _("The last day of the standstill."))
    lot = _lot()
    purchase = _purchase()


class CallOff(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """An order by one organisation under the framework agreement of a lot."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("An order by one organisation under the framework agreement of a lot.")

    id = opaque("CallOff")
    reference = _CALL_OFF.text("reference", _("What it is called."))
    quantity = _CALL_OFF.figure("quantity", _("How much, in the unit of the lot."))
    unit_price = _CALL_OFF.figure("unit_price", _("The price of one unit, in EUR without VAT."))
    placed_on = _CALL_OFF.day("placed_on", _("When it was placed."))
    placed_by = _CALL_OFF.text("placed_by", _("Who placed it."))
    deliver_by = _CALL_OFF.day("deliver_by", _("When it has to be delivered at the latest."))
    state = _CALL_OFF.text("state", _("active or withdrawn."))
    organisation = organisation("owner_id", _("Who called it off."))
    lot = _lot()
    award = Related(
        graphene.NonNull(Award), lambda: AwardModel, "award_id", description=_("The award that it falls under.")
    )
    purchase = _purchase()
