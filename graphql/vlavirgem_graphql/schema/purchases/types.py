"""Joint purchases as the gateway shows them to the buyer and to who takes part. Amounts are EUR without VAT."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.organisations.types import organisation
from vlavirgem_graphql.schema.pilots.types import Pilot
from vlavirgem_graphql.schema.purchases.source import AWARDS, CALL_OFFS, COMMITMENTS, LOTS, PARTICIPANTS
from vlavirgem_sandbox.pilots.models import Pilot as PilotModel
from vlavirgem_sandbox.purchases.models import JointPurchase as PurchaseModel

_OF = ColumnsOf(PurchaseModel)
_PARTS = "vlavirgem_graphql.schema.purchases.parts"


class JointPurchase(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One buying procedure that one organisation runs for several."""

    class Meta:
        interfaces = (Node, Dated)
        description = _("One buying procedure that one organisation runs for several.")

    id = opaque("JointPurchase")
    title = _OF.text("title", _("What it is called."))
    need = _OF.text("need", _("What is needed."))
    rationale = _OF.text("rationale", _("Why it is bought; may be empty."))
    method = _OF.text("method", _("The procedure, by OCDS: open, selective or limited."))
    category = _OF.text("category", _("What is bought, by OCDS: services, goods or works."))
    state = _OF.text("state", _("draft, proposed, active, paused, ended or withdrawn."))
    stage = _OF.text("stage", _("preparing, bidding, scoring, standstill, framework or closed."))
    bids_due_on = _OF.day("bids_due_on", _("The last day for bids."))
    published_at = _OF.moment("published_at", _("When it was published."))
    framework_from = _OF.day("framework_from", _("The first day of the framework agreement."))
    framework_until = _OF.day("framework_until", _("The last day of the framework agreement."))
    pilot_title = _OF.text("pilot_title", _("The pilot that it came from; may be empty."))
    buyer = organisation("owner_id", _("The organisation that runs it."))
    pilot = Related(
        Pilot,
        lambda: PilotModel,
        "pilot_id",
        description=_("The pilot that it came from; null where you do not see it."),
    )
    lots = NestedConnection(f"{_PARTS}.Lot", LOTS, on="purchase_id", description=_("Its lots, by number."))
    participants = NestedConnection(
        f"{_PARTS}.Participant", PARTICIPANTS, on="purchase_id", description=_("Who was invited to buy along.")
    )
    commitments = NestedConnection(
        f"{_PARTS}.Commitment", COMMITMENTS, on="purchase_id", description=_("What those who take part want.")
    )
    awards = NestedConnection(f"{_PARTS}.Award", AWARDS, on="purchase_id", description=_("Who won which lot."))
    call_offs = NestedConnection(
        f"{_PARTS}.CallOff", CALL_OFFS, on="purchase_id", description=_("What was called off, the last first.")
    )
