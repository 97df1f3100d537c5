"""`vlavirgem bench serve`: granian beside gunicorn, with the same application, processes and threads, in one run.

Each server answers, block by block in turn: a small page, a read of a hundred rows through the gateway, and a large
answer in pieces. CPU is the kernel's count of the server and its database backends; requests a second are wall clock
with as many clients as threads. gunicorn is an extra for this measurement: ``pip install vlavirgem[bench]``.
"""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Annotated

import typer
from rich.progress import Progress

from vlavirgem.cli.bench_data import add_providers
from vlavirgem.cli.bench_gateway import ask_gateway, ground
from vlavirgem.cli.bench_served import STREAM
from vlavirgem.cli.bench_servers import Ask, Subject, free_port, granian, gunicorn, served
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.processor_time import memory_mib

THREADS, CLIENTS = 4, 4
PROVIDERS = 5
BLOCKS, REQUESTS = 6, 60
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
        reader, key = stack.enter_context(ground(name))
        add_providers(reader, 0, PROVIDERS, lambda: progress.advance(task), whole=False)
        measured = {}
        for server, command_of in _SERVERS.items():
            port = free_port()
            line = command_of("vlavirgem.cli.bench_served:application", port, THREADS)
            measured[server] = Measured(stack.enter_context(served(f"bench-{server}", name, line, port)))
        asks = {
            "a small page": Ask("/health/", {"Host": reader.host}),
            "a read through the gateway": ask_gateway(reader, key),
            "16 MiB in pieces": Ask(STREAM, {"Host": reader.host}),
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
        _beside(f"{what}: {figure}", unit, of_ours[what][1:], of_theirs[what][1:])
        for what in ours.cpu
        for figure, unit, of_ours, of_theirs in (
            ("CPU of a request", "ms", ours.cpu, theirs.cpu),
            ("requests a second (wall clock)", "/s", ours.rate, theirs.rate),
        )
    ]
    started = [ours.subject.started], [theirs.subject.started]
    return [
        *figures,
        _beside("start until the first answer (wall clock)", "s", *started),
        _beside("memory after it", "MiB", [ours.memory], [theirs.memory]),
    ]


def _beside(name: str, unit: str, ours: list[float], theirs: list[float]) -> Figure:
    return Figure(
        name=name,
        value=statistics.median(ours),
        unit=unit,
        peer="gunicorn, gthread",
        peer_value=statistics.median(theirs),
        ratios=tuple(one / other for one, other in zip(ours, theirs, strict=True)),
    )
