"""The log of a server that is killed under load lacks at most its last second; that of one that stops lacks nothing."""

from __future__ import annotations

import signal

from vlavirgem.cli.bench_tryout import open_for
from vlavirgem.cli.prove_log import Round, figures_of, one_round
from vlavirgem_sandbox.tryouts.serving.log_queue import MOST_SECONDS_UNWRITTEN
from vlavirgem_tenants.directory.finding import find_tenant


def test_a_kill_costs_the_log_no_line_older_than_is_said(own_database: str) -> None:
    town = find_tenant("aalst")
    server = open_for(town, find_tenant("agentschap"))

    killed = one_round(own_database, server, town, signal.SIGKILL)

    assert len(killed.answered) > 20
    assert killed.logged
    assert max(killed.lost, default=0) <= MOST_SECONDS_UNWRITTEN


def test_a_stop_costs_the_log_nothing(own_database: str) -> None:
    town = find_tenant("aalst")
    server = open_for(town, find_tenant("agentschap"))

    stopped = one_round(own_database, server, town, signal.SIGTERM)

    assert len(stopped.answered) > 20
    assert stopped.lost == []


def test_a_line_that_is_lost_too_late_is_told() -> None:
    killed = Round(answered={"a": 1.0, "b": 9.5}, ended_at=10.0, logged={"b"})
    stopped = Round(answered={"c": 9.9}, ended_at=10.0)

    _calls, _lines, oldest, of_a_stop = figures_of([killed], [stopped])

    assert (oldest.value, oldest.holds) == (9.0, False)
    assert (of_a_stop.value, of_a_stop.holds) == (1, False)
