"""Lists in parts: which part a call asks for, and what an answer states of it.

OpenAPI does not say which parameters page a list, so they are known by their names, in the ways that are common
(``page`` and ``pageSize``, ``offset`` and ``limit``, ``$skip`` and ``$top``, ``page[number]``); they must be numbers.
``startIndex`` counts from 1, as SCIM (RFC 7644 section 3.4.2.4) and OpenSearch have it; other offsets from 0, unless
the contract says 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from vlavirgem_sandbox.contracts.model import JsonValue
from vlavirgem_sandbox.contracts.openapi_tree import Tree
from vlavirgem_sandbox.contracts.parameters import Parameter

_PAGES: Final = frozenset({"page", "pagenumber", "pageno", "pageindex", "currentpage", "pagina", "paginanummer"})
_SIZES: Final = frozenset({"pagesize", "size", "perpage", "limit", "itemsperpage", "pagelimit", "top", "paginagrootte"})
_OFFSETS: Final = frozenset({"offset", "pageoffset", "skip", "start", "startindex"})
_FROM_ONE: Final = "startindex"
_TOTALS: Final = frozenset(
    {"total", "totalcount", "totalitems", "totalelements", "totalresults", "count", "aantal", "totaal"}
)
_NUMBERS_OF_PAGES: Final = frozenset({"totalpages", "pagecount", "numberofpages", "aantalpaginas"})
_SHOWN: Final = frozenset({"numberofelements", "itemcount"})
_MORE: Final = frozenset({"hasmore", "hasnext", "hasnextpage"})
_EVERYTHING: Final = 2**31
_LETTERS_ONLY = re.compile(r"[^a-z]")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Window:
    """The part of a list that one call asks for."""

    size: int | None
    """At most so many; None where neither the call nor the contract says how many."""
    offset: int
    """So many come before it."""
    page: int
    """Its number, as the contract counts."""
    is_paged: bool
    """Whether the operation can be asked for a part at all."""
    first_offset: int = 0
    """The offset of the first document, as the contract counts."""

    def of(self, documents: Sequence[T]) -> list[T]:
        """The documents in it."""
        until = None if self.size is None else self.offset + self.size
        return list(documents[self.offset : until])

    def stated(self, name: str, *, total: int) -> int | bool | None:
        """What a field or a header of that name says of a list of ``total`` documents; None where it says nothing."""
        shown = len(self.of(range(total)))
        size = shown if self.size is None else self.size
        known: list[tuple[frozenset[str], int | bool]] = [(_TOTALS, total)]
        if self.is_paged:
            known += [
                (_SIZES, size),
                (_PAGES | {"number"}, self.page),
                (_OFFSETS, self.offset + self.first_offset),
                (_NUMBERS_OF_PAGES, -(-total // size) if size else 0),
                (_SHOWN, shown),
                (_MORE, self.offset + shown < total),
            ]
        else:
            known.append((frozenset({"size"}), total))
        plain = _plain(name).removeprefix("x")
        return next((value for names, value in known if plain in names), None)


@dataclass(frozen=True, kw_only=True)
class Paging:
    """How an operation is asked for a part of its list: names of query parameters, empty where it has none."""

    page: str = ""
    size: str = ""
    offset: str = ""
    usual_size: int | None = None
    first_page: int = 1
    first_offset: int = 0

    @property
    def names(self) -> frozenset[str]:
        """Of the parameters that say which part, not which documents."""
        return frozenset({self.page, self.size, self.offset} - {""})

    def window(self, parameters: dict[tuple[str, str], JsonValue]) -> Window:
        """The part that a call with these parameters (by location and name) asks for."""
        asked = {name: parameters.get(("query", name)) for name in self.names}
        page, offset = _whole(asked.get(self.page)), _whole(asked.get(self.offset))
        size = _whole(asked.get(self.size))
        size = self.usual_size if size is None else size
        number = self.first_page if page is None else max(page, self.first_page)
        if offset is None:
            # Where nothing says how long a page is, the first has everything, so that who reads on comes to an end.
            offset = (number - self.first_page) * (_EVERYTHING if size is None else size)
        else:
            offset = max(offset - self.first_offset, 0)
            number = self.first_page + offset // size if size else number
        return Window(size=size, offset=offset, page=number, is_paged=bool(self.names), first_offset=self.first_offset)


def paging_of(tree: Tree, parameters: Iterable[Parameter]) -> Paging:
    """How these parameters page; one of no known name, or that is no number, does not."""
    found: dict[str, Parameter] = {}
    for parameter in parameters:
        if parameter.location == "query" and parameter.types & {"integer", "number"}:
            plain = _plain(parameter.name)
            for part, names in (("page", _PAGES), ("size", _SIZES), ("offset", _OFFSETS)):
                if plain in names:
                    found.setdefault(part, parameter)
    offset = found.get("offset")
    return Paging(
        **{part: parameter.name for part, parameter in found.items()},
        usual_size=_whole(_rule(tree, found.get("size"), "default")),
        first_page=_first(tree, found.get("page"), usual=1),
        first_offset=_first(tree, offset, usual=int(offset is not None and _plain(offset.name) == _FROM_ONE)),
    )


def _first(tree: Tree, parameter: Parameter | None, *, usual: int) -> int:
    """Whether a parameter counts from 0 or from 1, by its lowest value or the usual one."""
    rules = [_rule(tree, parameter, name) for name in ("minimum", "default")]
    return next((first for first in (0, 1) if first in rules), usual)


def _rule(tree: Tree, parameter: Parameter | None, name: str) -> JsonValue:
    node = tree.follow(parameter.schema_pointer) if parameter is not None and parameter.schema_pointer else None
    return node.value.get(name) if node is not None and isinstance(node.value, dict) else None


def _whole(value: JsonValue) -> int | None:
    """A number of documents or pages, at most :data:`_EVERYTHING` (a float may be infinite); None for anything else."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return int(min(max(value, 0), _EVERYTHING))


def _plain(name: str) -> str:
    return _LETTERS_ONLY.sub("", name.lower())
