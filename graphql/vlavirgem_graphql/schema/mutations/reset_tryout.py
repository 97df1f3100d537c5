"""``resetTryout``: a try-out as it was at the start."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.schema.mutations.act import Act, ours
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import reset_tryout
from vlavirgem_tenants.people.actors import Actor


class ResetTryout(Act):
    """Reset a try-out."""

    class Meta:
        scope = KeyScope.TRYOUTS
        description = _("Let a try-out of ours forget what calls created or changed. Its keys and its log stay.")

    class Arguments:
        """Which."""

        tryout = graphene.ID(required=True, description=_("The try-out, by its id (type TryOut)."))

    forgotten = graphene.Int(required=True, description=_("How many documents it forgot."))

    @classmethod
    def perform(cls, actor: Actor, *, tryout: str) -> dict[str, Any]:
        """See ``tryouts.services.reset_tryout``."""
        of = ours(TryOut.objects.all(), tryout, type_name="TryOut", place="tryout")
        return {"forgotten": reset_tryout(actor=actor, tryout=of)}
