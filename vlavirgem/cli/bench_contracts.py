"""`vlavirgem bench contracts`: what it costs to read a large contract, and to have many of them served by one process.

Contracts come from a folder where one is named, and are made up to :data:`CONTRACTS` otherwise. Every organisation has
a try-out of each of them, with a key, and calls it; organisations call different operations of one contract. A process
keeps a bounded number of contracts and of try-outs, so its memory does not grow with the organisations beyond that:
the usual run has enough of them to fill both, ``--full`` has all 300.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import local
from typing import Annotated, Any, Final
from urllib.parse import quote, urlencode

import typer
from rich.progress import Progress

from vlavirgem.cli.bench_contract_made import made_contract
from vlavirgem.cli.bench_servers import SECONDS_TO_START, free_port, granian, served
from vlavirgem.cli.bench_tryout import WITHOUT_END
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err, fail
from vlavirgem.cli.processor_time import memory_mib
from vlavirgem.cli.scratch import scratch_database
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.gathering import contract_files_in, gathered
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.tryouts.services import issue_key, open_tryout
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.provisioning.migrating import migrate_all, prepare_database
from vlavirgem_tenants.provisioning.tenants import TenantPlan, create_tenant
from vlavirgem_tenants.scope import tenant_scope

SECONDS, MIB = 2.0, 400.0
CONTRACTS, LARGE, USUAL = 50, 1_800_000, 64_000
"""How many contracts are served; bytes of the large one, and of those that are made to have enough."""
ORGANISATIONS, ALL_ORGANISATIONS = 30, 300
READINGS, THREADS = 3, 4
_NOT_LET_IN: Final = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass(frozen=True, kw_only=True)
class Called:
    """One request to one try-out."""

    host: str
    method: str
    address: str
    headers: dict[str, str]
    body: bytes


def command(
    folder: Annotated[Path | None, typer.Argument(help="Folder with contracts; without one they are made.")] = None,
    *,
    full: Annotated[bool, typer.Option("--full", help=f"{ALL_ORGANISATIONS} organisations: takes minutes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Measure how long the largest contract takes to be read, and the memory of a process that serves many."""
    if folder is not None and not folder.is_dir():
        fail(f"There is no folder {folder}.", remedy="Name a folder with contracts, or leave it out.")
    with database():
        figures = measure(folder, ALL_ORGANISATIONS if full else ORGANISATIONS)
    report("bench contracts", figures, as_json=as_json)


def measure(folder: Path | None, organisations: int) -> list[Figure]:
    """Read, publish, open, call and look; needs the administrator's login, and leaves nothing behind."""
    name = "vlavirgem_bench_contracts"
    with ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Reading", total=CONTRACTS + organisations * 2)
        files = list(_files(folder))
        reading = reading_figures(files)
        stack.enter_context(scratch_database(name))
        prepare_database()
        migrate_all()
        progress.update(task, description="Publishing")
        versions = published(files, lambda: progress.advance(task))
        progress.update(task, description="Making organisations")
        calls = []
        for number in range(organisations):
            calls.append(opened(number, versions))
            progress.advance(task)
        port = free_port()
        application = granian("vlavirgem.wsgi:application", port, threads=THREADS)
        more = {**WITHOUT_END, "VLAVIRGEM_LOG_LEVEL": "WARNING"}
        subject = stack.enter_context(served("bench-contracts", name, application, port, more))
        before = memory_mib(subject.pid)
        progress.update(task, description="Calling")
        answered = called(port, calls, lambda: progress.advance(task))
        after = memory_mib(subject.pid)
    return [*reading, *serving_figures(organisations, len(versions), answered, (before, after))]


def reading_figures(files: list[ContractFile]) -> list[Figure]:
    """The seconds that the largest contract takes, which is made, and the one of the folder that takes longest."""
    large = ContractFile(data=made_contract(LARGE, "Groot"), filename="groot.json")
    read_contract(made_contract(1, "Klein"), name="klein.json")  # what is loaded once is no part of it
    found = [_reading("a contract of 1.8 MB", large, READINGS)]
    slowest = max(files, key=lambda file: _seconds(file)[0], default=None)
    if slowest is not None:
        found.append(_reading(f"the slowest of the folder ({slowest.filename})", slowest, READINGS))
    return [
        each
        for name, cpu, wall in found
        for each in (
            Figure(name=f"CPU to import {name}", value=cpu, unit="s", limit=SECONDS),
            Figure(name=f"wall clock to import {name}", value=wall, unit="s"),
        )
    ]


