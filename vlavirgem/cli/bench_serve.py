"""`vlavirgem bench serve`: granian beside gunicorn, with the same application, processes and threads, in one run.

Each server answers, block by block in turn: a small page, a read of a hundred rows through the gateway, and a large
answer in pieces. CPU is the kernel's count of the server and its database backends; requests a second are wall clock
with as many clients as threads. gunicorn is an extra for this measurement: ``pip install vlavirgem[bench]``.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Annotated

import typer
from rich.progress import Progress

from vlavirgem.cli.bench_data import add_providers, agree, bench_database
from vlavirgem.cli.bench_questions import GATEWAY, WHOLE
from vlavirgem.cli.bench_served import STREAM
from vlavirgem.cli.bench_servers import Ask, Subject, free_port, granian, gunicorn, served
from vlavirgem.cli.figures import Figure, beside, report
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.processor_time import memory_mib

THREADS, CLIENTS = 4, 4
PROVIDERS = 5
BLOCKS, REQUESTS = 6, 60
_PEER = "gunicorn, gthread"
_SERVERS = {"granian": granian, "gunicorn": gunicorn}


@dataclass
class Measured:
    """One server's measurements, by what was asked: milliseconds of CPU a request, and requests a second."""

    subject: Subject
    cpu: dict[str, list[float]] = field(default_factory=dict)
    rate: dict[str, list[float]] = field(default_factory=dict)

    def turn(self, name: str, ask: Ask, requests: int) -> None:
        """One block of requests by all clients at once."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            began = time.perf_counter()
            with self.subject.counted(requests):
                list(clients.map(lambda _client: self._asks(ask, requests // CLIENTS), range(CLIENTS)))
            seconds = time.perf_counter() - began
        self.cpu.setdefault(name, []).append(self.subject.blocks[-1])
        self.rate.setdefault(name, []).append(requests / seconds)

    def _asks(self, ask: Ask, requests: int) -> None:
        connection = self.subject.connection()
        for _ in range(requests):
            ask.send(connection)
        connection.close()

    @property
    def memory(self) -> float:
        """MiB that the server's processes have to themselves or share (proportional set size)."""
        return memory_mib(self.subject.pid)


def command(*, as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Measure granian beside gunicorn: the web server is chosen by this."""
    if find_spec("gunicorn") is None:
        fail(
            "gunicorn is not installed; it is only needed to measure beside it.", remedy="pip install vlavirgem[bench]"
        )
    with database():
        figures = measure()
    report("bench serve", figures, as_json=as_json)


def measure() -> list[Figure]:
    """Serve the same application by both, and measure; needs the administrator's login, and leaves nothing behind."""
    name = "vlavirgem_bench_serve"
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Preparing", total=PROVIDERS + BLOCKS)
        ground = stack.enter_context(bench_database(name))
        agree(ground.reader, add_providers(PROVIDERS, lambda: progress.advance(task)))
        measured = {}
        for server, command_of in _SERVERS.items():
            port = free_port()
            line = command_of("vlavirgem.cli.bench_served:application", port, THREADS)
            measured[server] = Measured(stack.enter_context(served(f"bench-{server}", name, line, port)))
        asks = {
            "a small page": Ask("/health/", {"Host": ground.reader.host}),
            "a read through the gateway": Ask(
                "/graphql",
                {
                    "Host": ground.reader.host,
                    "Authorization": f"Bearer {ground.key}",
                    "Content-Type": "application/json",
                },
                WHOLE.body(GATEWAY),
            ),
            "16 MiB in pieces": Ask(STREAM, {"Host": ground.reader.host}),
        }
        progress.update(task, description="Measuring")
        for turn in range(BLOCKS + 1):
            for what, ask in asks.items():
                for each in measured.values() if turn % 2 else reversed(measured.values()):
                    each.turn(what, ask, REQUESTS if turn else CLIENTS)
            progress.advance(task)
        return figures_of(measured["granian"], measured["gunicorn"])


def figures_of(ours: Measured, theirs: Measured) -> list[Figure]:
    """The figures of granian with gunicorn as its peer. The first block, which warms up, is left out."""
    figures = [
        beside(f"{what}: {figure}", unit, of_ours[what][1:], _PEER, of_theirs[what][1:])
        for what in ours.cpu
        for figure, unit, of_ours, of_theirs in (
            ("CPU of a request", "ms", ours.cpu, theirs.cpu),
            ("requests a second (wall clock)", "/s", ours.rate, theirs.rate),
        )
    ]
    started, memory = [ours.subject.started], [ours.memory]
    return [
        *figures,
        beside("start until the first answer (wall clock)", "s", started, _PEER, [theirs.subject.started]),
        beside("memory after it", "MiB", memory, _PEER, [theirs.memory]),
    ]
