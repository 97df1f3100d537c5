"""The figures of `bench gateway`: counted by the kernel, put beside a peer, and held to their limits."""

from __future__ import annotations

import os
import time

import pytest

from vlavirgem.cli.bench_gateway import APPENDS, CPU_RATIO, FLAT_RATIO, figures_of
from vlavirgem.cli.bench_serve import Measured
from vlavirgem.cli.bench_serve import figures_of as serve_figures
from vlavirgem.cli.bench_servers import Subject
from vlavirgem.cli.processor_time import cpu_seconds, with_children


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
    ("few", "more", "appends", "holds"),
    [
        (1.2, 1.25, (1_000, 0.4), [True, True, True, True, True]),
        (1.2, 1.5, (1_200, 1.1), [True, False, False, True, False]),
        (2.0, 2.0, (999, 0.4), [False, False, True, False, True]),
    ],
)
def test_a_figure_holds_up_to_its_limit(
    few: float, more: float, appends: tuple[float, float], holds: list[bool]
) -> None:
    figures = figures_of([[few] * 3, [1.0] * 3, [more] * 3, [1.0] * 3], [appends] * 3)
    assert [figure.holds for figure in figures] == holds
    assert [figure.limit for figure in figures] == [CPU_RATIO, CPU_RATIO, FLAT_RATIO, APPENDS, 1]


def test_one_block_that_was_disturbed_does_not_decide() -> None:
    (figure, *_others) = figures_of([[1.2, 9.0, 1.2], [1.0, 1.0, 1.0], [1.2] * 3, [1.0] * 3], [(1_000.0, 0.4)])
    assert figure.ratio == 1.2
    assert figure.as_json()["ratios"] == [1.2, 9.0]


def test_servers_are_compared_without_their_first_block() -> None:
    ours, theirs = (
        Measured(
            Subject(name, 1, os.getpid(), "x", started=1.0),
            cpu={"a page": [99.0, value, value]},
            rate={"a page": [1.0, 100 / value, 100 / value]},
        )
        for name, value in (("granian", 2.0), ("gunicorn", 4.0))
    )
    cpu, rate, start, memory = serve_figures(ours, theirs)
    assert (cpu.ratio, rate.ratio, start.ratio) == (0.5, 2.0, 1.0)
    assert memory.value > 1
    assert all(figure.peer for figure in (cpu, rate, start, memory))
