"""An event of the evidence as the gateway shows it: one of our own with what was hashed, one of another's without."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Agreement as AgreementModel
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_graphql.gateway.compiler.fields import Related, Written
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.offers.types import Offer
from vlavirgem_graphql.schema.organisations.types import organisation

_OF = ColumnsOf(ExchangeEvent)
_HEX = graphene.NonNull(graphene.String)


def _who(row: Rows) -> str:
    """A person stands in the log by a mark; the name stands beside it as long as it is not forgotten."""
    actor, owner = row.column("actor"), row.column("owner_id")
    known = f"select known.name from public.exchange_named_person known where known.mark={actor}"
    return f"coalesce(({known} and known.owner_id={owner}),{actor})"


def _records(row: Rows) -> str:
    return f"(select coalesce(sum(counted.rows),0) from unnest({row.column('row_counts')}) counted (rows))"


class _Facts:
    """What is known of our own events and of those of others."""

    number = _OF.whole("sequence", _("Its number in the chain of the organisation whose log it is."))
    at = _OF.moment("occurred_at", _("When it happened."))
    kind = _OF.text("kind", _("What happened: read, denied, published, signed and so on."))
    by = Written(graphene.NonNull(graphene.String), _who, description=_("The key, the person or the program."))
    organisation = organisation("owner_id", _("Whose act it was, and whose log it stands in."))
    records = Written(graphene.NonNull(graphene.Int), _records, description=_("How many records were read."))
    hash = Written(
        _HEX, lambda row: f"encode({row.column('hash')},'hex')", description=_("Its hash, in hexadecimal digits.")
    )
    agreement = Related(
        "vlavirgem_graphql.schema.agreements.types.Agreement",
        lambda: AgreementModel,
        "agreement_id",
        description=_("The agreement that was acted on; null for a reading."),
    )
    offers = NestedConnection(
        Offer,
        OFFERS,
        on="id",
        of="offer_ids",
        among=True,
        description=_("The offers that it is about, as far as we see them."),
    )


class EvidenceEvent(_Facts, graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One event of our own log."""

    class Meta:
        interfaces = (Node,)
        description = _("One event of our own log, a link of its chain.")

    id = opaque("EvidenceEvent")
    previous_hash = Written(
        _HEX,
        lambda row: f"encode({row.column('previous_hash')},'hex')",
        description=_("The hash of the event before it."),
    )
    payload = _OF.text("payload", _("The exact text that was hashed, behind the hash before it."))


class EvidenceAboutUs(_Facts, graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """One event of another's log, as far as it is about our data."""

    class Meta:
        interfaces = (Node,)
        description = _("One event of another organisation's log, as far as it is about our data.")

    id = opaque("EvidenceAboutUs")
