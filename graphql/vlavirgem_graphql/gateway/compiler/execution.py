"""graphql-core's execution, but for one thing: JSON that is finished passes through."""

from __future__ import annotations

from typing import Any

from graphql import ExecutionContext, FieldNode, GraphQLOutputType, GraphQLResolveInfo
from graphql.pyutils import AwaitableOrValue, Path
from orjson import Fragment


class FragmentExecutionContext(ExecutionContext):
    """Returns an ``orjson.Fragment`` as it is: the statement followed the selection already."""

    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_nodes: list[FieldNode],
        info: GraphQLResolveInfo,
        path: Path,
        result: Any,
    ) -> AwaitableOrValue[Any]:
        """Complete a field's value."""
        if type(result) is Fragment:
            return result
        return super().complete_value(return_type, field_nodes, info, path, result)
