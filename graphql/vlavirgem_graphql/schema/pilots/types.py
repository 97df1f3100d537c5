"""Pilots as the gateway shows them to the lead partner and to whom it shares them with."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.dated import Dated
from vlavirgem_graphql.schema.organisations.source import ORGANISATIONS
from vlavirgem_graphql.schema.organisations.types import Organisation, organisation
from vlavirgem_graphql.schema.pilots.source import DECISIONS, FINDINGS, HYPOTHESES, KPIS
from vlavirgem_graphql.schema.purchases.source import PURCHASES
from vlavirgem_graphql.schema.services.source import SERVICES
from vlavirgem_graphql.schema.services.types import Service
from vlavirgem_graphql.schema.tryouts.types import TryOut
from vlavirgem_sandbox.pilots.models import Pilot as PilotModel
from vlavirgem_sandbox.tryouts.models import TryOut as TryOutModel

_OF = ColumnsOf(PilotModel)


def _service_on_trial(row: Rows, pilot: Rows) -> str:
    return (
        "exists (select from tryouts_tryout opened join public.catalogue_serviceversion tried "
        f"on tried.id=opened.version_id where opened.id={pilot.column('tryout_id')} "
        f"and tried.service_id={row.column('id')})"
    )


class Pilot(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A trial of a municipality, with or without partners: what it wants to learn, and what it learned."""

    class Meta:
        interfaces = (Node, Dated)
        description = _(
            "A trial of one municipality, with or without partners: what it wants to learn and what it learned."
        )

    id = opaque("Pilot")
    title = _OF.text("title")
    goal = _OF.text("goal")
    reason = _OF.text("reason")
    state = _OF.text("state", _("draft, active, paused, ended or withdrawn."))
    starts_on = _OF.day("starts_on")
    ends_on = _OF.day("ends_on")
    service_name = _OF.text("service_name")
    visibility = _OF.text("visibility", _("Who sees it: own, partners or network."))
    lead = organisation("owner_id", _("The lead partner."))
    partners = NestedConnection(
        Organisation, ORGANISATIONS, on="id", of="partner_ids", among=True, description=_("The partners, by name.")
    )
    try_out = Related(
        TryOut, lambda: TryOutModel, "tryout_id", description=_("The try-out it uses; null in a pilot of another.")
    )
    services = NestedConnection(
        Service,
        SERVICES,
        on=_service_on_trial,
        description=_("The service on trial; empty in a pilot of another, of which only the name is known."),
    )
    hypotheses = NestedConnection(
        "vlavirgem_graphql.schema.pilots.parts.Hypothesis", HYPOTHESES, on="pilot_id", description=_("What it expects.")
    )
    kpis = NestedConnection(
        "vlavirgem_graphql.schema.pilots.parts.Kpi", KPIS, on="pilot_id", description=_("The numbers it is judged by.")
    )
    findings = NestedConnection(
        "vlavirgem_graphql.schema.pilots.parts.Finding", FINDINGS, on="pilot_id", description=_("What it taught.")
    )
    decisions = NestedConnection(
        "vlavirgem_graphql.schema.pilots.parts.Decision",
        DECISIONS,
        on="pilot_id",
        description=_("What was decided on the ground of the findings."),
    )
    purchases = NestedConnection(
        "vlavirgem_graphql.schema.purchases.types.JointPurchase",
        PURCHASES,
        on="pilot_id",
        description=_("The joint purchases that came of it, as far as you see them."),
    )
