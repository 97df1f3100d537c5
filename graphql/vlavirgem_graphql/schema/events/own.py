"""Events about what is our own, or partly ours: the database shows a tenant no other."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLResolveInfo

from vlavirgem_graphql.changes.models import Subject
from vlavirgem_graphql.gateway.compiler.events import EventSource
from vlavirgem_graphql.gateway.compiler.fields import Asked


class OwnEvents(EventSource):
    """Every change of one sort; there is nothing to find out before."""

    def __init__(self, subject: Subject, *, table: str) -> None:
        self.subject = subject
        self.table = table

    def authorise(self, info: GraphQLResolveInfo, arguments: dict[str, Any]) -> None:
        """Who may see no change sees none."""
        del info, arguments

    def conditions(self, asked: Asked) -> list[str]:
        """Of that sort."""
        del asked
        return [f"c_.subject='{self.subject}'"]
