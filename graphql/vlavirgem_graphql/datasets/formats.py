"""The formats of files that can be imported. A format only reads: what follows is the same for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from vlavirgem_graphql.datasets.cevi.records import read_cevi
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.feeds.members import latest_members
from vlavirgem_graphql.datasets.mapping.targets import Mapping
from vlavirgem_graphql.datasets.rdf.json_ld import read_json_ld
from vlavirgem_graphql.datasets.rdf.records import read_records
from vlavirgem_graphql.datasets.rdf.refnis import read_municipalities
from vlavirgem_graphql.datasets.rdf.turtle import joined, read_turtle
from vlavirgem_graphql.datasets.tables.reading import read_table
from vlavirgem_graphql.datasets.tables.records import records_of, suggested_columns
from vlavirgem_graphql.exchange.kinds import Kind
from vlavirgem_graphql.exchange.kinds.organisation import ORGANISATION
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.kinds.published.addresses import network_address
from vlavirgem_tenants.directory.models import Tenant


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file to read: its content, the kind of its records, and code lists (Turtle) that explain its concepts.

    ``base`` stands before an identifier that is no web address by itself. Of a table, ``mapping`` says which column
    fills which field (None: as the names suggest) and ``sheet`` which sheet of a workbook is meant.
    """

    content: bytes
    kind: Kind
    base: str
    code_lists: bytes = b""
    mapping: Mapping | None = None
    sheet: str = ""


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


def _feed(source: Source) -> Iterable[RecordDraft]:
    is_json = source.content.lstrip()[:1] in (b"{", b"[")
    return latest_members(read_json_ld(source.content) if is_json else read_turtle(source.content), source.kind)


def _refnis(source: Source) -> Iterable[RecordDraft]:
    return read_municipalities(read_turtle(source.content))


def _cevi(source: Source) -> Iterable[RecordDraft]:
    return read_cevi(source.content, source.base)


def _rows(source: Source) -> Iterable[RecordDraft]:
    table = read_table(source.content, sheet=source.sheet)
    mapping = source.mapping if source.mapping is not None else suggested_columns(source.kind, table)
    return records_of(table, source.kind, mapping, source.base)


TURTLE: Final = Format(name="turtle", label="Turtle", suffixes=(".ttl", ".nt"), read=_turtle)
JSON_LD: Final = Format(name="json-ld", label="JSON-LD", suffixes=(".jsonld", ".json"), read=_json_ld)
FEED: Final = Format(name="ldes", label=_("Page of a feed (LDES)"), suffixes=(".ttl", ".nt", ".jsonld"), read=_feed)
REFNIS: Final = Format(
    name="refnis",
    label=_("REFNIS (municipalities of Flanders)"),
    suffixes=(".ttl",),
    read=_refnis,
    only_kind=ORGANISATION.name,
)
CEVI: Final = Format(name="cevi", label="CEVI (XML)", suffixes=(".xml",), read=_cevi, only_kind=PUBLIC_SERVICE.name)
TABLE: Final = Format(name="table", label=_("Table (CSV or Excel)"), suffixes=(".csv", ".tsv", ".xlsx"), read=_rows)
FORMATS: Final = {each.name: each for each in (TURTLE, JSON_LD, TABLE, FEED, REFNIS, CEVI)}


def base_for(tenant: Tenant | None, kind: Kind) -> str:
    """What stands before an identifier that is no web address: an address of the organisation, else of the network."""
    return f"{tenant.address if tenant is not None else network_address()}/id/{kind.name}/"


def form_of(file_name: str) -> Format:
    """The format by the end of a file's name; Turtle where that says nothing."""
    named = [form for form in FORMATS.values() if file_name.lower().endswith(form.suffixes)]
    return named[0] if named else TURTLE
