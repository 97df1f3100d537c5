"""What happens to our try-outs."""

from __future__ import annotations

from typing import Any

import graphene
from django.utils.translation import gettext_lazy as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.changes.models import Subject
from vlavirgem_graphql.gateway.compiler.events import EventSource, cursor_field
from vlavirgem_graphql.gateway.compiler.fields import Asked, Column, GlobalId
from vlavirgem_graphql.schema.events.verbs import VerbField, verb_enum
from vlavirgem_sandbox.tryouts.models.event import Verb

_TEXT = graphene.NonNull(graphene.String)
TRYOUT_EVENT = verb_enum("TryoutEventType", Verb)


class TryoutEventSource(EventSource):
    """Lines of the history of the tenant's own try-outs."""

    table = "tryouts_tryout"  # in the tenant's own schema, which the search path names

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> None:
        """Nothing to find out: they are the tenant's own."""
        del info, arguments

    def conditions(self, asked: Asked) -> list[str]:
        """Of try-outs."""
        del asked
        return [f"c_.subject='{Subject.TRYOUT}'"]


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
