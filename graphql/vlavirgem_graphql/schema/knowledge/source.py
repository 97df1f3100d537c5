"""The list of shared pages: ours, and of others what is shared with us at this moment."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem.database.quoting import literal
from vlavirgem_cms.shared.models import SEARCH_LANGUAGE, SharedPage
from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource

SHARED_PAGES = TableSource(
    SharedPage,
    Order((OrderKey("shared_at", "timestamptz"), OrderKey("id", "uuid")), descending=True),
    narrowings={
        "words": Narrowing(
            graphene.String,
            "text",
            _("Only pages about these words."),
            lambda rows, words: f"{rows.column('search')} @@ websearch_to_tsquery({literal(SEARCH_LANGUAGE)},{words})",
        ),
    },
)
