"""Web servers under measurement: started on a free port, asked over HTTP, and their CPU counted by the kernel."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings

from vlavirgem.cli.bench_data import admin_address
from vlavirgem.cli.processor_time import cpu_of_each, with_children
from vlavirgem.cli.serving import kept_warm
from vlavirgem.database.address import DatabaseAddress

SECONDS_TO_START = 60
WITHOUT_END: Final = {
    "VLAVIRGEM_GATEWAY_POINTS_A_MINUTE": "1000000000000",
    "VLAVIRGEM_GATEWAY_POINTS_AN_HOUR": "1000000000000",
    "VLAVIRGEM_LOG_LEVEL": "WARNING",
}
"""Environment of a gateway whose callers may ask as much as a measurement does, and which says only what goes wrong."""


@dataclass(frozen=True)
class Ask:
    """One request, the same each time."""

    path: str
    headers: Mapping[str, str]
    body: bytes | None = None

    def send(self, connection: http.client.HTTPConnection) -> bytes:
        """The answer's body; raises RuntimeError where the status is not 200."""
        connection.request("GET" if self.body is None else "POST", self.path, self.body, dict(self.headers))
        response = connection.getresponse()
        answer = response.read()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"{self.path} answered {response.status}: {answer[:500]!r}")
        return answer


@dataclass
class Subject:
    """A server under measurement and the backends of its database, which log in under its ``name``.

    ``blocks`` holds the milliseconds of CPU that a request took, of each block of requests.
    """

    name: str
    port: int
    pid: int
    database: str
    started: float = 0.0
    blocks: list[float] = field(default_factory=list)

    def connection(self) -> http.client.HTTPConnection:
        """A client's connection to it."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def block(self, ask: Ask, requests: int) -> None:
        """Some requests after each other over one connection, with their CPU."""
        connection = self.connection()
        ask.send(connection)
        with self.counted(requests):
            for _ in range(requests):
                ask.send(connection)
        connection.close()

    @contextmanager
    def counted(self, requests: int) -> Iterator[None]:
        """Count the CPU of what happens inside as that of so many requests.

        A pool ends connections that were idle for long and begins others: a backend that is gone did nothing here, and
        one that is new did all of its work here.
        """
        before = cpu_of_each(self.processes())
        yield
        after = cpu_of_each(self.processes())
        used = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
        self.blocks.append(1000 * used / requests)

    def processes(self) -> list[int]:
        """The server's processes and the backends of its database."""
        with psycopg.connect(**admin_address("postgres").as_conninfo()) as session:
            found = session.execute(
                "select pid from pg_stat_activity where datname = %s and application_name = %s",
                [self.database, self.name],
            ).fetchall()
        return [*with_children(self.pid), *(row[0] for row in found)]


def granian(application: str, port: int, threads: int = 1) -> list[str]:
    """The command of granian with one worker, as `vlavirgem up` runs it."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(threads), "--log-level", "warning", "--no-ws"),
        *(*kept_warm(), application),
    ]


def gunicorn(application: str, port: int, threads: int = 1) -> list[str]:
    """The command of gunicorn with one worker of threads."""
    return [
        *(sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "1", "--threads", str(threads), "--keep-alive", "60", "--log-level", "warning", application),
    ]


@contextmanager
def served(
    name: str, database: str, command: Sequence[str], port: int, more: Mapping[str, str] | None = None
) -> Iterator[Subject]:
    """Run a server over a database inside the block. ``name`` tells its backends from others'; ``more`` is for its
    environment."""
    environment = {
        **os.environ,
        **(more or {}),
        "PGAPPNAME": name,
        "DATABASE_URL": _url(settings.GATE_ADDRESS.database(database)),
        "VLAVIRGEM_SECRET_KEY": settings.SECRET_KEY,
        "PEER_DATABASE": _url(admin_address(database)),
    }
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own arguments
    try:
        _wait_for(port, process)
        yield Subject(name, port, process.pid, database, started=time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _url(address: DatabaseAddress) -> str:
    """The address as an environment variable takes it; the host may be a socket's folder, so it goes in the query."""
    where = {name: value for name, value in address.as_conninfo().items() if name in {"host", "port"}}
    return f"postgresql://{quote(address.user)}:{quote(address.password)}@/{address.name}?{urlencode(where)}"


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers a request, in whatever way: a socket is open before the application is loaded."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
            connection.request("GET", "/health/", headers={"Host": f"net.{settings.BASE_DOMAIN}"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("A server of the measurement did not start.")
