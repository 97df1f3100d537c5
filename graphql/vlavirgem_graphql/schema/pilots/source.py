"""The lists of pilots and their parts: what was taken back is not in them, as it is not on the pages."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.table import LAST_CHANGED, OLDEST, Narrowing, TableSource, standing
from vlavirgem_graphql.schema.words import in_columns
from vlavirgem_sandbox.pilots.models import Decision, Finding, Hypothesis, Kpi, Measurement, Pilot

_ID, _MADE = OrderKey("id", "uuid"), OrderKey("created_at", "timestamptz")
_BY_POSITION = Order((OrderKey("position", "bigint"), _MADE, _ID))

PILOTS = TableSource(
    Pilot,
    LAST_CHANGED,
    holding=in_columns("title", "goal", "reason", "service_name"),
    narrowings={
        "state": Narrowing(
            graphene.List(graphene.NonNull(graphene.String)),
            "text[]",
            _("Only in these states: draft, active, paused, ended or withdrawn."),
            lambda rows, states: f"{rows.column('state')}=any({states})",
        ),
    },
)
HYPOTHESES = TableSource(Hypothesis, _BY_POSITION)
KPIS = TableSource(Kpi, _BY_POSITION)
MEASUREMENTS = TableSource(Measurement, Order((OrderKey("period_to", "date"), _MADE, _ID)), shown=standing)
FINDINGS = TableSource(Finding, OLDEST, shown=standing)
DECISIONS = TableSource(Decision, Order((OrderKey("decided_on", "date"), _MADE, _ID)), shown=standing)
