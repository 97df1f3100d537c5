"""Evidence in `bench gateway`: how fast one organisation's chain grows, each event on disk before the next begins."""

from __future__ import annotations

import statistics
import time

import psycopg
from django.conf import settings
from psycopg.pq import ExecStatus

from vlavirgem.cli.figures import Figure
from vlavirgem.cli.processor_time import cpu_seconds
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.wall.postgresql.base import scope_statements

APPENDS = 1_000
_APPENDS_IN_BLOCK = 200
_APPEND = (
    "prepare append as select public.exchange_append_event('read', 'bench', array[id], array[100], null, '{}') "
    "from public.exchange_offer limit 1"
)


def append_block(reader: Tenant, name: str) -> tuple[float, float]:
    """Append to one chain from one session, each in a transaction that is on disk at its end.

    Returns how many a second by the wall clock, and how many milliseconds of CPU one took.
    """
    enter = "; ".join(["BEGIN", *scope_statements(reader.schema_name, [reader.schema_name, "public"])])
    with psycopg.connect(**settings.GATE_ADDRESS.database(name).as_conninfo(), autocommit=True) as session:
        backend = [session.info.backend_pid]
        _run(session, f"{enter}; {_APPEND}; EXECUTE append; COMMIT")
        before, began = cpu_seconds(backend), time.perf_counter()
        for _ in range(_APPENDS_IN_BLOCK):
            _run(session, f"{enter}; EXECUTE append; COMMIT")
        seconds, cpu = time.perf_counter() - began, cpu_seconds(backend) - before
    return _APPENDS_IN_BLOCK / seconds, 1000 * cpu / _APPENDS_IN_BLOCK


def appending_figures(appends: list[tuple[float, float]]) -> list[Figure]:
    """The figures of blocks of appends."""
    return [
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


def _run(session: psycopg.Connection, statements: str) -> None:
    result = session.pgconn.exec_(statements.encode())
    if result.status != ExecStatus.COMMAND_OK:
        raise RuntimeError(result.get_error_message())
