"""The subscription's root fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import graphene
from django.utils.translation import gettext as _

from vlavirgem_graphql.changes.models import Subject
from vlavirgem_graphql.gateway.compiler.events import Events
from vlavirgem_graphql.schema.events.agreements import AgreementEvent
from vlavirgem_graphql.schema.events.own import OwnEvents
from vlavirgem_graphql.schema.events.records import RecordEventSource, event_field_of, record_event_type
from vlavirgem_graphql.schema.events.tryouts import TryoutEvent
from vlavirgem_graphql.schema.records.source import RecordSource


def subscription_type(
    records: Sequence[tuple[RecordSource, type[graphene.ObjectType]]],
) -> type[graphene.ObjectType]:
    """The subscription over these sources of records with their node types, described in the active language."""
    fields: dict[str, Any] = {
        "agreement_events": Events(
            AgreementEvent,
            OwnEvents(Subject.AGREEMENT, table="public.exchange_agreement"),
            description=_("What either party does with our agreements."),
        ),
        "tryout_events": Events(
            TryoutEvent,
            OwnEvents(Subject.TRYOUT, table="tryouts_tryout"),  # in its own schema, which the search path names
            description=_("What happens to our try-outs."),
        ),
    }
    for source, record in records:
        kind, events = source.kind, RecordEventSource(source)
        name = event_field_of(kind)
        fields[name] = Events(
            record_event_type(kind, record),
            events,
            **events.arguments,
            name=name,
            description=_(
                "%(kind)s that are added, changed or removed, of every organisation with which we have a live "
                "agreement, and our own. When one of these agreements ends, so does the stream."
            )
            % {"kind": kind.plural},
        )
    described = _("What can be followed, as server-sent events (graphql-sse, distinct connections).")
    return type("Subscription", (graphene.ObjectType,), {"__doc__": described, **fields})
