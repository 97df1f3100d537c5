"""Product catalogues (Turtle) that are none, or that carry more than texts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from vlavirgem.cli.hostile.case import Case

_PREFIXES: Final = "@prefix c: <http://purl.org/vocab/cpsv#> . @prefix d: <http://purl.org/dc/terms/> . "
_FILES: Final[dict[str, str | bytes]] = {
    "nothing": "",
    "a NUL": b"\x00" * 100,
    "bytes that are no UTF-8": b'<urn:a> <urn:b> "\xff\xfe" .',
    "a web page": "<!doctype html><html></html>",
    "JSON": '{"a": 1}',
    "no end": _PREFIXES + '<urn:a> d:title "x',
    "an unknown prefix": "a:b a:c a:d .",
    "an address with a space": "<urn:a b> <urn:c> <urn:d> .",
    "an address that is a script": _PREFIXES + "<javascript:alert(1)> a c:PublicService ; d:title 'x' .",
    "a base of the network": "@base <http://127.0.0.1:9/> . <a> <b> <c> .",
    "lists in lists": "<urn:a> <urn:b> " + "(" * 5_000 + ")" * 5_000 + " .",
    "nodes in nodes": "<urn:a> <urn:b> " + "[ <urn:c> " * 5_000 + "1" + " ]" * 5_000 + " .",
    "a text of four megabytes": _PREFIXES + "<urn:a> a c:PublicService ; d:title '" + "x" * 4_000_000 + "' .",
    "a script in a text": _PREFIXES + "<urn:a> a c:PublicService ; d:title '<script>alert(1)</script>'@nl .",
    "HTML nested without end": _PREFIXES + "<urn:a> a c:PublicService ; d:title '" + "<b>" * 50_000 + "'@nl .",
    "an escape that is none": r"<urn:a> <urn:b> '\q' .",
    "half a surrogate pair": r"<urn:a> <urn:b> '\uD800' .",
    "a number that is none": "<urn:a> <urn:b> 1e999999999 .",
    "a date that is none": '<urn:a> <urn:b> "gisteren"^^<http://www.w3.org/2001/XMLSchema#dateTime> .',
    "a language that is none": "<urn:a> <urn:b> 'x'@-- .",
    "statements without end": "<urn:a> <urn:b> <urn:c> .\n" * 150_000,
    "quoted triples": "<< <urn:a> <urn:b> <urn:c> >> <urn:d> <urn:e> .",
    "a graph": "<urn:g> { <urn:a> <urn:b> <urn:c> . }",
    "comments only": "# niets\n" * 100_000,
}


def cases() -> Iterator[Case]:
    """Each is a product catalogue to its sender."""
    for name, text in _FILES.items():
        data = text.encode() if isinstance(text, str) else text
        yield Case(name=f"catalogue: {name}", kind="turtle", make=partial(bytes, data))
