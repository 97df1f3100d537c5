"""From a graph to records: the kind's declaration says which property becomes which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from pyoxigraph import BlankNode, Literal, NamedNode

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.mapping.values import day_of, moment_of
from vlavirgem_graphql.datasets.rdf.codes import code_of
from vlavirgem_graphql.datasets.rdf.texts import WEB_ADDRESS, clean_html, clean_text, preferred_first
from vlavirgem_graphql.datasets.rdf.turtle import Graph, Term, subject_name
from vlavirgem_graphql.exchange.kinds import FieldType, Kind, KindField
from vlavirgem_graphql.exchange.kinds.namespaces import DCT, MU, PROV, RDF, SHACL, SKOS
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.published.addresses import class_address, property_addresses

ORDER: Final = SHACL + "order"
NOTATION: Final = SKOS + "notation"
# What is about an entry as a row of some store or as a version of a feed, and not about what it is an entry of.
_NO_FIELDS: Final = frozenset({RDF + "type", MU + "uuid", ORDER, DCT + "isVersionOf", PROV + "generatedAtTime"})
# Real entries hold at most 60 parts; the limit stops a graph whose nodes all point at each other.
MAX_PARTS = 2_000
# The field of a group that an address which leads out of the file can stand in.
LINK: Final = "url"

Value: TypeAlias = Any


class TooManyParts(Exception):  # noqa: N818 - a limit reached, turned into a refused record by the caller
    """An entry refers to more parts than a record can have."""


def read_records(graph: Graph, kind: Kind) -> Iterator[RecordDraft]:
    """Yield a draft per subject that is of one of the kind's classes, with what was noticed, refused ones included."""
    for subject, class_uri in subjects_of_kind(graph, kind):
        yield read_record(graph, subject, kind, class_uri)


def read_record(graph: Graph, subject: str, kind: Kind, class_uri: str) -> RecordDraft:
    """The draft of one subject; ``class_uri`` is the class of the kind that it stands for."""
    return _Entry(graph, subject, kind, class_uri).draft()


def subjects_of_kind(graph: Graph, kind: Kind) -> Iterator[tuple[str, str]]:
    """The subjects of a kind, in the order of the file, each with the class that it stands for.

    What another refers to, and of which the file says no more than its class, is no record of the file: an export
    names the concept of a service in that way.
    """
    stands_for = {class_address(kind): kind.class_uri, **dict(kind.other_classes)}
    bare = {subject for subject, predicates in graph.triples.items() if predicates.keys() == {RDF + "type"}}
    only_named = bare & graph.referred_to() if bare else bare
    for subject, predicates in graph.triples.items():
        if subject in only_named:
            continue
        types = {term.value for term in predicates.get(RDF + "type", ()) if isinstance(term, NamedNode)}
        for class_uri, meant in stands_for.items():
            if class_uri in types:
                yield subject, meant
                break


