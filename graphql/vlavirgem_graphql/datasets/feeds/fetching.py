"""One page of a feed, from its address: asked for through the one way out, read as what its media type says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf.json_ld import read_json_ld
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle
from vlavirgem_tenants.outgoing.hosts import Address, read_address
from vlavirgem_tenants.outgoing.sending import IncomingAnswer, OutgoingCall, send
from vlavirgem_tenants.outgoing.trouble import OutgoingTrouble

_TURTLE: Final = ("text/turtle", "application/n-triples")
_JSON_LD: Final = ("application/ld+json", "application/json")
_ACCEPT: Final = "text/turtle, application/ld+json;q=0.9, application/n-triples;q=0.8"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_IMMUTABLE: Final = re.compile(r"(?:^|,)\s*immutable\s*(?:,|$)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """What an address gave: a page, or another address in its place, or (both empty) that nothing changed there."""

    content: bytes = b""
    graph: Graph | None = None
    moved_to: str = ""
    etag: str = ""
    closed: bool = False
    """The server said that this page never changes again."""


def place_of(address: str) -> tuple[Address, str]:
    """The server, and the path with its query there. Raises Refusal (422) for what is no address."""
    parts = urlsplit(address.strip())
    server = read_address(f"{parts.scheme}://{parts.netloc}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii() or any(sign <= " " for sign in target):
        raise Refusal(
            _("“%(text)s” is no address that can be called.") % {"text": address[:100]},
            remedy=_("Copy the address of the feed once more, with its %-codes."),
            code="not-an-address",
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
            place="address",
        )
    return server, target


def fetch(address: str, *, etag: str = "") -> Fetched:
    """Ask for a page; with ``etag`` only if it changed since.

    Raises Refusal where the host may not be called, and for what is no page: another status than 200, another media
    type, no linked data. Raises it too (502, 504) where no answer came.
    """
    server, target = place_of(address)
    headers = (("Accept", _ACCEPT), *((("If-None-Match", etag),) if etag else ()))
    try:
        answer = send(server, OutgoingCall(method="GET", target=target, headers=headers))
    except OutgoingTrouble as trouble:
        raise _no_page(trouble.message, trouble.code, trouble.status) from trouble
    if answer.status == HTTPStatus.NOT_MODIFIED and etag:
        return Fetched(etag=etag)
    if answer.status in _REDIRECTS and (location := answer.header("Location")):
        return Fetched(moved_to=urljoin(address, location))
    if answer.status != HTTPStatus.OK:
        raise _no_page(_("%(host)s answered with %(status)s.") % {"host": server.host, "status": answer.status})
    return Fetched(
        content=answer.body,
        graph=_read(answer, address),
        etag=answer.header("ETag"),
        closed=bool(_IMMUTABLE.search(answer.header("Cache-Control"))),
    )


def _read(answer: IncomingAnswer, address: str) -> Graph:
    media_type = answer.header("Content-Type").partition(";")[0].strip().lower()
    if media_type in _TURTLE:
        return read_turtle(answer.body, base=address)
    if media_type in _JSON_LD:
        return read_json_ld(answer.body, base=address)
    raise _no_page(_("It holds no Turtle or JSON-LD, but %(type)s.") % {"type": media_type[:60] or "?"})


def _no_page(detail: str, code: str = "no-page", status: HTTPStatus = HTTPStatus.BAD_GATEWAY) -> Refusal:
    return Refusal(
        _("This page of the feed could not be read: %(detail)s") % {"detail": detail},
        remedy=_("Try again later; reading goes on where it was."),
        code=code,
        status=status,
        place="address",
    )
