"""`vlavirgem bench gateway`: reads through the gateway beside the same rows from its peers, in one run.

The gateway runs whole: host, key, live agreements, row-level security, limits, evidence. Its peers do less: raw SQL
behind a bare WSGI application (:mod:`vlavirgem.cli.bench_peer`), PostGraphile and strawberry-django, these two over
tables made for them. All have one process, and take turns in short blocks, so that a noisy machine hits all alike; a
ratio is the median over the turns. CPU is that of the server's process and of its PostgreSQL backends, from the
operating system's own counters; p50 is the wall clock of one client, and of eight at once.

Beside these: a page over all organisations beside one over a single organisation, evidence that is appended, records
that are published, and with ``--full`` a page out of ten times as many records.
"""

from __future__ import annotations

import statistics
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Annotated, Final

import psycopg
import typer
from rich.progress import Progress

from vlavirgem.cli import bench_postgraphile, bench_strawberry
from vlavirgem.cli.bench_clients import Connection, Request, ask_at_once
from vlavirgem.cli.bench_data import Ground, add_providers, admin_address, agree, bench_database
from vlavirgem.cli.bench_evidence import append_block, appending_figures
from vlavirgem.cli.bench_peer_tables import make_peer_tables
from vlavirgem.cli.bench_publishing import publishing_figures
from vlavirgem.cli.bench_questions import (
    GATEWAY,
    PEERS,
    POSTGRAPHILE,
    QUESTIONS,
    RAW,
    STRAWBERRY,
    WHOLE,
    Question,
    same_rows,
)
from vlavirgem.cli.bench_records import record_figures
from vlavirgem.cli.bench_servers import WITHOUT_END, Subject, free_port, granian, served
from vlavirgem.cli.figures import Figure, beside, report
from vlavirgem.cli.ground import database, err

LIMITS: Final = {RAW: 1.3, POSTGRAPHILE: 1.0, STRAWBERRY: 1.0}
FLAT = 1.15
ORGANISATIONS = 300
CLIENTS, THREADS = 8, 4
BLOCKS, FULL_BLOCKS = 8, 30
SECONDS_IN_BLOCK, FEWEST, MOST = 0.5, 3, 120


@dataclass(kw_only=True)
class Caller:
    """Who asks: a subject, on whose behalf, and what was measured of it by question."""

    subject: Subject
    host: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    """Requests in a block."""
    cpu: dict[str, list[float]] = field(default_factory=dict)
    alone: dict[str, list[float]] = field(default_factory=dict)
    together: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds: CPU of a request, p50 of one client, p50 of many."""

    def request(self, question: Question) -> bytes:
        """The question as it travels."""
        name = self.subject.name
        posted = Request(method="POST", path=question.path(name), body=question.body(name), headers=self.headers)
        return posted.written(self.host)

    def warm_up(self, question: Question) -> bytes:
        """Ask some times, from all connections; choose how many make a block. Returns an answer."""
        request = self.request(question)
        ask_at_once(self.subject.port, [request], clients=CLIENTS, each=2)
        took = statistics.median(ask_at_once(self.subject.port, [request], clients=1, each=FEWEST)) / 1000
        self.sizes[question.name] = min(MOST, max(FEWEST, round(SECONDS_IN_BLOCK / took)))
        connection = Connection(self.subject.port)
        try:
            return connection.ask(request)
        finally:
            connection.close()

    def block(self, question: Question) -> None:
        """A block of requests by one client, counted, and one by many at once."""
        request, name, size = self.request(question), question.name, self.sizes[question.name]
        with self.subject.counted(size):
            took = ask_at_once(self.subject.port, [request], clients=1, each=size)
        self.cpu.setdefault(name, []).append(self.subject.blocks[-1])
        self.alone.setdefault(name, []).append(statistics.median(took))
        took = ask_at_once(self.subject.port, [request], clients=CLIENTS, each=max(1, size // CLIENTS))
        self.together.setdefault(name, []).append(statistics.median(took))


def command(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="More turns, and a page out of 3,000,000 records beside one out of 300,000.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure reads through the gateway beside raw SQL behind a bare web application, PostGraphile and
    strawberry-django."""
    with database():
        figures = measure(full=full)
    report("bench gateway", figures, as_json=as_json)


