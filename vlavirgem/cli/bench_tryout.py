"""`vlavirgem bench tryout`: calls to a try-out beside the same calls to a mock server that does less, in one run.

Ours checks the key, holds each call against the contract and the test-data guard, counts it for the day and writes it
to the log, in PostgreSQL; the CPU of all of that is counted. The peer (:mod:`vlavirgem.cli.bench_prism`) checks calls
against the contract too; it has no keys, no state and no log. Both are told to say only what goes wrong. They have one
process each, and take turns in short blocks, so that a noisy machine hits both alike; a ratio is the median over the
turns.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from itertools import cycle, islice
from string import ascii_uppercase
from typing import Annotated, Final
from uuid import uuid4

import typer
from rich.progress import Progress

from vlavirgem.cli.bench_clients import Request, answer_of, ask_at_once
from vlavirgem.cli.bench_prism import mocking
from vlavirgem.cli.bench_servers import Subject, free_port, granian, served
from vlavirgem.cli.figures import Figure, beside, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.processor_time import cpu_seconds, memory_mib
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_sandbox.tryouts.serving.log_queue import MOST_SECONDS_UNWRITTEN
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

STATIC, GENERATED, P50 = 1.0, 2.0, 1.0
CLIENTS, EACH = 8, 150
BLOCKS, FULL_BLOCKS = 6, 30
WITHOUT_END: Final = {"VLAVIRGEM_TRYOUT_CALLS_A_DAY": "100000000"}
"""Environment of a server whose try-outs take as many calls as a measurement makes."""
_PEER: Final = "Prism 5.16"
_CONTRACT: Final = files("vlavirgem_sandbox.catalogue") / "demo_contracts" / "energieadvies.yaml"
_DWELLING: Final = {
    "type": "terraced",
    "buildYear": 1962,
    "heatedFloorArea": 142.5,
    "heating": {"source": "gas", "installedIn": 2004},
    "walls": {"insulated": False},
    "glazing": "double",
    "incomeCategory": 3,
}
_RANDOM: Final = random.Random(16)  # noqa: S311 - measurements, no secrets
_PLANS: Final = {"dwelling": _DWELLING, "plans": [{"name": name, "measures": ["DAK"]} for name in ("nu", "later")]}


@dataclass(frozen=True, kw_only=True)
class Question:
    """Requests of one kind, and how much better than the peer's their figure has to be."""

    name: str
    requests: tuple[Request, ...] = ()
    fresh: Callable[[], Request] | None = None
    """Makes one that did not come before, in place of ``requests``."""
    is_generated: bool = False
    is_repeated: bool = False
    """Whether the very same request comes again and again; else each has an id of its own, as programs send one."""

    def some(self, count: int) -> Iterator[Request]:
        """So many requests."""
        fresh = self.fresh
        return islice(cycle(self.requests), count) if fresh is None else (fresh() for _ in range(count))


def _dwelling_of_its_own() -> Request:
    """Another floor area each time: of the dwellings that come, hardly two are the same."""
    dwelling = {**_DWELLING, "heatedFloorArea": _RANDOM.randrange(10**6, 5 * 10**9) / 10**6}
    return Request(method="POST", path="/berekeningen", body=json.dumps(dwelling).encode())


def _measure_of_its_own() -> Request:
    """Another code in the path each time, so another answer."""
    code = "".join(_RANDOM.choices(ascii_uppercase, k=10))
    return Request(method="GET", path=f"/maatregelen/{code}/premie?incomeCategory={_RANDOM.randint(1, 4)}")


QUESTIONS: Final = (
    Question(
        name="an example, read again and again",
        requests=(Request(method="GET", path="/maatregelen?part=wall,roof,heating"),),
        is_repeated=True,
    ),
    Question(name="an example, read", requests=(Request(method="GET", path="/maatregelen?part=wall,roof,heating"),)),
    Question(
        name="an example, for a body that is checked",
        requests=(Request(method="POST", path="/berekeningen", body=json.dumps(_DWELLING).encode()),),
    ),
    Question(
        name="a generated answer, read",
        requests=tuple(
            Request(method="GET", path=f"/maatregelen/{code}/premie?incomeCategory={category}")
            for code in ("MUUR", "DAK", "RAMEN", "VLOER", "KETEL")
            for category in (1, 2, 3, 4)
        ),
        is_generated=True,
    ),
    Question(
        name="a generated answer, for a body that is checked",
        requests=(Request(method="POST", path="/berekeningen/vergelijking", body=json.dumps(_PLANS).encode()),),
        is_generated=True,
    ),
    Question(name="an example, for a body that never came before", fresh=_dwelling_of_its_own),
    Question(
        name="a generated answer, for an address that never came before", fresh=_measure_of_its_own, is_generated=True
    ),
)


