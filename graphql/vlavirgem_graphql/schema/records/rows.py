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
        """The condition that an agreement on the record, this row included, covers all these fields."""
        wanted = tuple(names)

        def read(run: Run) -> str:
            return Access.offers_with(run.authorisation, wanted)

        offers = self.parameters.bind(("offers with", wanted), read, "uuid[]")
        of_each_row = f"{self.column('offer_id')}=any({offers})"
        return f"({of_each_row} or {self._meets_a_filter(wanted)})" if self.access.is_filtered else of_each_row

    def _meets_a_filter(self, wanted: tuple[str, ...]) -> str:
        def read_offers(run: Run) -> str:
            return Access.filtered_with(run.authorisation, wanted)[0]

        def read_paths(run: Run) -> str:
            return Access.filtered_with(run.authorisation, wanted)[1]

        offers = self.parameters.bind(("filtered offers with", wanted), read_offers, "uuid[]")
        paths = self.parameters.bind(("filters with", wanted), read_paths, "jsonpath[]")
        return (
            f"exists (select 1 from unnest({offers},{paths}) f_(o_,p_) "
            f"where f_.o_={self.column('offer_id')} and {self.column('body')}@@f_.p_)"
        )
