"""From a graph to records: the kind's declaration says which property becomes which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyoxigraph import BlankNode, Literal, NamedNode

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.lpdc.texts import WEB_ADDRESS, clean_html, clean_text, preferred_first
from vlavirgem_graphql.datasets.lpdc.turtle import Graph, Term, subject_name
from vlavirgem_graphql.exchange.kinds import FieldType, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import IDENTITY, SHACL
from vlavirgem_graphql.exchange.kinds.public_service import INSTANCE, LANGUAGE_VARIANT, PUBLIC_SERVICE

ORDER = SHACL + "order"
# Real entries hold at most 60 parts; the limit stops a graph whose nodes all point at each other.
MAX_PARTS = 2_000

Value: TypeAlias = Any


class TooManyParts(Exception):  # noqa: N818 - a limit reached, turned into a refused record by the caller
    """An entry refers to more parts than a catalogue entry can have."""


def read_records(graph: Graph) -> Iterator[RecordDraft]:
    """Yield one draft per ``InstancePublicService`` in the graph, each with what was noticed, refused ones included."""
    for subject in graph.subjects_of_type(INSTANCE):
        yield _Entry(graph, subject).draft()


@dataclass
class _Entry:
    """One catalogue entry while it is read. ``notes`` are for the import report."""

    graph: Graph
    subject: str
    notes: list[str] = field(default_factory=list)
    variants: list[dict[str, str]] = field(default_factory=list)
    cleaned: int = 0
    parts: int = 0
    language: str = ""

    def draft(self) -> RecordDraft:
        if not WEB_ADDRESS.match(self.subject):
            return RecordDraft(key=self.subject, refused=_("It has no web address (URI) that identifies it."))
        self.language = next(
            (term.value for term in self.graph.values(self.subject, LANGUAGE_VARIANT) if isinstance(term, Literal)), ""
        )
        try:
            body = self._group(self.subject, PUBLIC_SERVICE.fields, "")
        except TooManyParts:
            reason = _("It refers to more than %(limit)s parts.") % {"limit": MAX_PARTS}
            return RecordDraft(key=self.subject, refused=reason)
        body = {PUBLIC_SERVICE.key_field: self.subject, **body}
        if self.variants:
            body["otherVariants"] = self.variants
        self._note_what_is_missing(body)
        return RecordDraft(key=self.subject, title=body.get("title", ""), body=body, notes=tuple(self.notes))

    def _note_what_is_missing(self, body: dict[str, Value]) -> None:
        if not body.get("title"):
            self.notes.append(_("It has no title."))
        if "concept" not in body:
            self.notes.append(_("It rests on no concept of the Flemish catalogue (IPDC)."))
        if self.cleaned:
            said = ngettext("HTML was cleaned in %(count)s text.", "HTML was cleaned in %(count)s texts.", self.cleaned)
            self.notes.append(said % {"count": self.cleaned})

    def _group(self, subject: str, fields: tuple[KindField, ...], place: str) -> dict[str, Value]:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise TooManyParts
        values: dict[str, Value] = {}
        for part in fields:
            if part.property_uri == IDENTITY:
                continue
            terms = self.graph.values(subject, part.property_uri)
            value = self._value(part, terms, f"{place}/{part.name}") if terms else None
            if value not in (None, "", []):
                values[part.name] = value
        return values

    def _value(self, part: KindField, terms: Sequence[Term], place: str) -> Value:
        if part.type is FieldType.GROUP:
            return self._groups(part, terms, place)
        if part.type in (FieldType.TEXT, FieldType.HTML) and not part.many:
            return self._text(part, terms, place)
        values = [value for term in terms if (value := self._single(part, term, place)) is not None]
        if part.many:
            return sorted(set(values))
        if len(values) > 1:
            self.notes.append(_("%(place)s has more than one value; the first was taken.") % {"place": place})
        return values[0] if values else None

    def _groups(self, part: KindField, terms: Sequence[Term], place: str) -> list[dict[str, Value]]:
        nodes = [subject_name(term) for term in terms if isinstance(term, (NamedNode, BlankNode))]
        known = [node for node in nodes if node in self.graph.triples]
        if len(known) < len(terms):
            self.notes.append(_("%(place)s refers to something that is not in the file.") % {"place": place})
        groups = []
        for number, node in enumerate(sorted(known, key=self._order)):
            if group := self._group(node, part.fields, f"{place}/{number}"):
                groups.append(group)
        return groups

    def _order(self, node: str) -> tuple[int, str]:
        numbers = [term.value for term in self.graph.values(node, ORDER) if isinstance(term, Literal)]
        return (int(numbers[0]) if numbers and re.fullmatch(r"\d{1,6}", numbers[0]) else 0, node)

    def _text(self, part: KindField, terms: Sequence[Term], place: str) -> str | None:
        literals = [term for term in terms if isinstance(term, Literal) and term.value.strip()]
        if not literals:
            return None
        chosen, *others = preferred_first(literals, self.language)
        self.variants += [
            {"property": place, "language": other.language or "", "value": self._clean(FieldType.HTML, other.value)}
            for other in others
        ]
        return self._clean(part.type, chosen.value)

    def _clean(self, kind: FieldType, value: str) -> str:
        text, changed = clean_html(value) if kind is FieldType.HTML else clean_text(value)
        self.cleaned += changed
        return text

    def _single(self, part: KindField, term: Term, place: str) -> Value:
        raw = subject_name(term) if isinstance(term, BlankNode) else term.value.strip()
        if not raw:
            return None
        value = self._clean(FieldType.TEXT, raw) if part.type is FieldType.TEXT else _READERS[part.type](raw)
        if value is None:
            self.notes.append(_("%(place)s was left out: it is not what the field asks for.") % {"place": place})
        return value


def _moment(raw: str) -> str | None:
    """Return the moment as it was written when it is one with a time zone (xsd:dateTime), else None."""
    try:
        return raw if datetime.fromisoformat(raw).tzinfo else None
    except ValueError:
        return None


def _code(raw: str) -> str:
    return re.split(r"[/#]", raw.rstrip("/#"))[-1][:200]


_READERS: dict[FieldType, Callable[[str], Value]] = {
    FieldType.URI: lambda raw: raw if WEB_ADDRESS.match(raw) else None,
    FieldType.CODE: _code,
    FieldType.DATE_TIME: _moment,
    FieldType.BOOLEAN: {"true": True, "1": True, "false": False, "0": False}.get,
    FieldType.INTEGER: lambda raw: int(raw) if re.fullmatch(r"-?\d{1,15}", raw) else None,
}
