"""CPU time and memory of processes, from the kernel's own counters (Linux: proc(5))."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
# Fields of /proc/<pid>/stat behind the command's name: utime and stime, in clock ticks.
_USER, _SYSTEM = 11, 12


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time that these processes have used; raises FileNotFoundError for one that is gone."""
    return sum(_seconds(pid) for pid in pids)


def cpu_of_each(pids: Iterable[int]) -> dict[int, float]:
    """User and system time in seconds of each of these processes that still runs."""
    found = {}
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            found[pid] = _seconds(pid)
    return found


def _seconds(pid: int) -> float:
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[_USER]) + int(fields[_SYSTEM])) / os.sysconf("SC_CLK_TCK")


def with_children(pid: int) -> list[int]:
    """A process and all that it started and that still run."""
    found = [pid]
    for task in (_PROC / str(pid) / "task").iterdir():
        for child in (task / "children").read_text().split():
            found += with_children(int(child))
    return found


def memory_mib(pid: int) -> float:
    """MiB that a process and all that it started have to themselves, with their part of what they share."""
    return sum(_proportional(each) for each in with_children(pid)) / 1024


def _proportional(pid: int) -> int:
    """A process's proportional set size in kB (smaps_rollup)."""
    lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
