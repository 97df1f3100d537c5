"""`vlavirgem bench gateway`: CPU of a read through the gateway beside the same rows as raw SQL, in one run.

What is counted is the CPU of the web server's process and of its PostgreSQL backends, from the operating system's own
counters. The servers take turns in short blocks of requests, so that a noisy machine hits all alike, and a ratio is the
median over the turns. The gateway runs whole: host, key, live agreements, row-level security, limits, evidence. The
peer (:mod:`vlavirgem.cli.bench_peer`) has the same server, driver, rows and JSON. Two throw-away databases hold the
same data, one with a hundred organisations more, each with an offer and an agreement.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Annotated

import psycopg
import typer
from django.conf import settings
from psycopg.pq import ExecStatus
from rich.progress import Progress

from vlavirgem.cli.bench_data import add_providers, copied_database
from vlavirgem.cli.bench_servers import Ask, Subject, free_port, granian, served
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.processor_time import cpu_seconds
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.postgresql.base import scope_statements

CPU_RATIO, APPENDS = 1.3, 1_000
# A page over all of 120 organisations names 70 of them in its evidence, with their agreements; one over 20 names 20.
FLAT_RATIO = 1.15
FEW, MORE = 20, 100
ROWS = 100
BLOCK, BLOCKS, FULL_BLOCKS = 40, 10, 60
APPENDS_IN_BLOCK = 200
APPLICATIONS = {"gateway": "vlavirgem.wsgi:application", "raw": "vlavirgem.cli.bench_peer:application"}
WITHOUT_END = {
    "VLAVIRGEM_GATEWAY_POINTS_A_MINUTE": "1000000000000",
    "VLAVIRGEM_GATEWAY_POINTS_AN_HOUR": "1000000000000",
}
"""Environment of a server whose callers may ask as much as a measurement does."""
# What a municipality asks that compares its own products with those of others.
QUERY = """{ publicServices(first: 100) { nodes {
    uri title description type themes targetAudiences updatedAt provider { name }
    requirements { title description evidence { title } }
    procedures { title description websites { url } }
    costs { title description } } } }"""
_APPEND = (
    "prepare append as select public.exchange_append_event('read', 'bench', array[id], array[100], null, '{}') "
    "from public.exchange_offer limit 1"
)


def command(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Four times the measuring, and organisations that are whole.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure the CPU of a read through the gateway, beside raw SQL behind a bare web application."""
    with database():
        figures = measure(full=full)
    report("bench gateway", figures, as_json=as_json)


def measure(*, full: bool) -> list[Figure]:
    """Build the data, serve it, and measure; needs the administrator's login, and leaves nothing behind."""
    few, more = "vlavirgem_bench_few", "vlavirgem_bench_more"
    blocks = FULL_BLOCKS if full else BLOCKS
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Preparing", total=FEW + MORE + 2 * blocks)
        reader, key = stack.enter_context(ground(few))
        add_providers(reader, 0, FEW, lambda: progress.advance(task), whole=full)
        stack.enter_context(copied_database(few, more))
        reader = find_tenant(reader.slug)
        add_providers(reader, FEW, MORE, lambda: progress.advance(task), whole=full)
        subjects = [stack.enter_context(_served(kind, name)) for name in (few, more) for kind in APPLICATIONS]
        progress.update(task, description="Measuring")
        ask = ask_gateway(reader, key)
        _compare(subjects, ask)
        for turn in range(blocks):
            for subject in subjects if turn % 2 else reversed(subjects):
                subject.block(ask, BLOCK)
            progress.advance(task)
        appends = []
        for _ in range(blocks):
            appends.append(_append_block(reader, more))
            progress.advance(task)
    return figures_of([subject.blocks for subject in subjects], appends)


@contextmanager
def ground(name: str) -> Iterator[tuple[Tenant, str]]:
    """A throw-away database with one organisation, and its key to the gateway."""
    with scratch_database(name):
        prepare_database()
        migrate_all()
        reader = create_tenant(TenantPlan(slug="bench-reader", name="Bench", kind=TenantKind.AGENCY))
        with tenant_scope(reader):
            _key, text = make_key(actor=Actor.system(reader), label="bench")
        yield reader, text


