"""What somebody looks for in the catalogue, and what there is of it by facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Final
from uuid import UUID

from django.db.models import F

from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceKind, ServiceQuerySet, Theme
from vlavirgem_sandbox.catalogue.tried import services_we_try

NEWEST: Final = "newest"
TRIED: Final = "yes"
FACETS: Final = ("agency", "theme", "kind", "state", "tried")


@dataclass(frozen=True, kw_only=True)
class Search:
    """What stands in the address; what does not exist there is as if it were not said."""

    q: str = ""
    agency: str = ""
    theme: str = ""
    kind: str = ""
    state: str = ""
    tried: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Search:
        """From the query of an address."""
        known: dict[str, Iterable[str]] = {
            "theme": Theme.values,
            "kind": ServiceKind.values,
            "state": PublicationState.values,
            "tried": (TRIED,),
            "sort": (NEWEST,),
        }
        said = {each.name: given.get(each.name, "").strip() for each in fields(cls)}
        return cls(**{name: value if value in known.get(name, (value,)) else "" for name, value in said.items()})

    @property
    def narrows(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.q) or any(getattr(self, facet) for facet in FACETS)


@dataclass(frozen=True)
class _Marks:
    """A service as the facets see it: the values that it has under each."""

    id: UUID
    values: Mapping[str, frozenset[str]]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What fits, in order; and per facet how many there would be of each of its values, the other facets kept."""

    services: ServiceQuerySet
    count: int
    counts: Mapping[str, Counter[str]]
    agencies: Mapping[str, str]
    """Short name and name of the publishers of what the words find."""


def look_for(search: Search) -> Found:
    """In two or three queries, whatever the number of services; the page itself is one more."""
    tried = services_we_try()
    words = Service.objects.offered().about(search.q)
    columns = ("pk", "owner__slug", "owner__name", "themes", "kind", "standing")
    rows = list(words.for_cards().order_by().values_list(*columns))
    marks = [_marks(row, tried) for row in rows]
    chosen = {facet: value for facet in FACETS if (value := getattr(search, facet))}
    agencies = {slug: name for _pk, slug, name, *_rest in rows}
    if chosen.get("agency", "") not in {"", *agencies}:
        chosen.pop("agency")
    fitting = {each.id for each in marks if _fits(each, chosen)}
    return Found(
        services=_in_order(words.filter(pk__in=fitting), search),
        count=len(fitting),
        counts={facet: _counted(marks, facet, chosen) for facet in FACETS},
        agencies=dict(sorted(agencies.items(), key=lambda pair: pair[1])),
    )


def _marks(row: tuple[UUID, str, str, list[str], str, str], tried: set[UUID]) -> _Marks:
    pk, agency, _name, themes, kind, standing = row
    return _Marks(
        pk,
        {
            "agency": frozenset({agency}),
            "theme": frozenset(themes),
            "kind": frozenset({kind}),
            "state": frozenset({standing}),
            "tried": frozenset({TRIED} if pk in tried else ()),
        },
    )


def _fits(marks: _Marks, chosen: Mapping[str, str]) -> bool:
    return all(value in marks.values[facet] for facet, value in chosen.items())


def _counted(marks: Iterable[_Marks], facet: str, chosen: Mapping[str, str]) -> Counter[str]:
    others = {name: value for name, value in chosen.items() if name != facet}
    return Counter(value for each in marks if _fits(each, others) for value in each.values[facet])


def _in_order(services: ServiceQuerySet, search: Search) -> ServiceQuerySet:
    cards = services.for_cards()
    if search.sort == NEWEST:
        return cards.order_by(F("seen_since").desc(), "name", "pk")
    return cards.order_by(F("rank").desc(), "name", "pk") if search.q else cards.order_by("name", "pk")
