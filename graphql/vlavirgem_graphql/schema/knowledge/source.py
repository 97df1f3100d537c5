"""The list of shared pages: ours, and of others what is shared with us at this moment."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_cms.shared.models import SharedPage
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource
from vlavirgem_graphql.schema.words import in_search

SHARED_PAGES = TableSource(
    SharedPage,
    Order((OrderKey("shared_at", "timestamptz"), OrderKey("id", "uuid")), descending=True),
    holding=in_search,
    narrowings={
        "words": Narrowing(
            graphene.String,
            "text",
            _("Only pages about these words."),
            in_search,
        ),
    },
)
