"""Calls on their way to the log: answered already, written a moment later, many in one transaction.

Only calls that changed nothing wait here. A process that is killed outright loses those of its last moment, of at most
:data:`MOST_SECONDS_UNWRITTEN`; one that is asked to stop writes them first.
"""

from __future__ import annotations

import atexit
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.util import Finalize
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.serving import log
from vlavirgem_sandbox.tryouts.serving.keys import note_use
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

SECONDS_TOGETHER: Final = 0.1
"""How long calls wait for others to be written with."""
MOST_SECONDS_UNWRITTEN: Final = 1.0
"""Of an answered call. When the oldest of an organisation waits half as long, its next ones are written at once."""
_MOST_WAITING: Final = 5_000
"""Of one organisation."""
_SECONDS_TO_RETRY: Final = 0.25
_AWAY: Final = (OperationalError, InterfaceError)
"""What says that the database is away or busy, and nothing of the calls."""


@dataclass(frozen=True)
class _Lines:
    """What waits of one organisation, the oldest first, each with the moment since when."""

    tenant: Tenant
    waiting: deque[tuple[float, log.Happened]] = field(default_factory=deque)


class LogQueue:
    """The calls of this process that are not written yet, and the thread that writes them."""

    def __init__(self) -> None:
        self._lines: dict[int, _Lines] = {}
        self._filled = Event()
        self._starting = Lock()
        self._writing = Lock()
        self._writer: Thread | None = None

    def has_room(self, tenant: Tenant) -> bool:
        """Whether one more of this organisation will be written in time, as far as can be seen."""
        lines = self._lines.get(tenant.pk)
        if lines is None:
            return True
        try:
            since, _oldest = lines.waiting[0]
        except IndexError:
            return True
        return len(lines.waiting) < _MOST_WAITING and monotonic() - since < MOST_SECONDS_UNWRITTEN / 2

    def put(self, tenant: Tenant, happened: log.Happened) -> None:
        """Have it written soon."""
        lines = self._lines.get(tenant.pk) or self._lines.setdefault(tenant.pk, _Lines(tenant))
        lines.waiting.append((monotonic(), happened))
        if not self._filled.is_set():
            self._filled.set()
            if self._writer is None or not self._writer.is_alive():
                self._start()

    def unwritten(self, tryout: TryOut) -> int:
        """How many calls of a try-out wait."""
        everything = [tuple(lines.waiting) for lines in tuple(self._lines.values())]
        return sum(happened.tryout.pk == tryout.pk for waiting in everything for _since, happened in waiting)

    def write_all(self) -> bool:
        """Write what waits now; False where the database did not take all of it: the rest waits on."""
        with self._writing:
            self._filled.clear()
            written = [self._write(lines) for lines in tuple(self._lines.values()) if lines.waiting]
            return all(written)

    def _write(self, lines: _Lines) -> bool:
        batch = [happened for _since, happened in tuple(lines.waiting)]
        try:
            _write_batch(lines.tenant, batch)
        except _AWAY:
            logger.warning("%d calls wait for the log: the database takes none.", len(batch), exc_info=True)
            connection.close()
            return False
        for _ in batch:
            lines.waiting.popleft()
        return True

    def _start(self) -> None:
        with self._starting:
            if self._writer is None or not self._writer.is_alive():
                self._writer = Thread(target=self._keep_writing, name="call-log", daemon=True)
                self._writer.start()

    def _keep_writing(self) -> None:
        while self._filled.wait():
            sleep(SECONDS_TOGETHER)
            if not self.write_all():
                sleep(_SECONDS_TO_RETRY)
                self._filled.set()


QUEUE: Final = LogQueue()
atexit.register(QUEUE.write_all)
Finalize(None, QUEUE.write_all, exitpriority=1)  # a server's worker made by multiprocessing ends without atexit


def _write_batch(tenant: Tenant, batch: Sequence[log.Happened]) -> None:
    """Together, else one by one. Raises what says that the database is away: then all of them can be tried again."""
    try:
        _write_together(tenant, batch)
    except _AWAY:
        raise
    except Exception:  # whatever is wrong with one of them, it keeps no other out of the log
        for happened in batch:
            _write_alone(tenant, happened)


def _write_together(tenant: Tenant, batch: Sequence[log.Happened]) -> None:
    latest = {happened.caller.key.pk: happened for happened in batch if happened.caller.key is not None}
    with tenant_scope(tenant):
        log.write_many(batch)
        for happened in latest.values():
            if happened.caller.key is not None:
                note_use(happened.caller.key, happened.at)


def _write_alone(tenant: Tenant, happened: log.Happened) -> None:
    """One of a batch that cannot be written whole. What no row can hold is lost, and the operator is told."""
    try:
        with tenant_scope(tenant):
            if not happened.tryout.calls.filter(pk=happened.call_id).exists():
                log.write(happened)
    except _AWAY:
        raise
    except Exception:
        logger.exception("A call of the try-out %s could not be written to the log.", happened.tryout.public_id)
