"""What an export writes: the records of a dataset, and where the dataset stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vlavirgem_graphql.exchange.kinds import Kind


@dataclass(frozen=True)
class Record:
    """What a record holds, and since when."""

    body: Mapping[str, Any]
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Contents:
    """A dataset on its way out; ``address`` is that of its page."""

    kind: Kind
    address: str
    records: Iterable[Record]

    @property
    def bodies(self) -> Iterator[Mapping[str, Any]]:
        """What the records hold, without their moments."""
        return (record.body for record in self.records)
