"""The catalogue's lists: services and their versions, as the pages of the catalogue show them."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.cursor import Order, OrderKey
from vlavirgem_graphql.gateway.compiler.fields import Compilation
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.table import Narrowing, TableSource
from vlavirgem_graphql.schema.days import TODAY
from vlavirgem_graphql.schema.words import in_search
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion

_ID = OrderKey("id", "uuid")
_TEXTS = graphene.List(graphene.NonNull(graphene.String))


def _of_publishers(rows: Rows, slugs: str) -> str:
    owners = f"select tenant.id from public.directory_tenant tenant where tenant.slug=any({slugs})"
    return f"{rows.column('owner_id')} in ({owners})"


def is_offered(rows: Rows) -> str:
    """The condition that others can try a service now (the rule of ``ServiceVersionQuerySet.offered``)."""
    return (
        "exists (select from public.catalogue_serviceversion offered "
        f"where offered.service_id={rows.column('id')} and (offered.state in ('trial','active') "
        f"or offered.state='deprecated' and offered.sunset_on>={TODAY}))"
    )


def no_draft_of_others(rows: Rows, compilation: Compilation) -> list[str]:
    """All but drafts of others, which the database lets read to hold calls against them
    (``ServiceVersionQuerySet.for_pages_of``)."""
    return [f"({rows.column('state')}<>'draft' or {rows.column('owner_id')}={compilation.me})"]


SERVICES = TableSource(
    Service,
    Order((OrderKey("name", "text"), _ID)),
    holding=in_search,
    narrowings={
        "words": Narrowing(
            graphene.String,
            "text",
            _("Only with these words in the name, the summary, the operations or the themes."),
            in_search,
        ),
        "publisher": Narrowing(
            _TEXTS, "text[]", _("Only of the organisations with these short names."), _of_publishers
        ),
        "theme": Narrowing(
            graphene.String,
            "text",
            _("Only under this theme, such as environment."),
            lambda rows, theme: f"{theme}=any({rows.column('themes')})",
        ),
        "offered": Narrowing(
            graphene.Boolean,
            "boolean",
            _("Only what can be tried now, or only what cannot."),
            lambda rows, wanted: f"{is_offered(rows)}={wanted}",
        ),
    },
)
VERSIONS = TableSource(
    ServiceVersion, Order((OrderKey("number", "bigint"), _ID), descending=True), shown=no_draft_of_others
)
