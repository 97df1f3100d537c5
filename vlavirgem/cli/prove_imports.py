"""`vlavirgem prove imports`: hundreds of files that mean harm, each read in a process of its own that is watched."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Thread
from typing import Annotated, Any, Final

import typer
from rich.progress import track

from vlavirgem.cli.figures import Figure, report
from vlavirgem.cli.ground import out
from vlavirgem.cli.hostile import corpus
from vlavirgem.cli.hostile.case import Case
from vlavirgem.cli.prove_real_files import figures_of_real_files
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.formats import FORMATS, Source
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_sandbox.contracts.reading import read_contract
from vlavirgem_sandbox.contracts.recorded.reading import read_recorded
from vlavirgem_sandbox.contracts.source_text import SourceRefused

AT_LEAST, SECONDS, MIB = 200, 1.0, 100.0
_SECONDS_TO_LIVE: Final = 60
_TRAP: Final = b"127.0.0.1:9/"
"""Where the corpus would have a reader call; a port that we listen on is put in its place."""
_CALLS_OUT: Final = frozenset({"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"})
_FORBIDDEN: Final = ("/etc/passwd", "win.ini")


@dataclass
class Reading:
    """What came of one file."""

    name: str
    end: str
    """``read``, ``refused``, or what went wrong."""
    seconds: float = 0
    """Of a processor."""
    mib: float = 0
    """Memory that reading it took, at its most."""
    reached_out: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether it ended in one of the two ways it may, and asked for nothing outside."""
        return self.end in {"read", "refused"} and not self.reached_out


def command(
    data: Annotated[
        Path | None, typer.Argument(help="Folder with real files, to import those as well; see the developers' guide.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read files that mean harm: contracts, archives, recordings and records, each watched in its own process.

    With a folder of real files: import all of those, account for each record, and export and import it again.
    """
    real = figures_of_real_files(data) if data is not None else []
    readings = read_all()
    figures = [*real, *figures_of(readings)]
    if not as_json:
        for reading in readings:
            if not (reading.is_well and reading.seconds < SECONDS and reading.mib < MIB):
                told = f"{reading.name}: {reading.end}, {reading.seconds:.2f} s, {reading.mib:.0f} MiB"
                out.print(told, *reading.reached_out, markup=False, highlight=False)
    report("prove imports", figures, as_json=as_json)


def read_all() -> list[Reading]:
    """Read every file of the corpus, one after the other."""
    with _trap() as (port, caught):
        readings = [_read_apart(case, port) for case in track(list(corpus()), "Reading", transient=True)]
        time.sleep(0.1)
    if caught:
        readings.append(Reading("the trap", f"{len(caught)} connections came in"))
    return readings


def figures_of(readings: list[Reading]) -> list[Figure]:
    """How many there are, how they ended, and what the worst of them cost."""
    slowest = max(readings, key=lambda reading: reading.seconds)
    largest = max(readings, key=lambda reading: reading.mib)
    ends = [reading.end for reading in readings]
    return [
        Figure(name="files that mean harm", value=len(readings), unit="files", limit=AT_LEAST, at_least=True),
        Figure(name="refused, with reason and remedy", value=ends.count("refused"), unit="files"),
        Figure(name="read, with what is of use in them", value=ends.count("read"), unit="files"),
        Figure(
            name="ended in another way, or reached outside",
            value=sum(not reading.is_well for reading in readings),
            unit="files",
            limit=0,
        ),
        Figure(name=f"most CPU ({slowest.name})", value=slowest.seconds, unit="s", limit=SECONDS),
        Figure(name=f"most memory ({largest.name})", value=largest.mib, unit="MiB", limit=MIB),
    ]


def _read_apart(case: Case, port: int) -> Reading:
    """In a child process, which tells by a pipe what came of it."""
    data = case.make().replace(_TRAP, b"127.0.0.1:%d/" % port)
    gc.collect()
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        try:
            signal.alarm(_SECONDS_TO_LIVE)
            told = json.dumps(asdict(_watched(case, data)))
        except BaseException:
            told = json.dumps(asdict(Reading(case.name, traceback.format_exc(limit=-3))))
        os.write(writer, told.encode()[:60_000])
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        told_by_child = pipe.read()
    _pid, status = os.waitpid(child, 0)
    if not told_by_child:
        return Reading(case.name, f"the process ended with {status}", seconds=_SECONDS_TO_LIVE)
    return Reading(**json.loads(told_by_child))


def _watched(case: Case, data: bytes) -> Reading:
    reached: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CALLS_OUT or (event == "open" and str(arguments[0]).endswith(_FORBIDDEN)):
            reached.append(f"{event} {arguments[:2]}"[:200])

    logging.disable(logging.WARNING)  # what a reader remarks on such a file is no news
    sys.addaudithook(watch)
    Path("/proc/self/clear_refs").write_text("5")  # the most from here on (proc(5))
    before, began = _memory("VmRSS"), time.process_time()
    end = _end_of(case, data)
    seconds = time.process_time() - began
    return Reading(case.name, end, seconds, (_memory("VmHWM") - before) / 1024, reached)


def _end_of(case: Case, data: bytes) -> str:
    try:
        if case.kind == "contract":
            found = read_contract(data, name=case.file_name)
            if found.contract is not None:
                return "read"
            return _told([(problem.message, problem.remedy) for problem in found.problems])
        if case.kind == "recording":
            read_recorded(data)
        else:
            source = Source(content=data, kind=PUBLIC_SERVICE, base="http://a.example/id/")
            list(FORMATS[case.kind].read(source))
    except SourceRefused as refused:
        return _told([(refused.problem.message, refused.problem.remedy)])
    except Refusal as refused:
        return _told([(refused.message, refused.remedy)])
    return "read"


def _told(reasons: list[tuple[str, str]]) -> str:
    """``refused`` where each reason says what to do."""
    return "refused" if reasons and all(message and remedy for message, remedy in reasons) else "no remedy"


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


@contextmanager
def _trap() -> Iterator[tuple[int, list[str]]]:
    """A port on which nobody should call, and who did."""
    caught: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def listen() -> None:
            while True:
                try:
                    connection, address = listening.accept()
                except OSError:
                    return
                caught.append(str(address))
                connection.close()

        Thread(target=listen, daemon=True).start()
        yield port, caught
        listening.shutdown(socket.SHUT_RDWR)
