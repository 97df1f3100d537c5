"""An offer as the gateway shows it."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId, Related
from vlavirgem_graphql.gateway.compiler.node import Node
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_tenants.directory.models import Tenant

_TEXT = graphene.NonNull(graphene.String)


class Offer(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """A dataset that an organisation offers: what it is, never what is in it."""

    class Meta:
        interfaces = (Node,)
        description = _("A dataset that an organisation offers: what it is, never what is in it.")

    id = GlobalId("Offer", description=_("Opaque id, valid in the whole gateway."))
    kind = Column(_TEXT, "kind", description=_("The kind of its records, such as public-service."))
    title = Column(_TEXT, "title", description=_("What the provider calls it."))
    description = Column(_TEXT, "description", description=_("What it holds, in the provider's words."))
    fields = Column(
        graphene.NonNull(graphene.List(_TEXT)), "fields", description=_("The fields that an agreement may cover.")
    )
    record_count = Column(graphene.NonNull(graphene.Int), "record_count", description=_("How many records it has."))
    published_at = Column(
        graphene.NonNull(graphene.DateTime), "published_at", description=_("When it was first offered.")
    )
    provider = Related(
        graphene.NonNull(Organisation), lambda: Tenant, "owner_id", description=_("The organisation that offers it.")
    )
