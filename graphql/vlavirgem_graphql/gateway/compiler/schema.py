"""A compiled schema: graphql-core's, and the tables behind its types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLObjectType, GraphQLSchema

from vlavirgem_graphql.gateway.compiler.source import RowSource


@dataclass(frozen=True)
class GatewaySchema:
    """``sources`` holds the table behind each type that has a list of its own, by the type's name."""

    graphql: GraphQLSchema
    sources: Mapping[str, RowSource]

    def object_type(self, name: str) -> GraphQLObjectType:
        """The object type of this name; raises LookupError."""
        found = self.graphql.get_type(name)
        if not isinstance(found, GraphQLObjectType):
            raise LookupError(  # noqa: TRY004 - it is not there by that name
                f"{name} is no object type of the schema."
            )
        return found