def measure(*, full: bool) -> list[Figure]:
    """Build the data, serve it, and measure; needs the administrator's login, and leaves nothing behind."""
    name, blocks = "vlavirgem_bench_gateway", FULL_BLOCKS if full else BLOCKS
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Preparing", total=ORGANISATIONS + 2 * blocks)
        ground = stack.enter_context(bench_database(name))
        made = add_providers(ORGANISATIONS, lambda: progress.advance(task))
        agree(ground.reader, made)
        agree(ground.neighbour, made[:1])
        with psycopg.connect(**admin_address(name).as_conninfo()) as session:
            make_peer_tables(session)
        with ExitStack() as servers:
            progress.update(task, description="Starting the peers")
            callers = _callers(servers, name, ground)
            neighbour = Caller(
                subject=callers[GATEWAY].subject, host=ground.neighbour.host, headers=_key(ground.neighbour_key)
            )
            _warm_up(callers, neighbour)
            progress.update(task, description="Measuring")
            for turn in range(blocks):
                _turn(turn, callers, neighbour)
                progress.advance(task)
        appends = []
        for _ in range(blocks):
            appends.append(append_block(ground.reader, name))
            progress.advance(task)
        figures = [*figures_of(callers, neighbour), *appending_figures(appends), *publishing_figures(name, ground)]
    return [*figures, *(record_figures(blocks) if full else [])]


def figures_of(callers: dict[str, Caller], neighbour: Caller) -> list[Figure]:
    """The figures of each question beside each peer, and of a page over many organisations beside one over one."""
    ours = callers[GATEWAY]
    figures = []
    for question in QUESTIONS:
        name = question.name
        for peer in (each for each in question.subjects() if each != GATEWAY):
            theirs, said, limit = callers[peer], PEERS[peer], LIMITS[peer]
            figures += [
                beside(f"{name}: CPU of a request", "ms", ours.cpu[name], said, theirs.cpu[name], limit=limit),
                beside(f"{name}: p50 of 1 client", "ms", ours.alone[name], said, theirs.alone[name], limit=limit),
                beside(
                    f"{name}: p50 of {CLIENTS} clients",
                    "ms",
                    ours.together[name],
                    said,
                    theirs.together[name],
                    limit=limit,
                ),
            ]
    many = f"{WHOLE.name}, over {ORGANISATIONS} organisations: CPU of a request"
    cpu = ours.cpu[WHOLE.name], "the same over 1", neighbour.cpu[WHOLE.name]
    return [*figures, beside(many, "ms", *cpu, limit=FLAT)]


def _turn(turn: int, callers: dict[str, Caller], neighbour: Caller) -> None:
    for question in QUESTIONS:
        asked = [callers[name] for name in question.subjects()]
        if question is WHOLE:
            asked.insert(1, neighbour)
        for caller in asked if turn % 2 else reversed(asked):
            caller.block(question)


def _warm_up(callers: dict[str, Caller], neighbour: Caller) -> None:
    """Ask all of everybody, and make sure that gateway and peers give the same rows."""
    for question in QUESTIONS:
        answers = [callers[name].warm_up(question) for name in question.subjects()]
        if not same_rows(answers):
            raise RuntimeError(f"The gateway and its peers do not give the same rows: {question.name}.")
    neighbour.warm_up(WHOLE)


def _callers(servers: ExitStack, name: str, ground: Ground) -> dict[str, Caller]:
    """The gateway and its peers, each served over the same database."""
    ports = {subject: free_port() for subject in (GATEWAY, *PEERS)}
    commands = {
        GATEWAY: granian("vlavirgem.wsgi:application", ports[GATEWAY], THREADS),
        RAW: granian("vlavirgem.cli.bench_peer:application", ports[RAW], THREADS),
        POSTGRAPHILE: bench_postgraphile.command(ports[POSTGRAPHILE]),
        STRAWBERRY: bench_strawberry.command(ports[STRAWBERRY], THREADS),
    }
    callers = {
        subject: Caller(subject=servers.enter_context(served(subject, name, command, ports[subject], WITHOUT_END)))
        for subject, command in commands.items()
    }
    callers[GATEWAY].host, callers[GATEWAY].headers = ground.reader.host, _key(ground.key)
    return callers


def _key(text: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {text}"}
