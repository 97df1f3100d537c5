"""Answers and requests that an agency uploads beside its WSDL.

The rule, as MAGDA's own test answers lie in folders: an XML file whose element (or the element in its SOAP Body) is the
answer of an operation is a sample of that operation. The folders and the file name under the folder that all samples of
the operation share, without ``.xml``, are the values it belongs to: it answers the request in which each of them stands
as the value of some element. The sample with most values goes first. ``notfound.xml`` answers when no other does. A
sample that its schema does not allow is never given. A file whose element *asks* for an operation is the example that
the console starts from.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

NOT_FOUND: Final = "notfound"


class Samples:
    """The samples of one contract, by operation."""

    def __init__(self, listed: Iterable[Mapping[str, Any]], templates: Mapping[str, str]) -> None:
        self.templates = templates
        self._by_operation: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for sample in listed:
            rows = self._by_operation.setdefault(sample["operation"], [])
            rows.append((tuple(sample["values"]), sample["text"]))
        for rows in self._by_operation.values():
            rows.sort(key=lambda row: (-len(row[0]), row[0]))

    def answers_for(self, operation: str, values: set[str]) -> Iterator[str]:
        """The samples for a request with these values, the best first."""
        rows = self._by_operation.get(operation, ())
        for wanted, text in rows:
            if wanted and wanted != (NOT_FOUND,) and values.issuperset(wanted):
                yield text
        yield from (text for wanted, text in rows if wanted in {(NOT_FOUND,), ()})


def values_of_paths(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The values that each sample of one operation belongs to; without any for a sample that stands alone."""
    listed = list(paths)
    folders = [posixpath.dirname(path) for path in listed]
    common = posixpath.commonpath(folders) if listed and all(folders) else ""
    found = {}
    for path in listed:
        stem = posixpath.splitext(path[len(common) :].lstrip("/"))[0]
        found[path] = tuple(stem.split("/")) if len(listed) > 1 or stem.lower() == NOT_FOUND else ()
    return found
