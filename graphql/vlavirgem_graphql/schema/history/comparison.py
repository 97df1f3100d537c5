"""Two versions of the schema beside each other: what of the newer breaks clients of the older."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    GraphQLError,
    GraphQLSyntaxError,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from vlavirgem_graphql.schema.history.announced import ANNOUNCED, Announcement


class NoSchemaError(ValueError):
    """A text is no schema in GraphQL's schema definition language; the message says where."""


@dataclass(frozen=True)
class Comparison:
    """Sentences of graphql-core, each about one place in the schema.

    ``breaking``: a document of yesterday, or a client that was generated from the older version, no longer works.
    ``dangerous``: it works, and may come across what it did not know (a new member of an enumeration or a union).
    """

    breaking: tuple[str, ...]
    dangerous: tuple[str, ...]

    def unannounced(self, announced: tuple[Announcement, ...] = ANNOUNCED) -> tuple[str, ...]:
        """What breaks and stands in no announcement."""
        named = {sentence for each in announced for sentence in each.breaks}
        return tuple(sentence for sentence in self.breaking if sentence not in named)


def compare(older: str, newer: str) -> Comparison:
    """Compare two schemas, as text. Raises NoSchemaError."""
    try:
        before, after = build_schema(older), build_schema(newer)
    except (GraphQLSyntaxError, GraphQLError, TypeError) as error:
        raise NoSchemaError(str(error)) from error
    return Comparison(
        breaking=tuple(sorted(change.description for change in find_breaking_changes(before, after))),
        dangerous=tuple(sorted(change.description for change in find_dangerous_changes(before, after))),
    )
