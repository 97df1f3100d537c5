"""``openTryout``: a try-out of a version of a service."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _
from graphql_relay import to_global_id

from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.people.actors import Actor


class OpenTryout(Act):
    """Open a try-out."""

    class Meta:
        scope = KeyScope.TRYOUTS
        description = _("Open a try-out of our own, of a version that is offered. Its key is made on its page.")

    class Arguments:
        """Of what, and what we call it."""

        version = graphene.ID(required=True, description=_("The version, by its id (type ServiceVersion)."))
        name = graphene.String(description=_("What we call it; without one it has the name of the service."))

    id = graphene.ID(required=True, description=_("Opaque id of the try-out, valid in the whole gateway."))
    name = graphene.String(required=True, description=_("What it is called."))
    address = graphene.String(required=True, description=_("Where its calls go."))

    @classmethod
    def perform(cls, actor: Actor, *, version: str, name: str | None = None) -> dict[str, Any]:
        """See ``tryouts.services.open_tryout``."""
        rows = ServiceVersion.objects.select_related("service__owner")
        of = ours(rows, version, type_name="ServiceVersion", place="version")
        tryout = open_tryout(actor=actor, version=of, name=name or "")
        return {
            "id": to_global_id("TryOut", str(tryout.pk)),
            "name": tryout.name,
            "address": f"{actor.tenant.address}{tryout.base_path}",
        }
