"""The formats of files that can be imported. A format only reads: what follows is the same for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.rdf.json_ld import read_json_ld
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.datasets.rdf.refnis import read_municipalities
from vlavirgem_graphql.datasets.rdf.turtle import joined, read_turtle
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file to read: its content, the kind of its records, and code lists (Turtle) that explain its concepts."""

    content: bytes
    kind: Kind
    code_lists: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Format:
    """A way in which files are written. ``only_kind`` is set where it always holds records of one kind.

    ``read`` raises ``Refusal`` when the file as a whole cannot be read; a record that cannot be one is a refused draft.
    """

    name: str
    label: Any
    suffixes: tuple[str, ...]
    read: Callable[[Source], Iterable[RecordDraft]]
    only_kind: str = ""


def _turtle(source: Source) -> Iterable[RecordDraft]:
    graph = read_turtle(source.content)
    lists = [read_turtle(source.code_lists)] if source.code_lists else []
    return read_records(joined([graph, *lists]), source.kind)


def _json_ld(source: Source) -> Iterable[RecordDraft]:
    graph = read_json_ld(source.content)
    lists = [read_turtle(source.code_lists)] if source.code_lists else []
    return read_records(joined([graph, *lists]), source.kind)


def _refnis(source: Source) -> Iterable[RecordDraft]:
    return read_municipalities(read_turtle(source.content))


TURTLE: Final = Format(name="turtle", label="Turtle", suffixes=(".ttl", ".nt"), read=_turtle)
JSON_LD: Final = Format(name="json-ld", label="JSON-LD", suffixes=(".jsonld", ".json"), read=_json_ld)
REFNIS: Final = Format(
    name="refnis",
    label=_("REFNIS (municipalities of Flanders)"),
    suffixes=(".ttl",),
    read=_refnis,
    only_kind=ORGANISATION.name,
)
FORMATS: Final = {each.name: each for each in (TURTLE, JSON_LD, REFNIS)}


def form_of(file_name: str) -> Format:
    """The format by the end of a file's name; Turtle where that says nothing."""
    for form in FORMATS.values():
        if not form.only_kind and file_name.lower().endswith(form.suffixes):
            return form
    return TURTLE
