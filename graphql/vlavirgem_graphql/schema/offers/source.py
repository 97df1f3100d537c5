"""The list of offers: what the database lets this tenant see, narrowed by the arguments."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Offer as OfferModel
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource, standing
from vlavirgem_graphql.schema.words import in_columns


def _of_providers(rows: Rows, slugs: str) -> str:
    owners = f"select tenant.id from public.directory_tenant tenant where tenant.slug=any({slugs})"
    return f"{rows.column('owner_id')} in ({owners})"


OFFERS = TableSource(
    OfferModel,
    Order((OrderKey("published_at", "timestamptz"), OrderKey("id", "uuid")), descending=True),
    shown=standing,
    narrowings={
        "kind": Narrowing(
            graphene.String,
            "text",
            _("Only offers of this kind, such as public-service."),
            lambda rows, kind: f"{rows.column('kind')}={kind}",
        ),
        "provider": Narrowing(
            graphene.List(graphene.NonNull(graphene.String)),
            "text[]",
            _("Only offers of the organisations with these short names."),
            _of_providers,
        ),
    },
    holding=in_columns("title", "description"),
)
