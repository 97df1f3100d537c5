"""Files that mean harm end in a refusal or in what is of use in them, and ask for nothing outside."""

from __future__ import annotations

import socket

import pytest

from vlavirgem.cli import prove_imports
from vlavirgem.cli.hostile import corpus
from vlavirgem.cli.hostile.case import contract
from vlavirgem.cli.prove_imports import AT_LEAST, Reading, figures_of

CASES = list(corpus())
ONCE_TOO_SLOW = ("circle: wide and in itself", "XSD: types without end", "XSD: a length beyond all", "pattern: w0|w1")
EVERY = 6
"""The short form takes one file in so many; `vlavirgem prove imports` takes them all, and measures."""


def test_there_are_as_many_as_is_said_and_no_two_are_called_the_same() -> None:
    assert len(CASES) >= AT_LEAST
    assert len({case.name for case in CASES}) == len(CASES)


def test_no_file_gets_further_than_it_may() -> None:
    chosen = [case for number, case in enumerate(CASES) if number % EVERY == 0 or case.name.startswith(ONCE_TOO_SLOW)]

    readings = [prove_imports._read_apart(case, port=9) for case in chosen]

    assert len(readings) > 60
    assert [reading for reading in readings if not reading.is_well] == []


@pytest.mark.long
def test_none_at_all_does() -> None:
    readings = prove_imports.read_all()

    assert [reading for reading in readings if not reading.is_well] == []


def test_a_reader_that_calls_out_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def calling(_data: bytes, *, name: str) -> object:
        socket.create_connection((name, 9), timeout=1)
        raise AssertionError

    monkeypatch.setattr(prove_imports, "read_contract", calling)

    reading = prove_imports._read_apart(contract("x", lambda: b"", "127.0.0.1"), port=9)

    assert not reading.is_well
    assert "ConnectionRefusedError" in reading.end


def test_a_reader_that_dies_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove_imports, "_SECONDS_TO_LIVE", 1)
    monkeypatch.setattr(prove_imports, "read_contract", lambda _data, *, name: socket.create_server((name, 0)).accept())

    assert "ended with" in prove_imports._read_apart(contract("x", lambda: b"", "127.0.0.1"), port=9).end


@pytest.mark.parametrize(
    ("reading", "broken"),
    [
        (Reading("a", "refused", 0.5, 50), set()),
        (Reading("a", "read", 1.5, 50), {4}),
        (Reading("a", "read", 0.5, 150), {5}),
        (Reading("a", "no remedy", 0.5, 50), {3}),
        (Reading("a", "read", 0.5, 50, ["socket.connect"]), {3}),
    ],
)
def test_a_figure_says_what_went_wrong(reading: Reading, broken: set[int]) -> None:
    figures = figures_of([Reading("b", "refused", 0.1, 10)] * AT_LEAST + [reading])

    assert {number for number, figure in enumerate(figures) if not figure.holds} == broken
