"""What happened to the records of a kind, within the reader's agreements, each delivery on record like any reading."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import graphene
from django.utils.translation import gettext as _
from graphql import GraphQLResolveInfo

from vlavirgem_graphql.changes.models import RecordVerb, Subject
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.gateway.access import Access
from vlavirgem_graphql.gateway.compiler.events import About, EventSource, cursor_field
from vlavirgem_graphql.gateway.compiler.fields import Asked, Column, Compilation, GlobalId, Related
from vlavirgem_graphql.gateway.compiler.rows import Rows
from vlavirgem_graphql.gateway.compiler.selection import Shape
from vlavirgem_graphql.gateway.subscriptions.context import StreamContext
from vlavirgem_graphql.schema.events.verbs import VerbField, verb_enum
from vlavirgem_graphql.schema.organisations.types import Organisation
from vlavirgem_graphql.schema.records.reading import offers_of
from vlavirgem_graphql.schema.records.rows import RecordRows
from vlavirgem_graphql.schema.records.source import RecordSource, kind_read
from vlavirgem_tenants.directory.models import Tenant

RECORD_EVENT = verb_enum("RecordEventType", RecordVerb)


class RecordEventSource(EventSource):
    """Changes of the records of one kind."""

    table = "public.exchange_record"

    def __init__(self, records: RecordSource) -> None:
        self.records = records
        self.arguments = {"provider": records.arguments["provider"]}

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> Access:
        """As of the list; and all that the stream read so far. A read is taken where something is delivered."""
        context: StreamContext = info.context
        context.require_all_of_before(info, self.records.kind)
        access = self.records.readable(info, arguments)
        context.take_read(info, kind=self.records.kind, access=access, looking=True)
        context.remember(access)
        return access

    def key(self, authorisation: Access, shape: Shape) -> Hashable:
        """Which sets of fields are covered."""
        return self.records.key(authorisation, shape)

    def rows(self, compilation: Compilation) -> Rows:
        """The record beside its change, under the caller's access."""
        return self.records.rows(compilation)

    def conditions(self, asked: Asked) -> list[str]:
        """Of the kind, in a readable offer, about a row that may be read or might be before."""
        bind = asked.compilation.parameters.bind
        kind, offers = kind_read(asked, self.records.kind), offers_of(asked)
        found = [f"c_.subject='{Subject.RECORD}'", f"c_.kind={kind}", f"c_.offer_id=any({offers})"]
        if asked.compilation.authorisation.is_filtered:
            every_row = bind("offers with", lambda run: run.authorisation.offers_with(()), "uuid[]")
            met = bind("filtering agreements", lambda run: run.authorisation.filtering_agreements, "uuid[]")
            found.append(f"(c_.offer_id=any({every_row}) or c_.agreement_ids&&{met})")
        return found

    def beside(self, asked: Asked) -> list[str]:
        """That the record, as it is now, is among the rows that may be read."""
        compilation = asked.compilation
        access: Access = compilation.authorisation
        if not access.is_filtered:
            return []
        record = RecordRows("about_", compilation.aliases, access=access, parameters=compilation.parameters)
        return [record.is_covered(())]

    def noted(self, rows: Rows) -> str:
        """Which offer each event is of."""
        return rows.column("event_offer_id")

    def evidence(self, noted: str, asked: Asked) -> str:
        """As a reading of the list."""
        return self.records.evidence(noted, asked)


def event_field_of(kind: Kind) -> str:
    """The name of the subscription's field for a kind."""
    return f"{kind.type_name[0].lower()}{kind.type_name[1:]}Events"


def record_event_type(kind: Kind, record: type[graphene.ObjectType]) -> type[graphene.ObjectType]:
    """The event type of a kind; ``record`` is its node type."""
    return type(
        f"{kind.type_name}Event",
        (graphene.ObjectType,),
        {
            "__doc__": _("One that was added, changed or removed. %(kind)s.") % {"kind": kind.plural},
            "cursor": cursor_field(),
            "at": Column(graphene.NonNull(graphene.DateTime), "event_at", description=_("When it happened.")),
            "type": VerbField(RECORD_EVENT, description=_("What happened.")),
            "record_id": GlobalId(
                kind.type_name, "event_subject_id", description=_("The record's id, also of one that is gone.")
            ),
            "record": About(
                record, description=_("The record as it is now; null where it is gone, or no longer ours to read.")
            ),
            "provider": Related(
                graphene.NonNull(Organisation),
                lambda: Tenant,
                "event_owner_id",
                description=_("The organisation whose record it is."),
            ),
        },
    )
