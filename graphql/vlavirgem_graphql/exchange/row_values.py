"""Values that a condition on rows can be given: the codes of a list, and what occurs in data of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vlavirgem_graphql.datasets.display import code_in_words
from vlavirgem_graphql.exchange.kinds import FieldType, KindField
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.row_filters import filterable
from vlavirgem_tenants.directory.models import Tenant

MOST_VALUES: Final = 50
"""Of one field; where more occur, such as titles, none is a choice."""
_OFFERED: Final = frozenset({FieldType.CODE, FieldType.TEXT})


@dataclass(frozen=True)
class OwnValues:
    """What occurs in the records of an offer, to whose they are. To anybody else nothing does, also not what they may
    read of it: who proposes terms would learn what is in the data before they are shared."""

    offer: Offer
    reader: Tenant

    @property
    def are_ours(self) -> bool:
        """Whether the reader may know."""
        return bool(self.offer.owner_id == self.reader.pk)

    def to_choose(self) -> Mapping[str, Sequence[str]]:
        """By field without a list what its records hold."""
        if not self.are_ours:
            return {}
        parts = [part for part in filterable(self.offer.declared_kind, self.offer.fields) if part.type in _OFFERED]
        return self.offer.records.values_in([part.name for part in parts if not part.known_codes], most=MOST_VALUES)

    def hold(self, part: KindField, text: str) -> bool:
        """Whether a record holds this text in this field."""
        return (
            self.are_ours
            and self.offer.records.filter(body__contains={part.name: [text] if part.many else text}).exists()
        )


def choices_of(parts: Iterable[KindField], occurring: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each value with its words: of which field it is, and of a code what it says."""
    for part in parts:
        for code in part.known_codes or ():
            yield code, f"{part.label}: {code_in_words(code)}"
        for value in occurring.get(part.name, ()):
            yield value, str(part.label)
