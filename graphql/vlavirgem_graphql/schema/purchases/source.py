"""The lists of joint purchases and their parts; bids and scores are on the pages of a purchase only."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Compilation
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.table import LAST_CHANGED, NEWEST, OLDEST, Narrowing, TableSource
from vlavirgem_graphql.schema.words import in_columns
from vlavirgem_sandbox.purchases.models import Award, CallOff, Commitment, JointPurchase, Lot, Participant

PURCHASES = TableSource(
    JointPurchase,
    LAST_CHANGED,
    holding=in_columns("title", "need", "rationale"),
    narrowings={
        "stage": Narrowing(
            graphene.List(graphene.NonNull(graphene.String)),
            "text[]",
            _("Only in these stages: preparing, bidding, scoring, standstill, framework or closed."),
            lambda rows, stages: f"{rows.column('stage')}=any({stages})",
        ),
    },
)


def by_who_takes_part(rows: Rows, compilation: Compilation) -> list[str]:
    """A withdrawn invitation leaves its organisation's own rows, which count no more and which no page shows."""
    del compilation
    owner = rows.column("owner_id")
    return [_of_purchase(rows, f" and (shared.owner_id={owner} or {owner}=any(shared.partner_ids))")]


def of_visible_purchase(rows: Rows, compilation: Compilation) -> list[str]:
    """One's own rows stay readable under a purchase that one no longer sees; its pages are gone then."""
    del compilation
    return [_of_purchase(rows)]


def _of_purchase(rows: Rows, more: str = "") -> str:
    purchase = rows.column("purchase_id")
    return f"exists (select from public.purchases_jointpurchase shared where shared.id={purchase}{more})"


LOTS = TableSource(Lot, Order((OrderKey("number", "bigint"), OrderKey("id", "uuid"))))
PARTICIPANTS = TableSource(Participant, OLDEST)
COMMITMENTS = TableSource(Commitment, OLDEST, shown=by_who_takes_part)
AWARDS = TableSource(Award, OLDEST)
CALL_OFFS = TableSource(CallOff, NEWEST, shown=of_visible_purchase)
