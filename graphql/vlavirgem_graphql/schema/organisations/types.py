"""Organisations of the network: a municipality, an agency, a federation."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import GlobalId
from vlavirgem_graphql.gateway.compiler.nested import NestedConnection
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.columns import text
from vlavirgem_graphql.schema.offers.source import OFFERS
from vlavirgem_graphql.schema.services.source import SERVICES


class Organisation(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """An organisation of the network."""

    class Meta:
        interfaces = (Node,)
        description = _("An organisation of the network.")

    id = GlobalId("Organisation", "slug", description=_("Opaque id, valid in the whole gateway."))
    slug = text("slug", _("Its short name: the first part of its address."))
    name = text("name", _("Its name."))
    kind = text("kind", _("municipality, agency, federation or network."))
    nis_code = text("nis_code", _("NIS code of a municipality (Statbel); else empty."))
    kbo_number = text("kbo_number", _("Number in the Crossroads Bank for Enterprises; may be empty."))
    ovo_code = text("ovo_code", _("OVO code of a Flemish organisation; may be empty."))
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
