"""The figures of `bench tryout`, and the clients that ask for them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from vlavirgem.cli.bench_clients import Connection, Request, ask_at_once
from vlavirgem.cli.bench_tryout import GENERATED, P50, QUESTIONS, STATIC, Server, figures_of


def measured(rate: float, p50: float) -> Server:
    names = [question.name for question in QUESTIONS]
    return Server(1, [], rates={name: [rate] * 3 for name in names}, p50={name: [p50] * 3 for name in names})


@pytest.mark.parametrize(
    ("rate", "p50", "holding"),
    [(2_000, 1.0, {STATIC, GENERATED, P50}), (1_500, 1.0, {STATIC, P50}), (900, 1.2, set())],
)
def test_a_figure_holds_from_its_limit_on(rate: float, p50: float, holding: set[float]) -> None:
    *figures, memory = figures_of(measured(rate, p50), measured(1_000, 1.0), (100.0, 200.0))

    assert len(figures) == 2 * len(QUESTIONS)
    assert sum(figure.limit is None for figure in figures) == sum(question.fresh is not None for question in QUESTIONS)
    rates, waits = figures[::2], figures[1::2]
    assert {figure.limit for figure in rates if figure.holds and figure.limit is not None} == holding & {
        STATIC,
        GENERATED,
    } - ({STATIC} if rate < 1_000 else set())
    assert all(figure.holds for figure in waits) == (p50 <= P50)
    assert memory.ratio == 0.5


def test_requests_that_never_came_before_differ_and_the_others_come_round() -> None:
    for question in QUESTIONS:
        asked = [request.written("host") for request in question.some(40)]
        assert len(set(asked)) == (40 if question.fresh is not None else len(question.requests))


@pytest.fixture
def server() -> Iterator[int]:
    """Answers each connection's first request, with the path and the length of what it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(1) as thread:

        def answer() -> None:
            for _ in range(2):
                connection, _address = listening.accept()
                head, _end, body = connection.recv(65_536).partition(b"\r\n\r\n")
                path = head.split()[1]
                status = b"404 Not Found" if path == b"/gone" else b"200 OK"
                said = json.dumps([path.decode(), len(body)]).encode()
                connection.sendall(b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % len(said))
                connection.sendall(said)
                connection.close()

        thread.submit(answer)
        yield listening.getsockname()[1]


def test_clients_ask_at_once_and_time_each_answer(server: int) -> None:
    request = Request(method="POST", path="/x", body=b"{}").written("host", "/base")

    took = ask_at_once(server, [request], clients=2, each=1)

    assert len(took) == 2
    assert all(milliseconds > 0 for milliseconds in took)


def test_an_answer_with_another_status_ends_the_measurement(server: int) -> None:
    good, bad = (Request(method="GET", path=path).written("host") for path in ("/here", "/gone"))

    assert json.loads(Connection(server).ask(good)) == ["/here", 0]
    with pytest.raises(RuntimeError, match="404"):
        Connection(server).ask(bad)
