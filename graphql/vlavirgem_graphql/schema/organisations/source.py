"""The list of organisations: everybody sees who is in the network."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource
from vlavirgem_graphql.schema.words import in_columns
from vlavirgem_tenants.directory.models import Tenant

_SLUG = OrderKey("slug", "text")
_TEXTS = graphene.List(graphene.NonNull(graphene.String))

ORGANISATIONS = TableSource(
    Tenant,
    Order((OrderKey("name", "text"), _SLUG)),
    identity=_SLUG,
    holding=in_columns("name", "slug"),
    changed_at="created_at",
    narrowings={
        "kind": Narrowing(
            _TEXTS,
            "text[]",
            _("Only of these kinds: municipality, agency, federation or network."),
            lambda rows, kinds: f"{rows.column('kind')}=any({kinds})",
        ),
        "slug": Narrowing(
            _TEXTS,
            "text[]",
            _("Only the organisations with these short names."),
            lambda rows, slugs: f"{rows.column('slug')}=any({slugs})",
        ),
    },
)
