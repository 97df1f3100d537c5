"""One call to another's server, and its answer: the only place where the installation opens such a connection."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from threading import Timer
from typing import Final

import certifi

from vlavirgem_tenants.outgoing import trouble
from vlavirgem_tenants.outgoing.hosts import Address, may_be_inside, require_allowed
from vlavirgem_tenants.outgoing.resolving import resolved

MOST_BYTES: Final = 2 * 1024 * 1024
"""Of an answer that are read."""
MOST_SECONDS: Final = 20
"""From the first packet to the last, however slowly they come."""
_CHUNK: Final = 64 * 1024
OF_THE_CONNECTION: Final = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""Headers that are between two neighbours (RFC 9110 section 7.6.1), or that the connection writes itself."""


@dataclass(frozen=True, kw_only=True)
class OutgoingCall:
    """What to send. ``target`` is the path with its query, percent-encoded, below the address."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class IncomingAnswer:
    """What came back. A redirect is an answer like another: nothing is followed."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        """The first header of that name; empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def send(
    address: Address, call: OutgoingCall, *, also: Iterable[str] = (), seconds: float = MOST_SECONDS
) -> IncomingAnswer:
    """Make one call. Raises Refusal where the host is not allowed, and OutgoingTrouble where no answer came.

    ``also`` are hosts allowed to the organisation whose service is called. Whether the host may be called is asked
    here, at each call: what was allowed yesterday may not be today.
    """
    require_allowed(address, also)
    inside = may_be_inside(address)
    began = time.monotonic()
    pinned = resolved(address.host, address.port, may_be_inside=inside)
    with _connected(address, pinned, seconds) as connection:
        try:
            connection.request(call.method, address.path + call.target, call.body or None, _headers(call, address))
        except (ValueError, http.client.InvalidURL) as error:
            raise trouble.cannot_be_sent() from error
        response = connection.getresponse()
        body = _read(response, address)
    return IncomingAnswer(
        status=response.status,
        headers=tuple(response.getheaders()),
        body=body,
        seconds=time.monotonic() - began,
    )


@contextmanager
def _connected(address: Address, pinned: str, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection to the pinned address that is cut off when the time is over."""
    connection = http.client.HTTPConnection(address.host, address.port)
    held: list[socket.socket] = []
    late: list[bool] = []

    def cut() -> None:
        late.append(True)
        for each in held:
            _shut(each)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        held.append(socket.create_connection((pinned, address.port), timeout=seconds))
        if address.scheme == "https":
            # The handshake comes after, so that it is cut off as well: until it is held, nobody can.
            secure = _trusting().wrap_socket(held[0], server_hostname=address.host, do_handshake_on_connect=False)
            held.append(secure)
            secure.do_handshake()
        connection.sock = held[-1]
        yield connection
        if late:
            raise trouble.too_slow(address.host, seconds)
    except (OSError, http.client.HTTPException) as error:
        raise trouble.too_slow(address.host, seconds) if late else _named(error, address, seconds) from error
    finally:
        timer.cancel()
        connection.close()
        for each in held:
            each.close()


def _named(error: Exception, address: Address, seconds: float) -> trouble.OutgoingTrouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return trouble.not_trusted(address.host, error.verify_message)
    if isinstance(error, TimeoutError):
        return trouble.too_slow(address.host, seconds)
    is_hung_up = isinstance(error, http.client.RemoteDisconnected)
    if isinstance(error, http.client.HTTPException) and not is_hung_up:
        return trouble.not_http(address.host)
    return trouble.refused_connection(address.host)


def _shut(sock: socket.socket) -> None:
    """Wake whoever reads from it; closing alone leaves them waiting."""
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it was over just now


@lru_cache(maxsize=1)
def _trusting() -> ssl.SSLContext:
    """The system's certificate authorities (``SSL_CERT_FILE`` names others) and Mozilla's; TLS 1.2 and newer."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _headers(call: OutgoingCall, address: Address) -> dict[str, str]:
    host = address.origin.removeprefix(f"{address.scheme}://")  # the connection's own would name port 443
    kept = {name: value for name, value in call.headers if name.lower() not in OF_THE_CONNECTION}
    return {"Host": host, **kept, "Accept-Encoding": "identity", "Connection": "close"}


def _read(response: http.client.HTTPResponse, address: Address) -> bytes:
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > MOST_BYTES:
            raise trouble.too_long(address.host, MOST_BYTES)
    return bytes(body)
