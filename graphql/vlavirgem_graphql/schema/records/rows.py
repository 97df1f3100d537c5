"""Records in a statement: rows that know which of their fields may be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vlavirgem_graphql.gateway.access import Access
from vlavirgem_graphql.gateway.compiler.parameters import Parameters, Run
from vlavirgem_graphql.gateway.compiler.rows import Rows


class RecordRows(Rows):
    """The table of records under an alias, read under ``access``."""

    def __init__(self, alias: str, aliases: Iterator[str], *, access: Access, parameters: Parameters) -> None:
        super().__init__(alias, aliases)
        self.access, self.parameters = access, parameters

    def is_covered(self, names: Sequence[str]) -> str:
        """The condition that the record's agreement covers all these fields."""
        wanted = tuple(names)

        def read(run: Run) -> str:
            return Access.offers_with(run.authorisation, wanted)

        offers = self.parameters.bind(("offers with", wanted), read, "uuid[]")
        return f"{self.column('offer_id')}=any({offers})"
