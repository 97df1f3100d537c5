"""Reading Turtle within limits: what is no catalogue is refused with its place, quickly and without going anywhere."""

from __future__ import annotations

import socket

import pytest

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf import turtle
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle

TRIPLE = b'<http://a.example/1> <http://a.example/title> "een" .\n'


def test_reads_n_triples_and_turtle_alike() -> None:
    # Given the same statement in both notations
    short = b'@prefix a: <http://a.example/> . a:1 a:title "een" .'

    # Then both give the same graph
    assert read_turtle(TRIPLE) == read_turtle(short)


def test_reads_a_file_that_begins_with_a_byte_order_mark() -> None:
    assert read_turtle(b"\xef\xbb\xbf" + TRIPLE) == read_turtle(TRIPLE)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (TRIPLE + b"<html><body>hallo</body></html>", "2"),
        (TRIPLE * 3 + b'{"@context": "http://a.example/context"}', "4"),
        (b"PK\x03\x04\x14\x00\x06\x00", "1"),
        (TRIPLE + b'<http://a.example/1> <http://a.example/title> "zonder einde', "2"),
        (b"<relatief> <http://a.example/title> 1 .", "1"),
        (b'<http://a.example/1> <http://a.example/title> "\xff\xfe" .', "1"),
        ('<http://a.example/1> <http://a.example/title> "x" .'.encode("utf-16"), "1"),
        (TRIPLE + b"<http://a.example/1> <http://a.example/list> " + b"(" * 1_000_000, "2"),
        (b"<http://a.example/1> <http://a.example/b> " + b"[" * 1_000_000, "1"),
    ],
    ids=["html", "json-ld", "zip", "cut off", "relative address", "bad utf-8", "utf-16", "deep list", "deep nodes"],
)
def test_refuses_what_is_no_turtle_and_names_the_line(source: bytes, line: str) -> None:
    # When it is read
    with pytest.raises(Refusal) as refused:
        read_turtle(source)

    # Then the refusal says where
    assert refused.value.code == "not-turtle"
    assert line in refused.value.place


def test_lists_nested_in_lists_are_refused_before_the_parser_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a parser that takes long over lists in lists before it gives its first statement
    asked: list[bytes] = []

    def parse(source: bytes, **_more: object) -> tuple[()]:
        asked.append(source)
        return ()

    monkeypatch.setattr(turtle, "parse", parse)
    statement = b"<http://a.example/1> <http://a.example/list> "

    # When lists are nested fifty deep, and deeper
    read_turtle(statement + b"(" * 50 + b")" * 50 + b" .")
    with pytest.raises(Refusal):
        read_turtle(statement + b"( " * 51 + b")" * 51 + b" .")

    # Then it read the first only
    assert len(asked) == 1


def test_refuses_a_file_above_the_size_and_reads_one_at_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turtle, "MAX_BYTES", len(TRIPLE))
    assert read_turtle(TRIPLE).triples

    with pytest.raises(Refusal) as refused:
        read_turtle(TRIPLE + b"\n")
    assert refused.value.code == "file-too-large"


def test_refuses_more_statements_than_a_catalogue_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turtle, "MAX_TRIPLES", 2)
    assert read_turtle(TRIPLE * 2).triples

    with pytest.raises(Refusal) as refused:
        read_turtle(TRIPLE * 3)
    assert refused.value.code == "file-too-large"


def test_fetches_nothing_that_the_file_names(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given no way out
    def no_network(*_args: object, **_named: object) -> None:
        raise AssertionError("the import tried to open a connection")

    monkeypatch.setattr(socket, "socket", no_network)

    # When a file names addresses everywhere, imports included
    graph = read_turtle(
        b"@base <http://a.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> ."
        b"<x> owl:imports <http://evil.example> ."
    )

    # Then they are names only
    assert list(graph.triples) == ["http://a.example/x"]
