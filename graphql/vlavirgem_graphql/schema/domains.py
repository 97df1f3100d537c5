"""The domains besides the exchange of records: what can be listed at the root, and the table behind each type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.gateway.compiler.connection import Connection
from vlavirgem_graphql.gateway.compiler.source import RowSource
from vlavirgem_graphql.schema.knowledge.source import SHARED_PAGES
from vlavirgem_graphql.schema.knowledge.types import SharedPage
from vlavirgem_graphql.schema.organisations.source import ORGANISATIONS
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_graphql.schema.pilots.parts import Decision, Finding, Hypothesis, Kpi, Measurement
from vlavirgem_graphql.schema.pilots.source import DECISIONS, FINDINGS, HYPOTHESES, KPIS, MEASUREMENTS, PILOTS
from vlavirgem_graphql.schema.pilots.types import Pilot
from vlavirgem_graphql.schema.purchases.parts import Award, CallOff, Commitment, Lot, Participant
from vlavirgem_graphql.schema.purchases.source import (
    AWARDS,
    CALL_OFFS,
    COMMITMENTS,
    LOTS,
    PARTICIPANTS,
    PURCHASES,
)
from vlavirgem_graphql.schema.purchases.types import JointPurchase
from vlavirgem_graphql.schema.services.source import SERVICES, VERSIONS
from vlavirgem_graphql.schema.services.types import Service, ServiceVersion
from vlavirgem_graphql.schema.tryouts.source import CALLS, TRY_OUTS
from vlavirgem_graphql.schema.tryouts.types import TryOut, TryOutCall

DOMAIN_NODES: Final[Mapping[type[graphene.ObjectType], RowSource]] = {
    Organisation: ORGANISATIONS,
    Service: SERVICES,
    ServiceVersion: VERSIONS,
    TryOut: TRY_OUTS,
    TryOutCall: CALLS,
    Pilot: PILOTS,
    Hypothesis: HYPOTHESES,
    Kpi: KPIS,
    Measurement: MEASUREMENTS,
    Finding: FINDINGS,
    Decision: DECISIONS,
    JointPurchase: PURCHASES,
    Lot: LOTS,
    Participant: PARTICIPANTS,
    Commitment: COMMITMENTS,
    Award: AWARDS,
    CallOff: CALL_OFFS,
    SharedPage: SHARED_PAGES,
}


def domain_fields() -> dict[str, Any]:
    """The root fields, described in the active language."""
    return {
        "organisations": Connection(
            Organisation, ORGANISATIONS, description=_("The organisations of the network, by name.")
        ),
        "services": Connection(
            Service, SERVICES, description=_("The services of the network that you can see, by name.")
        ),
        "tryOuts": Connection(TryOut, TRY_OUTS, name="tryOuts", description=_("Our try-outs, the last opened first.")),
        "pilots": Connection(
            Pilot, PILOTS, description=_("Our pilots and those shared with us, the last changed first.")
        ),
        "jointPurchases": Connection(
            JointPurchase,
            PURCHASES,
            name="jointPurchases",
            description=_("Purchases that we run or were invited to, the last changed first."),
        ),
        "sharedPages": Connection(
            SharedPage,
            SHARED_PAGES,
            name="sharedPages",
            description=_("Pages of knowledge: what we share, and what others share with us."),
        ),
    }
