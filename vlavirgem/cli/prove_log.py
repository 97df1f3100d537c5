"""`vlavirgem prove log`: a server that answers calls is killed, or asked to stop, and the log is held against what its
callers were told."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Annotated, Final

import typer
from rich.progress import Progress

from vlavirgem.cli.bench_clients import Connection
from vlavirgem.cli.bench_servers import Subject, free_port, granian, served
from vlavirgem.cli.bench_tryout import QUESTIONS, WITHOUT_END, Server, prepared_tryout
from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import database, err
from vlavirgem.cli.processor_time import with_children
from vlavirgem.cli.scratch import scratch_database
from vlavirgem_sandbox.tryouts.models import Call
from vlavirgem_sandbox.tryouts.serving.log_queue import MOST_SECONDS_UNWRITTEN
from vlavirgem_sandbox.tryouts.serving.views import CALL_HEADER
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

CLIENTS: Final = 4
SECONDS: Final = (0.5, 2.0)
"""How long calls come in before the server goes, drawn anew each round."""


@dataclass
class Round:
    """What callers were told until the server went, and what the log says afterwards."""

    answered: dict[str, float] = field(default_factory=dict)
    """Moments of the answers, by the id of the call."""
    ended_at: float = 0
    logged: set[str] = field(default_factory=set)

    @property
    def lost(self) -> list[float]:
        """Of each call that is not in the log, how many seconds before the end it was answered."""
        return [self.ended_at - at for call_id, at in self.answered.items() if call_id not in self.logged]


def command(
    *,
    rounds: Annotated[int, typer.Option(min=1, max=500, help="How often a server is killed, and is stopped.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Kill a server under load, and stop one, and see which answered calls are missing in the log."""
    with database(), ExitStack() as stack:
        progress = stack.enter_context(Progress(console=err, transient=True))
        task = progress.add_task("Killing and stopping", total=2 * rounds)
        name = stack.enter_context(scratch_database("vlavirgem_prove_log"))
        server, town = prepared_tryout()
        done: dict[signal.Signals, list[Round]] = {signal.SIGKILL: [], signal.SIGTERM: []}
        for _ in range(rounds):
            for how, found in done.items():
                found.append(one_round(name, server, town, how))
                progress.advance(task)
        figures = figures_of(done[signal.SIGKILL], done[signal.SIGTERM])
    report("prove log", figures, as_json=as_json)


def one_round(database_name: str, server: Server, town: Tenant, how: signal.Signals) -> Round:
    """Serve, let callers call, end the server in that way, and read the log."""
    server.port = free_port()
    found = Round()
    command_line = granian("vlavirgem.wsgi:application", server.port, threads=4)
    with served("prove-log", database_name, command_line, server.port, WITHOUT_END) as subject:
        requests = [request for question in QUESTIONS for request in server.written(question)]
        with ThreadPoolExecutor(CLIENTS) as pool:
            for _ in range(CLIENTS):
                pool.submit(_call_until_it_is_gone, server.port, requests, found)
            time.sleep(random.uniform(*SECONDS))  # noqa: S311 - any moment will do
            found.ended_at = time.monotonic()
            _end(subject, how)
    with tenant_scope(town):
        found.logged = {str(pk) for pk in Call.objects.values_list("pk", flat=True)}
    return found


def figures_of(killed: Sequence[Round], stopped: Sequence[Round]) -> list[Figure]:
    """How many calls were answered, and which of them the log does not know."""
    lost = [age for one in killed for age in one.lost]
    return [
        Figure(name="calls answered", value=sum(len(one.answered) for one in (*killed, *stopped)), unit="calls"),
        Figure(name="lines lost in a kill -9, at most", value=max(len(one.lost) for one in killed), unit="lines"),
        Figure(
            name="the oldest line lost in a kill -9 was answered before it by",
            value=max(lost, default=0.0),
            unit="s",
            limit=MOST_SECONDS_UNWRITTEN,
        ),
        Figure(
            name="lines lost in a stop (SIGTERM)", value=sum(len(one.lost) for one in stopped), unit="lines", limit=0
        ),
    ]


def _call_until_it_is_gone(port: int, requests: Sequence[bytes], found: Round) -> None:
    connection = Connection(port)
    number = 0
    try:
        while True:
            connection.ask(requests[number % len(requests)])
            found.answered[connection.header(CALL_HEADER)] = time.monotonic()
            number += 1
    except (OSError, RuntimeError):
        connection.close()


def _end(subject: Subject, how: signal.Signals) -> None:
    processes = with_children(subject.pid) if how == signal.SIGKILL else [subject.pid]
    for process in processes:
        os.kill(process, how)
