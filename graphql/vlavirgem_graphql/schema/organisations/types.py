"""Organisations of the network: a municipality, an agency, a federation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Related
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.columns import ColumnsOf, opaque
from vlavirgem_graphql.schema.knowledge.source import SHARED_PAGES
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.pilots.source import PILOTS
from vlavirgem_graphql.schema.services.source import SERVICES
from vlavirgem_tenants.directory.models import Tenant

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_OF = ColumnsOf(Tenant)


class Organisation(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """An organisation of the network."""

    class Meta:
        interfaces = (Node,)
        description = _("An organisation of the network.")

    id = opaque("Organisation", "slug")
    slug = _OF.text("slug", _("Its short name: the first part of its address."))
    name = _OF.text("name", _("Its name."))
    kind = _OF.text("kind", _("municipality, agency, federation or network."))
    nis_code = _OF.text("nis_code", _("NIS code of a municipality (Statbel); else empty."))
    kbo_number = _OF.text("kbo_number", _("Number in the Crossroads Bank for Enterprises; may be empty."))
    ovo_code = _OF.text("ovo_code", _("OVO code of a Flemish organisation; may be empty."))
    services = NestedConnection(
        "vlavirgem_graphql.schema.services.types.Service",
        SERVICES,
        on="owner_id",
        description=_("The services that it publishes, by name."),
    )
    offers = NestedConnection(
        "vlavirgem_graphql.schema.offers.types.Offer",
        OFFERS,
        on="owner_id",
        description=_("What can be read of it or asked for."),
    )
    pilots = NestedConnection(
        "vlavirgem_graphql.schema.pilots.types.Pilot",
        PILOTS,
        on="owner_id",
        description=_("The pilots that it leads, as far as you see them."),
    )
    shared_pages = NestedConnection(
        "vlavirgem_graphql.schema.knowledge.types.SharedPage",
        SHARED_PAGES,
        on="owner_id",
        description=_("The pages of its knowledge that it shares."),
    )


def organisation(column: str, description: StrOrPromise) -> Related:
    """The organisation whose key stands in ``column``."""
    return Related(graphene.NonNull(Organisation), lambda: Tenant, column, description=description)
