"""The figures of `bench gateway`: counted by the kernel, put beside a peer, and held to their limits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vlavirgem.cli import processor_time
from vlavirgem.cli.bench_evidence import appending_figures
from vlavirgem.cli.bench_gateway import Caller, figures_of
from vlavirgem.cli.bench_questions import (
    GATEWAY,
    PEERS,
    POSTGRAPHILE,
    QUESTIONS,
    RAW,
    STRAWBERRY,
    WHOLE,
    same_rows,
)
from vlavirgem.cli.bench_serve import Measured
from vlavirgem.cli.bench_serve import figures_of as serve_figures
from vlavirgem.cli.bench_servers import Subject
from vlavirgem.cli.processor_time import cpu_seconds, with_children


def test_cpu_is_what_the_kernel_counted_for_the_user_and_the_system_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = os.sysconf("SC_CLK_TCK")
    for pid, user, system in ((7, 3 * second, second // 2), (8, second, 0)):
        (tmp_path / str(pid)).mkdir()
        # The name may hold anything; faults come before the ticks, those of children that ended after them.
        line = f"{pid} (a ) b) R 1 1 1 0 -1 4194560 111 222 333 444 {user} {system} 555 666 20 0 1 0 777\n"
        (tmp_path / str(pid) / "stat").write_text(line)
    monkeypatch.setattr(processor_time, "_PROC", tmp_path)

    assert cpu_seconds([7, 8]) == 4.5


def test_cpu_is_read_of_a_process_that_runs() -> None:
    assert cpu_seconds([os.getpid()]) > 0


def test_a_backend_that_a_pool_ended_or_began_meanwhile_does_not_spoil_a_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = os.sysconf("SC_CLK_TCK")

    def has_used(pid: int, seconds: int) -> None:
        (tmp_path / str(pid)).mkdir(exist_ok=True)
        line = f"{pid} (postgres) S 1 1 1 0 -1 4194560 111 222 333 444 {seconds * second} 0 555 666 20 0 1 0 777\n"
        (tmp_path / str(pid) / "stat").write_text(line)

    monkeypatch.setattr(processor_time, "_PROC", tmp_path)
    there = {"before": [7, 8], "after": [7, 9]}
    moments = iter(there)
    monkeypatch.setattr(Subject, "processes", lambda subject: there[next(moments)])
    has_used(7, 10)
    has_used(8, 50)
    subject = Subject("raw", 1, os.getpid(), "x")

    with subject.counted(4):
        has_used(7, 13)
        has_used(9, 1)
        (tmp_path / "8" / "stat").unlink()

    assert subject.blocks == [1000.0]


def test_a_process_counts_with_what_it_started() -> None:
    assert with_children(os.getpid())[0] == os.getpid()


def measured(ours: float, theirs: float) -> tuple[dict[str, Caller], Caller]:
    """What a measurement would have left, had the gateway needed ``ours`` ms for everything, each peer ``theirs``."""
    names = [question.name for question in QUESTIONS]

    def caller(name: str, took: float) -> Caller:
        blocks = {each: [took] * 3 for each in names}
        subject = Subject(name, 1, os.getpid(), "x")
        return Caller(subject=subject, cpu=blocks, alone=dict(blocks), together=dict(blocks))

    callers = {name: caller(name, theirs) for name in PEERS}
    return {GATEWAY: caller(GATEWAY, ours), **callers}, caller(GATEWAY, ours / 1.1)


@pytest.mark.parametrize(
    ("ours", "missed"), [(0.9, set()), (1.2, {POSTGRAPHILE, STRAWBERRY}), (1.4, {RAW, POSTGRAPHILE, STRAWBERRY})]
)
def test_a_figure_holds_up_to_the_limit_of_its_peer(ours: float, missed: set[str]) -> None:
    figures = figures_of(*measured(ours, 1.0))
    assert {figure.peer for figure in figures if not figure.holds} == {PEERS[peer] for peer in missed}
    assert len(figures) == 3 * sum(len(question.subjects()) - 1 for question in QUESTIONS) + 1


def test_a_page_over_all_is_held_beside_one_over_a_single_organisation() -> None:
    callers, neighbour = measured(1.0, 1.0)
    assert figures_of(callers, neighbour)[-1].holds
    neighbour.cpu[WHOLE.name] = [0.8] * 3
    assert not figures_of(callers, neighbour)[-1].holds


def test_one_block_that_was_disturbed_does_not_decide() -> None:
    callers, neighbour = measured(1.2, 1.0)
    callers[GATEWAY].cpu[WHOLE.name] = [1.2, 9.0, 1.2]
    figure = figures_of(callers, neighbour)[0]
    assert figure.ratio == 1.2
    assert figure.as_json()["ratios"] == [1.2, 9.0]


@pytest.mark.parametrize(
    ("appends", "holds"), [((1_000, 0.4), [True, True]), ((1_200, 1.1), [True, False]), ((999, 0.4), [False, True])]
)
def test_evidence_is_appended_fast_enough(appends: tuple[float, float], holds: list[bool]) -> None:
    assert [figure.holds for figure in appending_figures([appends] * 3)] == holds


def test_answers_are_the_same_whatever_their_fields_are_called() -> None:
    ours = b'{"data": {"services": {"nodes": [{"name": "a", "at": "2026-01-01T00:00:00+00:00"}]}}}'
    theirs = b'{"data": {"allServices": [{"title": "a", "when": "2026-01-01T01:00:00+01:00"}]}}'
    assert same_rows([ours, theirs])
    assert not same_rows([ours, theirs.replace(b'"a"', b'"b"')])
    assert not same_rows([b'{"data": {"services": []}}', b'{"data": {"all": []}}'])


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