@dataclass
class _Entry:
    """One record while it is read. ``notes`` are for the import report."""

    graph: Graph
    subject: str
    kind: Kind
    class_uri: str
    notes: list[str] = field(default_factory=list)
    variants: list[dict[str, str]] = field(default_factory=list)
    cleaned: int = 0
    parts: int = 0
    without_zone: int = 0
    language: str = ""

    def draft(self) -> RecordDraft:
        if not WEB_ADDRESS.match(self.subject):
            return RecordDraft(key=self.subject, refused=_("It has no web address (URI) that identifies it."))
        self.language = self._language()
        try:
            body = self._group(self.subject, self.kind.fields, "")
        except TooManyParts:
            reason = _("It refers to more than %(limit)s parts.") % {"limit": MAX_PARTS}
            return RecordDraft(key=self.subject, refused=reason)
        body = {self.kind.key_field: self.subject, **body}
        if self.kind.class_field:
            concepts = self.kind.field(self.kind.class_field).concepts
            body[self.kind.class_field] = self.class_uri.removeprefix(concepts)
        if self.variants and "otherVariants" in self.kind.field_names:
            body["otherVariants"] = self.variants
        self._note_what_is_missing(body)
        title = body.get(self.kind.title_field, "")
        return RecordDraft(key=self.subject, title=title, body=body, notes=tuple(dict.fromkeys(self.notes)))

    def _language(self) -> str:
        if not self.kind.language_field:
            return ""
        terms = self._terms(self.subject, self.kind.field(self.kind.language_field))
        return next((term.value for term in terms if isinstance(term, Literal)), "")

    def _note_what_is_missing(self, body: dict[str, Value]) -> None:
        if not body.get(self.kind.title_field):
            self.notes.append(_("It has no title."))
        if self.class_uri == PUBLIC_SERVICE.class_uri and "concept" not in body:
            self.notes.append(_("It rests on no concept of the Flemish catalogue (IPDC)."))
        if unread := self._unread():
            self.notes.append(_("Its kind has no field for: %(names)s.") % {"names": ", ".join(unread)})
        if self.cleaned:
            said = ngettext("HTML was cleaned in %(count)s text.", "HTML was cleaned in %(count)s texts.", self.cleaned)
            self.notes.append(said % {"count": self.cleaned})
        if self.without_zone:
            self.notes.append(_("Its moments have no time zone; they were read as Belgian time."))

    def _unread(self) -> list[str]:
        """The names of what the entry itself says, and of which nothing is kept."""
        read = {uri for part in self.kind.fields for uri in property_addresses(self.kind, part)}
        left = self.graph.triples[self.subject].keys() - read - _NO_FIELDS
        return sorted({re.split(r"[#/]", uri.rstrip("#/"))[-1] for uri in left})

    def _terms(self, subject: str, part: KindField) -> Sequence[Term]:
        found = (self.graph.values(subject, uri) for uri in property_addresses(self.kind, part))
        return next((terms for terms in found if terms), ())

    def _group(self, subject: str, fields: tuple[KindField, ...], place: str) -> dict[str, Value]:
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise TooManyParts
        values: dict[str, Value] = {}
        for part in fields:
            if part.property_uri == RDF + "type":
                continue
            terms = self._terms(subject, part)
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
        groups: list[dict[str, Value]] = []
        for node in sorted(known, key=self._order):
            # The place of what is kept: an empty part leaves none, and a variant of a text must be found again by it.
            if group := self._group(node, part.fields, f"{place}/{len(groups)}"):
                groups.append(group)
        links = _links(part, [term for term in terms if subject_of(term) not in self.graph.triples])
        if len(known) + len(links) < len(terms):
            self.notes.append(_("%(place)s refers to something that is not in the file.") % {"place": place})
        return groups + links

    def _order(self, node: str) -> tuple[int, str]:
        numbers = [term.value for term in self.graph.values(node, ORDER) if isinstance(term, Literal)]
        return (int(numbers[0]) if numbers and re.fullmatch(r"\d{1,6}", numbers[0]) else 0, node)

    def _text(self, part: KindField, terms: Sequence[Term], place: str) -> str | None:
        literals = [literal for term in terms for literal in self._literals(term) if literal.value.strip()]
        if not literals:
            return None
        chosen, *others = preferred_first(literals, self.language)
        self.variants += [
            {"property": place, "language": other.language or "", "value": self._clean(FieldType.HTML, other.value)}
            for other in others
        ]
        return self._clean(part.type, chosen.value)

    def _literals(self, term: Term) -> Sequence[Literal]:
        """A text, or the text of an identifier that is a thing of its own (``adms:Identifier``)."""
        if isinstance(term, Literal):
            return [term]
        return [value for value in self.graph.values(subject_name(term), NOTATION) if isinstance(value, Literal)]

    def _clean(self, kind: FieldType, value: str) -> str:
        text, changed = clean_html(value) if kind is FieldType.HTML else clean_text(value)
        self.cleaned += changed
        return text

    def _single(self, part: KindField, term: Term, place: str) -> Value:
        raw = subject_name(term) if isinstance(term, BlankNode) else term.value.strip()
        if not raw:
            return None
        if part.type is FieldType.TEXT:
            value: Value = self._clean(FieldType.TEXT, raw)
        elif part.type is FieldType.CODE:
            value = self._code(part, term, raw)
        else:
            value = _READERS[part.type](raw)
            self.without_zone += part.type is FieldType.DATE_TIME and value is not None and value != raw
        if value is None:
            self.notes.append(_("%(place)s was left out: it is not what the field asks for.") % {"place": place})
        return value

    def _code(self, part: KindField, term: Term, raw: str) -> str | None:
        code = code_of(self.graph, part, raw)
        if isinstance(term, Literal) and part.concepts and code is not None and part.has_code(code):
            said = _("“%(field)s”: the text “%(text)s” was read as the code %(code)s.")
            self.notes.append(said % {"field": part.label, "text": raw, "code": code})
        return code


def subject_of(term: Term) -> str:
    """The name of a node; of a literal none that a graph can hold."""
    return "" if isinstance(term, Literal) else subject_name(term)


def _links(part: KindField, terms: Sequence[Term]) -> list[dict[str, Value]]:
    """Addresses that lead out of the file, for a group that can hold one: the law itself, a page elsewhere."""
    if LINK not in {each.name for each in part.fields}:
        return []
    found = [term.value for term in terms if not isinstance(term, BlankNode) and WEB_ADDRESS.match(term.value)]
    return [{LINK: address} for address in sorted(set(found))]


def _number(raw: str) -> float | None:
    """A number as XML Schema writes decimals, floats and doubles, but for what is none or has no end."""
    return float(raw) if re.fullmatch(r"[+-]?\d{1,15}(\.\d{0,15})?([Ee][+-]?\d{1,2})?", raw) else None


_READERS: dict[FieldType, Callable[[str], Value]] = {
    FieldType.URI: lambda raw: raw if WEB_ADDRESS.match(raw) else None,
    FieldType.DATE: lambda raw: day_of(raw[:10]),  # a day of XML Schema may have a time zone
    FieldType.DATE_TIME: moment_of,
    FieldType.BOOLEAN: {"true": True, "1": True, "false": False, "0": False}.get,
    FieldType.INTEGER: lambda raw: int(raw) if re.fullmatch(r"-?\d{1,15}", raw) else None,
    FieldType.DECIMAL: _number,
}
