"""The lists of try-outs and of their calls."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource
from vlavirgem_sandbox.tryouts.models import Call, TryOut

_ID = OrderKey("id", "uuid")

TRY_OUTS = TableSource(
    TryOut,
    Order((OrderKey("opened_at", "timestamptz"), _ID), descending=True),
    narrowings={
        "state": Narrowing(
            graphene.String,
            "text",
            _("Only in this state, such as active."),
            lambda rows, state: f"{rows.column('state')}={state}",
        ),
    },
)
CALLS = TableSource(
    Call,
    Order((OrderKey("at", "timestamptz"), _ID), descending=True),
    narrowings={
        "verdict": Narrowing(
            graphene.String,
            "text",
            _("Only with this verdict: ok, violation, refused or disturbed."),
            lambda rows, verdict: f"{rows.column('verdict')}={verdict}",
        ),
    },
)