def _reading(name: str, file: ContractFile, times: int) -> tuple[str, float, float]:
    took = [_seconds(file) for _ in range(times)]
    return name, statistics.median(cpu for cpu, _wall in took), statistics.median(wall for _cpu, wall in took)


def _seconds(file: ContractFile) -> tuple[float, float]:
    """Of a processor, and of the clock, to read one contract."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    read_contract(file.data, name=file.filename)
    return time.process_time() - cpu, time.perf_counter() - wall


def _files(folder: Path | None) -> Iterator[ContractFile]:
    """Contracts of the folder and of those below it; what cannot be gathered is none."""
    for path in contract_files_in(folder) if folder is not None else ():
        try:
            yield gathered(path)
        except Refusal:
            continue


def published(files: list[ContractFile], advance: Callable[[], None]) -> list[ServiceVersion]:
    """Publish as many contracts as are measured: those of the folder that can be called, then made ones."""
    made = (made_contract(USUAL, f"Dienst {number}") for number in range(CONTRACTS))
    agency = create_tenant(TenantPlan(slug="bench-agency", name="Bench", kind=TenantKind.AGENCY))
    versions: list[ServiceVersion] = []
    digests: set[str] = set()
    for file in (*files, *(ContractFile(data=data, filename="dienst.json") for data in made)):
        if len(versions) == CONTRACTS:
            break
        try:
            with tenant_scope(agency):
                details = ServiceDetails(name=f"Dienst {len(versions) + 1}")
                version = publish_service(actor=Actor.system(agency), file=file, details=details).version
        except Refusal:
            continue
        if version.digest not in digests and any(row["example"] for row in version.operations):
            digests.add(version.digest)
            versions.append(version)
            advance()
    return versions


def opened(number: int, versions: list[ServiceVersion]) -> list[Called]:
    """Make an organisation with a try-out of each version; its calls."""
    town = create_tenant(TenantPlan(slug=f"bench-{number}", name=f"Bench {number}", kind=TenantKind.MUNICIPALITY))
    calls = []
    with tenant_scope(town):
        for version in versions:
            tryout = open_tryout(actor=Actor.system(town), version=version)
            key = issue_key(actor=Actor.system(town), tryout=tryout, label="bench").secret.text
            rows = [row for row in version.operations if row["works"] and row["example"]]
            calls.append(_call(town, tryout.base_path, key, rows[number % len(rows)]))
    return calls


def _call(town: Tenant, base: str, key: str, operation: dict[str, Any]) -> Called:
    example = operation["example"]
    query = urlencode([tuple(pair) for pair in example["query"]])
    headers = {**{name: str(value) for name, value in example["headers"]}, "X-API-Key": key}
    if example["content_type"]:
        headers["Content-Type"] = example["content_type"]
    address = base + quote(example["path"], safe="/%:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    body = example["body"].encode()
    return Called(host=town.host, method=operation["method"], address=address, headers=headers, body=body)


def called(port: int, calls: list[list[Called]], advance: Callable[[], None]) -> int:
    """Make the calls of each organisation, several at a time; how many were answered. Raises RuntimeError where one
    was not let in, or failed."""
    here = local()

    def of_one(organisation: list[Called]) -> int:
        connection = getattr(here, "connection", None) or HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_START)
        here.connection = connection
        for call in organisation:
            connection.request(call.method, call.address, call.body or None, {"Host": call.host, **call.headers})
            answer = connection.getresponse()
            said = answer.read()
            if answer.status in _NOT_LET_IN or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise RuntimeError(f"{call.method} {call.address} was answered {answer.status}: {said[:500]!r}")
        advance()
        return len(organisation)

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(pool.map(of_one, calls))


def serving_figures(organisations: int, contracts: int, answered: int, memory: tuple[float, float]) -> list[Figure]:
    """The memory of the process, in MiB, when it had just started and after all calls."""
    before, after = memory
    return [
        Figure(name="contracts served by one process", value=contracts, unit="contracts"),
        Figure(name="organisations with a try-out of each", value=organisations, unit="organisations"),
        Figure(name="calls to these try-outs", value=answered, unit="calls"),
        Figure(name="memory of the process before them", value=before, unit="MiB"),
        Figure(name="memory of the process after them", value=after, unit="MiB", limit=MIB),
    ]
