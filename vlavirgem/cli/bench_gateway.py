"""`vlavirgem bench gateway`: CPU of a read through the gateway beside the same rows as raw SQL, in one run.

What is counted is the CPU of the web server's process and of its PostgreSQL backends, from the operating system's own
counters, over alternating batches of requests. The gateway runs whole: host, key, live agreements, row-level security,
limits, evidence. Two throw-away databases hold the same data, one with a hundred tenants more.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

import psycopg
import typer
from django.conf import settings
from rich.progress import Progress

from vlavirgem.cli.bench_data import add_providers, admin_address, copied_database
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.processor_time import cpu_seconds, with_children
from vlavirgem.cli.scratch import scratch_database
from vlavirgem.database.address import DatabaseAddress
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

CPU_RATIO, FLAT_RATIO = 1.3, 1.15
FEW, MORE = 20, 100
ROWS = 100
BATCH = 100
# What a municipality asks that compares its own products with those of others.
QUERY = """{ publicServices(first: 100) { nodes {
    uri title description type themes targetAudiences updatedAt provider { name }
    requirements { title description evidence { title } }
    procedures { title description websites { url } }
    costs { title description } } } }"""


@dataclass
class Subject:
    """A server under measurement, its database backends, and the CPU it used for how many requests."""

    name: str
    host: str
    port: int
    pid: int
    database: str
    headers: dict[str, str]
    cpu: float = 0.0
    seconds: float = 0.0
    requests: int = 0

    def ask(self) -> bytes:
        """One request; raises RuntimeError where the answer is not 200."""
        connection = self._connection
        connection.request("POST", "/graphql", json.dumps({"query": QUERY}), self.headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{self.name} answered {response.status}: {body[:500]!r}")
        return body

    def batch(self, requests: int = BATCH) -> None:
        """Some requests after each other, with their CPU."""
        processes = self._processes()
        before, began = cpu_seconds(processes), time.perf_counter()
        for _ in range(requests):
            self.ask()
        self.seconds += time.perf_counter() - began
        self.cpu += cpu_seconds(processes) - before
        self.requests += requests

    @property
    def milliseconds(self) -> float:
        """CPU of one request."""
        return 1000 * self.cpu / self.requests

    def _processes(self) -> list[int]:
        """The server's processes and the backends of its database."""
        with psycopg.connect(**admin_address("postgres").as_conninfo()) as session:
            found = session.execute(
                "select pid from pg_stat_activity where datname = %s and application_name = %s",
                [self.database, self.name],
            ).fetchall()
        return [*with_children(self.pid), *(row[0] for row in found)]

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


def command(
    *,
    rounds: Annotated[int, typer.Option(min=1, max=100, help="How many batches of requests each server gets.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the CPU of a read through the gateway, beside raw SQL behind a bare web application."""
    with database():
        figures = measure(rounds=rounds)
    report("bench gateway", figures, as_json=as_json)


def measure(*, rounds: int) -> list[Figure]:
    """Build the data, serve it, and measure; needs the administrator's login, and leaves nothing behind."""
    few, more = "vlavirgem_bench_few", "vlavirgem_bench_more"
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Preparing", total=FEW + MORE + rounds)
        stack.enter_context(scratch_database(few))
        prepare_database()
        migrate_all()
        reader = create_tenant(TenantPlan(slug="bench-reader", name="Bench", kind=TenantKind.AGENCY))
        with tenant_scope(reader):
            _key, key = make_key(actor=Actor.system(reader), label="bench")
        add_providers(reader, 0, FEW, lambda: progress.advance(task))
        stack.enter_context(copied_database(few, more))
        add_providers(find_tenant(reader.slug), FEW, MORE, lambda: progress.advance(task))
        subjects = [
            stack.enter_context(_served(kind, database, reader.host, key))
            for database in (few, more)
            for kind in ("gateway", "raw")
        ]
        progress.update(task, description="Measuring")
        _compare(subjects)
        for _ in range(rounds):
            for subject in subjects:
                subject.batch()
            progress.advance(task)
    return figures_of(*subjects)


def figures_of(few: Subject, raw_few: Subject, more: Subject, raw_more: Subject) -> list[Figure]:
    """The figures: CPU of a request beside its peer's, and beside itself with more organisations."""
    peer = "one SQL statement behind a bare WSGI app"
    return [
        Figure(
            name=f"CPU of a request, {ROWS} rows over {count} organisations",
            value=ours.milliseconds,
            unit="ms",
            peer=peer,
            peer_value=raw.milliseconds,
            limit=CPU_RATIO,
        )
        for count, ours, raw in ((FEW, few, raw_few), (FEW + MORE, more, raw_more))
    ] + [
        Figure(
            name=f"CPU of a request with {MORE} organisations more",
            value=more.milliseconds,
            unit="ms",
            peer=f"the same over {FEW}",
            peer_value=few.milliseconds,
            limit=FLAT_RATIO,
        ),
    ]


def _compare(subjects: list[Subject]) -> None:
    """Warm up, and make sure that gateway and peer give the same rows."""
    for ours, raw in zip(subjects[::2], subjects[1::2], strict=True):
        for _ in range(20):
            mine, theirs = json.loads(ours.ask()), json.loads(raw.ask())
        if mine["data"] != theirs["data"] or len(mine["data"]["publicServices"]["nodes"]) != ROWS:
            raise RuntimeError("The gateway and its peer do not give the same rows.")


@contextmanager
def _served(kind: str, database: str, host: str, key: str) -> Iterator[Subject]:
    """A granian server, one worker with one thread, of the gateway or of its peer."""
    port, name = _free_port(), f"bench-{kind}"
    gate, admin = settings.GATE_ADDRESS.database(database), admin_address(database)
    environment = {
        **os.environ,
        "PGAPPNAME": name,
        "DATABASE_URL": _url(gate),
        "VLAVIRGEM_SECRET_KEY": settings.SECRET_KEY,
        "VLAVIRGEM_BENCH_PEER": _url(admin),
    }
    application = "vlavirgem.wsgi:application" if kind == "gateway" else "vlavirgem.cli.bench_peer:application"
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "1", "--log-level", "warning", "--no-ws", application),
    ]
    headers = {"Host": host, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)  # noqa: S603 - our own arguments
    try:
        _wait_for(port, process)
        yield Subject(name, host, port, process.pid, database, headers)
    finally:
        process.terminate()
        process.wait(20)


def _url(address: DatabaseAddress) -> str:
    """The address as an environment variable takes it; the host may be a socket's folder, so it goes in the query."""
    where = {name: value for name, value in address.as_conninfo().items() if name in {"host", "port"}}
    return f"postgresql://{quote(address.user)}:{quote(address.password)}@/{address.name}?{urlencode(where)}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("A server of the measurement did not start.")
