"""Organisations of the network: a municipality, an agency, a federation."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.fields import Column

_TEXT = graphene.NonNull(graphene.String)


class Organisation(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """An organisation of the network."""

    class Meta:
        description = _("An organisation of the network.")

    slug = Column(_TEXT, "slug", description=_("Its short name: the first part of its address."))
    name = Column(_TEXT, "name", description=_("Its name."))
    kind = Column(_TEXT, "kind", description=_("municipality, agency, federation or network."))
    nis_code = Column(_TEXT, "nis_code", description=_("NIS code of a municipality (Statbel); else empty."))
    kbo_number = Column(
        _TEXT, "kbo_number", description=_("Number in the Crossroads Bank for Enterprises; may be empty.")
    )
    ovo_code = Column(_TEXT, "ovo_code", description=_("OVO code of a Flemish organisation; may be empty."))
