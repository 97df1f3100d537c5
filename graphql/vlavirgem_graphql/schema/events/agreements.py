"""What the parties do with our agreements."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.exchange.models import Verb
from vlavirgem_graphql.gateway.compiler.events import About, cursor_field
from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId, Related
from vlavirgem_graphql.schema.agreements.types import Agreement
from vlavirgem_graphql.schema.events.verbs import VerbField, verb_enum
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_tenants.directory.models import Tenant

AGREEMENT_EVENT = verb_enum("AgreementEventType", Verb)


class AgreementEvent(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """What a party did with an agreement."""

    class Meta:
        description = _("What a party did with an agreement.")

    cursor = cursor_field()
    at = Column(graphene.NonNull(graphene.DateTime), "event_at", description=_("When it happened."))
    type = VerbField(AGREEMENT_EVENT, description=_("What happened."))
    by = Related(
        graphene.NonNull(Organisation), lambda: Tenant, "event_owner_id", description=_("The party that did it.")
    )
    agreement_id = GlobalId("Agreement", "event_subject_id", description=_("The agreement's id."))
    agreement = About(Agreement, description=_("The agreement, with how it stands now."))
