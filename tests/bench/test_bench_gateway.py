"""The figures of `bench gateway`: counted by the kernel, put beside a peer, and held to their limits."""

from __future__ import annotations

import os
import time

import pytest

from vlavirgem.cli.bench_gateway import CPU_RATIO, FLAT_RATIO, Subject, figures_of
from vlavirgem.cli.processor_time import cpu_seconds, with_children


def subject(milliseconds: float) -> Subject:
    return Subject("x", "x", 1, os.getpid(), "x", {}, cpu=milliseconds / 1000, requests=1)


def test_cpu_is_counted_for_work_and_not_for_waiting() -> None:
    before = cpu_seconds([os.getpid()])
    time.sleep(0.2)
    waited = cpu_seconds([os.getpid()]) - before
    end = time.process_time() + 0.2
    while time.process_time() < end:
        pass
    worked = cpu_seconds([os.getpid()]) - before - waited
    assert waited < 0.15 < worked


def test_a_process_counts_with_what_it_started() -> None:
    assert with_children(os.getpid())[0] == os.getpid()


@pytest.mark.parametrize(
    ("few", "more", "holds"),
    [(1.2, 1.25, [True, True, True]), (1.2, 1.5, [True, False, False]), (2.0, 2.0, [False, False, True])],
)
def test_a_figure_holds_up_to_its_limit(few: float, more: float, holds: list[bool]) -> None:
    figures = figures_of(subject(few), subject(1), subject(more), subject(1))
    assert [figure.holds for figure in figures] == holds
    assert [figure.limit for figure in figures] == [CPU_RATIO, CPU_RATIO, FLAT_RATIO]
    assert all(figure.peer and figure.peer_value for figure in figures)
