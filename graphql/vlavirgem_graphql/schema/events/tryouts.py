"""What happens to our try-outs."""

from __future__ import annotations

import graphene
from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.gateway.compiler.events import cursor_field
from vlavirgem_graphql.gateway.compiler.fields import Column, GlobalId
from vlavirgem_graphql.schema.events.verbs import VerbField, verb_enum
from vlavirgem_sandbox.tryouts.models.event import Verb

_TEXT = graphene.NonNull(graphene.String)
TRYOUT_EVENT = verb_enum("TryoutEventType", Verb)


class TryoutEvent(graphene.ObjectType):  # type: ignore[misc]  # graphene has no types
    """What somebody of ours did to a try-out."""

    class Meta:
        description = _("What somebody of ours did to a try-out.")

    cursor = cursor_field()
    at = Column(graphene.NonNull(graphene.DateTime), "event_at", description=_("When it happened."))
    type = VerbField(TRYOUT_EVENT, description=_("What happened."))
    tryout_id = GlobalId("TryOut", "event_subject_id", description=_("The try-out's id."))
    address = Column(_TEXT, "public_id", description=_("The try-out's address: /try/<address>/ on our own host."))
    name = Column(_TEXT, "name", description=_("What we call it."))
    service_name = Column(_TEXT, "service_name", description=_("The service that it tries."))
    state = Column(_TEXT, "state", description=_("How it stands now: active, paused or ended."))
