"""What is true of every row of the commons."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Column

_MOMENT = graphene.NonNull(graphene.DateTime)


class Dated(graphene.Interface):  # type: ignore[misc]  # graphene has no types
    """What tells when it was made and when it last changed."""

    class Meta:
        description = _("What tells when it was made and when it last changed.")

    created_at = Column(_MOMENT, "created_at", description=_("When it was made."))
    updated_at = Column(_MOMENT, "updated_at", description=_("When it last changed."))
