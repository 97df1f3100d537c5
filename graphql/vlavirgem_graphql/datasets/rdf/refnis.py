"""The municipalities of Flanders out of REFNIS, the statistical codes of Belgian areas, as organisations.

REFNIS is a list of areas (SKOS concepts), old and new ones together; a municipality is what stands in an arrondissement
of a province of the Flemish Region, and was not merged into another. The file has faults that change the outcome: an
area without a parent, one that ended and still stands under its parent, one that stands as current though it was
merged in 2019, and current ones with a date on which they ended. So a merger decides, not a date; each record says
what was made of it. Sources: Statbel (REFNIS) and the decrees on mergers that took effect on 2025-01-01.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from pyoxigraph import Literal, NamedNode

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.rdf.turtle import Graph
from vlavirgem_graphql.exchange.kinds.namespaces import SKOS

FLEMISH_REGION: Final = "2000"
CLASSIFICATION: Final = "Gemeente"
_DATES: Final = "https://schema.org/"
_NO_END: Final = "9999"
_ARRONDISSEMENT: Final = re.compile(r"\d{2}000\Z")
_MUNICIPALITY: Final = re.compile(r"\d{5}\Z")


def read_municipalities(graph: Graph) -> Iterator[RecordDraft]:
    """A draft per area that stands as a Flemish municipality in the newest list; one that is none is refused."""
    register = _Register(graph)
    for area in register.areas.values():
        if register.is_municipality(area):
            yield register.draft(area)


@dataclass(frozen=True)
class _Area:
    """One concept of the newest list. ``parent`` is the code of the area that it stands in."""

    uri: str
    code: str
    parent: str
    parent_is_guessed: bool


class _Register:
    """The areas of the newest list in a file, by code."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        scheme = max((self._first(subject, "inScheme") for subject in graph.triples), default="")
        self.areas: dict[str, _Area] = {}
        for subject in graph.triples:
            if scheme and self._first(subject, "inScheme") == scheme:
                area = self._area(subject)
                self.areas[area.code] = area
        self.merged_into = self._mergers()

    def _first(self, subject: str, name: str) -> str:
        return next((term.value for term in self.graph.values(subject, SKOS + name) if hasattr(term, "value")), "")

    def _area(self, subject: str) -> _Area:
        code = self._first(subject, "notation")
        parent = self._first(subject, "broader").rpartition("/")[2]
        guessed = not parent and bool(_MUNICIPALITY.match(code))
        return _Area(subject, code, f"{code[:2]}000" if guessed else parent, guessed)

    def _mergers(self) -> dict[str, str]:
        """The code of what was merged to the code of what it is part of now, over all lists in the file."""
        merged = {}
        for subject in self.graph.triples:
            code = self._first(subject, "notation")
            for term in self.graph.values(subject, SKOS + "narrowMatch"):
                part = term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""
                if part and part != code:
                    merged[part] = code
        return merged

    def is_municipality(self, area: _Area) -> bool:
        """Whether it stands in an arrondissement of a province of the Flemish Region."""
        district = self.areas.get(area.parent)
        province = self.areas.get(district.parent) if district is not None else None
        if district is None or province is None or not _ARRONDISSEMENT.match(district.code):
            return False
        return province.parent == FLEMISH_REGION

    def draft(self, area: _Area) -> RecordDraft:
        name, merged = self.name(area.uri), self.merged_into.get(area.code, "")
        if merged:
            into = self.name(self.areas[merged].uri) if merged in self.areas else merged
            return RecordDraft(
                key=area.uri, title=name, refused=_("It was merged into %(name)s.") % {"name": into}, place=area.code
            )
        return RecordDraft(key=area.uri, title=name, body=self._body(area, name), notes=tuple(self._notes(area)))

    def _body(self, area: _Area, name: str) -> dict[str, object]:
        district = self.areas[area.parent]
        others = {term.value for term in self._labels(area.uri)} - {name}
        body: dict[str, object] = {
            "uri": area.uri,
            "name": name,
            "otherNames": sorted(others),
            "classification": CLASSIFICATION,
            "nisCode": area.code,
            "province": _bare(self.name(self.areas[district.parent].uri)),
            "district": _bare(self.name(district.uri)),
            "area": area.uri,
            "formerly": self._addresses(area.uri, "narrowMatch"),
            "sameAs": self._addresses(area.uri, "exactMatch"),
            "startDate": self._day(area.uri, "startDate"),
        }
        return {key: value for key, value in body.items() if value not in ("", [])}

    def _notes(self, area: _Area) -> Iterator[str]:
        if area.parent_is_guessed:
            district = self.name(self.areas[area.parent].uri)
            yield _("It stands under no area; by its code it is part of %(name)s.") % {"name": district}
        ended = self._day(area.uri, "endDate")
        if ended and not ended.startswith(_NO_END):
            yield _("It is said to have ended on %(day)s, but it was merged into nothing: it is taken as current.") % {
                "day": ended
            }

    def name(self, subject: str) -> str:
        """The name of an area in Dutch."""
        labels = self._labels(subject)
        in_dutch = [label.value for label in labels if label.language == "nl"]
        return (in_dutch or [label.value for label in labels] or [subject])[0]

    def _labels(self, subject: str) -> list[Literal]:
        return [term for term in self.graph.values(subject, SKOS + "prefLabel") if isinstance(term, Literal)]

    def _addresses(self, subject: str, name: str) -> list[str]:
        return sorted(term.value for term in self.graph.values(subject, SKOS + name) if isinstance(term, NamedNode))

    def _day(self, subject: str, name: str) -> str:
        terms = self.graph.values(subject, _DATES + name)
        return next((term.value[:10] for term in terms if isinstance(term, Literal)), "")


def _bare(name: str) -> str:
    """A name without what sort of area it is."""
    return re.sub(r"^(Provincie|Arrondissement) ", "", name)