def ask_gateway(reader: Tenant, key: str) -> Ask:
    """The read that is measured."""
    headers = {"Host": reader.host, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    return Ask("/graphql", headers, json.dumps({"query": QUERY}).encode())


def figures_of(blocks: list[list[float]], appends: list[tuple[float, float]]) -> list[Figure]:
    """The figures: CPU of a request beside its peer's, beside itself with more organisations, and of appending.

    ``blocks``: milliseconds of CPU a request, block by block, of the gateway and its peer over few organisations and
    over more. ``appends``: how many a second by the wall clock, and how many milliseconds of CPU one took.
    """
    few, raw_few, more, raw_more = blocks
    peer = "one SQL statement behind a bare WSGI app"
    return [
        _beside(f"CPU of a request, {ROWS} rows over {FEW} organisations", few, peer, raw_few, CPU_RATIO),
        _beside(f"CPU of a request, {ROWS} rows over {FEW + MORE} organisations", more, peer, raw_more, CPU_RATIO),
        _beside(f"CPU of a request with {MORE} organisations more", more, f"the same over {FEW}", few, FLAT_RATIO),
        Figure(
            name="evidence appended to one chain, each committed (wall clock)",
            value=statistics.median(rate for rate, _cpu in appends),
            unit="/s",
            limit=APPENDS,
            at_least=True,
        ),
        # A disk that others use makes the wall clock wait; the core that does the appending does not mind.
        Figure(
            name="CPU of an append",
            value=statistics.fmean(cpu for _rate, cpu in appends),
            unit="ms",
            limit=1000 / APPENDS,
        ),
    ]


def _beside(name: str, ours: list[float], peer: str, theirs: list[float], limit: float) -> Figure:
    return Figure(
        name=name,
        value=statistics.median(ours),
        unit="ms",
        peer=peer,
        peer_value=statistics.median(theirs),
        ratios=tuple(one / other for one, other in zip(ours, theirs, strict=True)),
        limit=limit,
    )


def _compare(subjects: list[Subject], ask: Ask) -> None:
    """Warm up, and make sure that gateway and peer give the same rows in as much JSON."""
    for ours, raw in zip(subjects[::2], subjects[1::2], strict=True):
        for _ in range(20):
            mine, theirs = (json.loads(ask.send(subject.connection())) for subject in (ours, raw))
        if mine["data"] != theirs["data"] or len(mine["data"]["publicServices"]["nodes"]) != ROWS:
            raise RuntimeError("The gateway and its peer do not give the same rows.")


@contextmanager
def _served(kind: str, name: str) -> Iterator[Subject]:
    port = free_port()
    with served(f"bench-{kind}", name, granian(APPLICATIONS[kind], port), port, WITHOUT_END) as subject:
        yield subject


def _append_block(reader: Tenant, name: str) -> tuple[float, float]:
    """Append to one chain from one session, each in a transaction that is on disk at its end: rate and CPU of one."""
    enter = "; ".join(["BEGIN", *scope_statements(reader.schema_name, [reader.schema_name, "public"])])
    with psycopg.connect(**settings.GATE_ADDRESS.database(name).as_conninfo(), autocommit=True) as session:
        backend = [session.info.backend_pid]
        _run(session, f"{enter}; {_APPEND}; EXECUTE append; COMMIT")
        before, began = cpu_seconds(backend), time.perf_counter()
        for _ in range(APPENDS_IN_BLOCK):
            _run(session, f"{enter}; EXECUTE append; COMMIT")
        seconds, cpu = time.perf_counter() - began, cpu_seconds(backend) - before
    return APPENDS_IN_BLOCK / seconds, 1000 * cpu / APPENDS_IN_BLOCK


def _run(session: psycopg.Connection, statements: str) -> None:
    result = session.pgconn.exec_(statements.encode())
    if result.status != ExecStatus.COMMAND_OK:
        raise RuntimeError(result.get_error_message())
