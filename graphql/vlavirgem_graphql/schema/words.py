"""Conditions that a row of the domains holds words: Dutch, in any of their forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vlavirgem.database.quoting import literal
from vlavirgem_graphql.gateway.compiler.rows import Rows

_DUTCH: Final = literal("dutch")


def in_search(rows: Rows, words: str) -> str:
    """In the texts that the table keeps a search vector of."""
    return f"{rows.column('search')} @@ websearch_to_tsquery({_DUTCH},{words})"


def in_columns(*names: str) -> Callable[[Rows, str], str]:
    """In these columns of a table that has few rows for each reader, and so no search vector."""

    def holds(rows: Rows, words: str) -> str:
        texts = ",".join(rows.column(name) for name in names)
        return f"to_tsvector({_DUTCH},concat_ws(' ',{texts})) @@ websearch_to_tsquery({_DUTCH},{words})"

    return holds
