"""Clients of `bench tryout` and `prove log`: many at once over connections that stay open, and as cheap as can be, as
they share the machine with what they measure."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

_PIECE = 65_536


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request as the bytes that travel."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self, host: str, base: str = "", more: Mapping[str, str] | None = None) -> bytes:
        """For a server at ``host``; ``base`` goes before the path, ``more`` are headers that only this server needs."""
        headers = {"Host": host, "Accept": "application/json", **self.headers, **(more or {})}
        if self.body:
            headers |= {"Content-Type": "application/json", "Content-Length": str(len(self.body))}
        lines = [f"{self.method} {base}{self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class Connection:
    """One client's connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = b""
        """Status line and headers of the last answer."""

    def ask(self, request: bytes) -> bytes:
        """Send it and read the answer's body. Raises RuntimeError where the status is not 200."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        self.head, _end, body = received.partition(b"\r\n\r\n")
        length = int(self.header("Content-Length"))
        while len(body) < length:
            body += self._more()
        if b" 200 " not in self.head[:20]:
            raise RuntimeError(f"A request of the measurement was answered so: {received[:800]!r}")
        return body

    def header(self, name: str) -> str:
        """A header of the last answer. Raises LookupError where it has none of that name."""
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            key, _colon, value = line.partition(":")
            if key.lower() == name.lower():
                return value.strip()
        raise LookupError(name)

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _more(self) -> bytes:
        piece = self._socket.recv(_PIECE)
        if not piece:
            raise RuntimeError("A server of the measurement hung up.")
        return piece


def ask_at_once(port: int, requests: Sequence[bytes], *, clients: int, each: int) -> list[float]:
    """Let so many clients ask so often ``each``, one after the other's share of the requests, around again where they
    are fewer; the milliseconds that every answer took."""

    def client(number: int) -> list[float]:
        connection, took = Connection(port), []
        for request in islice(cycle(requests), number * each, (number + 1) * each):
            began = time.perf_counter()
            connection.ask(request)
            took.append(1000 * (time.perf_counter() - began))
        connection.close()
        return took

    with ThreadPoolExecutor(clients) as pool:
        return [took for one in pool.map(client, range(clients)) for took in one]


def answer_of(port: int, request: bytes) -> Any:
    """One answer, read as JSON."""
    connection = Connection(port)
    try:
        return json.loads(connection.ask(request))
    finally:
        connection.close()
