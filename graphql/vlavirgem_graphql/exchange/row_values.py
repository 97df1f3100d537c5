"""Values that a condition on rows can be given: the codes of a list, and what occurs in data of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from vlavirgem_graphql.datasets.display import code_in_words
from vlavirgem_graphql.exchange.kinds import FieldType, KindField
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.row_filters import filterable
from vlavirgem_tenants.directory.models import Tenant

MOST_VALUES: Final = 50
"""Of one field; where more occur, such as titles, none is a choice."""
_OFFERED: Final = frozenset({FieldType.CODE, FieldType.TEXT})


def values_that_occur(offer: Offer, reader: Tenant) -> Mapping[str, Sequence[str]]:
    """By field without a list what our own records hold. Nothing of another's data, also not of what we read of it: who
    proposes terms would learn what is in it before it is shared."""
    if offer.owner_id != reader.pk:
        return {}
    parts = [part for part in filterable(offer.declared_kind, offer.fields) if part.type in _OFFERED]
    return {part.name: offer.records.values_in(part.name, most=MOST_VALUES) for part in parts if not part.known_codes}


def choices_of(parts: Iterable[KindField], occurring: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each value with its words: of which field it is, and of a code what it says."""
    for part in parts:
        for code in part.known_codes or ():
            yield code, f"{part.label}: {code_in_words(code)}"
        for value in occurring.get(part.name, ()):
            yield value, str(part.label)