@dataclass
class Server:
    """One of the two: where it listens, what its requests need, and what was measured of it by question."""

    port: int
    processes: list[int]
    host: str = "127.0.0.1"
    base: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    generating: dict[str, str] = field(default_factory=dict)
    """Headers with which it generates an answer for a question that wants that."""
    rates: dict[str, list[float]] = field(default_factory=dict)
    """Requests a second of CPU."""
    p50: dict[str, list[float]] = field(default_factory=dict)
    """Milliseconds."""

    def written(self, question: Question, count: int = 1) -> list[bytes]:
        """So many of the question's requests, as this server takes them."""
        more = {**self.headers, **(self.generating if question.is_generated else {})}
        if question.is_repeated:
            return [request.written(self.host, self.base, more) for request in question.requests]
        return [
            request.written(self.host, self.base, {**more, "X-Request-Id": uuid4().hex})
            for request in question.some(count)
        ]

    def block(self, question: Question) -> None:
        """Ask, all clients at once; what is written a moment later counts as well."""
        requests = self.written(question, CLIENTS * EACH)
        before = cpu_seconds(self.processes)
        took = ask_at_once(self.port, requests, clients=CLIENTS, each=EACH)
        time.sleep(MOST_SECONDS_UNWRITTEN / 2)
        cpu = cpu_seconds(self.processes) - before
        self.rates.setdefault(question.name, []).append(len(took) / cpu)
        self.p50.setdefault(question.name, []).append(statistics.median(took))


def command(
    *,
    full: Annotated[bool, typer.Option("--full", help="Five times the measuring.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure calls to a try-out beside Prism, a mock server that knows no keys, no state and no log."""
    with database():
        figures = measure(FULL_BLOCKS if full else BLOCKS)
    report("bench tryout", figures, as_json=as_json)


def measure(blocks: int) -> list[Figure]:
    """Serve one contract by both, and measure; needs the administrator's login, and leaves nothing behind."""
    name = "vlavirgem_bench_tryout"
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Preparing", total=blocks * len(QUESTIONS))
        stack.enter_context(scratch_database(name))
        ours, _town = prepared_tryout()
        contract, port, peer_port = stack.enter_context(as_file(_CONTRACT)), free_port(), free_port()
        application = granian("vlavirgem.wsgi:application", port, threads=4)
        more = {**WITHOUT_END, "VLAVIRGEM_LOG_LEVEL": "WARNING"}
        subject = stack.enter_context(served("bench-tryout", name, application, port, more))
        peer = stack.enter_context(mocking(contract, peer_port))
        ours.port = port
        theirs = Server(peer_port, [peer], generating={"Prefer": "dynamic=true"})
        _warm_up(ours, subject, theirs)
        progress.update(task, description="Measuring")
        for turn in range(blocks):
            for question in QUESTIONS:
                for server in (ours, theirs) if turn % 2 else (theirs, ours):
                    server.block(question)
                progress.advance(task)
        memory = memory_mib(subject.pid), memory_mib(peer)
    return figures_of(ours, theirs, memory)


def figures_of(ours: Server, theirs: Server, memory: tuple[float, float]) -> list[Figure]:
    """The figures of each question, and of the memory after all of them."""
    figures = []
    for question in QUESTIONS:
        limit = _limit(question)
        name = question.name
        figures += [
            beside(
                f"{name}: requests a second of CPU",
                "/s",
                ours.rates[name],
                _PEER,
                theirs.rates[name],
                limit=limit,
                at_least=True,
            ),
            beside(f"{name}: p50 of {CLIENTS} clients", "ms", ours.p50[name], _PEER, theirs.p50[name], limit=P50),
        ]
    return [*figures, Figure(name="memory after it", value=memory[0], unit="MiB", peer=_PEER, peer_value=memory[1])]


def _limit(question: Question) -> float | None:
    """None for the kinds that only show what a call costs of which nothing is known yet."""
    if question.fresh is not None:
        return None
    return GENERATED if question.is_generated else STATIC


def prepared_tryout() -> tuple[Server, Tenant]:
    """A throw-away network with one try-out, to be served on a port that is still to be chosen; and whose it is."""
    prepare_database()
    migrate_all()
    agency = create_tenant(TenantPlan(slug="bench-agency", name="Bench", kind=TenantKind.AGENCY))
    town = create_tenant(TenantPlan(slug="bench-town", name="Bench", kind=TenantKind.MUNICIPALITY))
    return open_for(town, agency), town


def open_for(town: Tenant, agency: Tenant) -> Server:
    """Publish the contract as one, and open a try-out of it as the other; its key is among the headers."""
    file = ContractFile(data=_CONTRACT.read_bytes(), filename=_CONTRACT.name)
    with tenant_scope(agency):
        details = ServiceDetails(name="Energieadvies")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version
    with tenant_scope(town):
        tryout = open_tryout(actor=Actor.system(town), version=version)
        key = issue_key(actor=Actor.system(town), tryout=tryout, label="bench").secret.text
    return Server(0, [], host=town.host, base=tryout.base_path, headers={"Authorization": f"Bearer {key}"})


def _warm_up(ours: Server, subject: Subject, theirs: Server) -> None:
    """Some calls of each kind, and a look at the answers: an example has to be the same from both."""
    for question in QUESTIONS:
        mine, other = (answer_of(server.port, server.written(question)[0]) for server in (ours, theirs))
        if not question.is_generated and mine != other:
            raise RuntimeError(f"The two do not give the same answer to: {question.name}.")
        for server in (ours, theirs):
            ask_at_once(server.port, server.written(question, CLIENTS * EACH), clients=CLIENTS, each=EACH)
    time.sleep(MOST_SECONDS_UNWRITTEN)
    ours.processes = subject.processes()
