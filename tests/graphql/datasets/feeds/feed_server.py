"""A feed on this machine, of pages that a test can change while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

PREFIXES = """@prefix ldes: <https://w3id.org/ldes#> . @prefix tree: <https://w3id.org/tree#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix prov: <http://www.w3.org/ns/prov#> .
@prefix schema: <http://schema.org/> . @prefix as: <https://www.w3.org/ns/activitystreams#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EVENT = "http://feed.example/event/"


def version(number: int, moment: str, title: str, *, of: str = "schema:Event") -> str:
    """A member: what an event was at a moment of a day in 2026."""
    return (
        f"<#feed> tree:member <{EVENT}{number}#{moment}> . <{EVENT}{number}#{moment}> a {of} ; "
        f'dct:isVersionOf <{EVENT}{number}> ; prov:generatedAtTime "2026-01-01T{moment}:00Z"^^xsd:dateTime ; '
        f'schema:name "{title}"@nl .\n'
    )


def leads_to(page: str) -> str:
    """The relation to a next page."""
    return f"<> tree:relation [ a tree:Relation ; tree:node <{page}> ] .\n"


@dataclass
class FeedServer:
    """``pages`` by path; ``asked`` are the paths that were called, in order."""

    pages: dict[str, str]
    port: int = 0
    closed: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    media_type: str = "text/turtle; charset=utf-8"
    broken: set[str] = field(default_factory=set)

    def address(self, page: str) -> str:
        """Where a page stands."""
        return f"http://127.0.0.1:{self.port}{page}"

    def answer(self, call: BaseHTTPRequestHandler) -> None:
        """As a static server of files does, with ETags."""
        self.asked.append(call.path)
        text = self.pages.get(call.path)
        if text is None or call.path in self.broken:
            self._send(call, 500 if call.path in self.broken else 404)
            return
        if text.startswith("to "):
            self._send(call, 302, ("Location", text.removeprefix("to ")))
            return
        etag = f'"{hash(text)}"'
        if call.headers.get("If-None-Match") == etag:
            self._send(call, 304)
            return
        caching = "public, max-age=604800, immutable" if call.path in self.closed else "max-age=60"
        body = (PREFIXES + text).encode() if "turtle" in self.media_type else text.encode()
        self._send(call, 200, ("Content-Type", self.media_type), ("ETag", etag), ("Cache-Control", caching), body=body)

    @staticmethod
    def _send(call: BaseHTTPRequestHandler, status: int, *headers: tuple[str, str], body: bytes = b"") -> None:
        call.send_response(status)
        for header in headers:
            call.send_header(*header)
        call.send_header("Content-Length", str(len(body)))
        call.end_headers()
        call.wfile.write(body)
