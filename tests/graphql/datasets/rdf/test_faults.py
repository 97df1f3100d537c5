"""What is wrong with a Turtle file is told in words of our own."""

from __future__ import annotations

import pytest
from django.utils import translation

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.rdf.turtle import read_turtle


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        (b"dit is tekst", "regel 1", "“dit” kan hier niet staan."),
        (b"<http://a> <http://b> .", "regel 1", "“.” kan hier niet staan."),
        (b"\na:b a:c a:d .", "regel 2", "het voorvoegsel a: is niet aangegeven."),
        (b'<http://a> <http://b> "x\n" .', "regel 1", "een tekst loopt door na het einde van de regel."),
        (b'<http://a> <http://b> "x"', "regel 1", "de punt die een uitspraak afsluit, ontbreekt."),
        (b"<a> <http://b> 1 .", "regel 1", "een webadres is niet volledig"),
        (b"<http://a> <http://b c> 1 .", "regel 1", "in een webadres staat een teken"),
        (b"\xff\xfe", "regel 1", "niet in UTF-8"),
        (b"<http://a> a [ <http://b> 1 .", "regel 1", "een sluitende ] ontbreekt."),
        (b"@prefix a <http://x> .", "regel 1", "volgt de regels van Turtle niet (de lezer zegt zelf: "),
    ],
)
def test_a_fault_is_told_in_the_readers_language_with_its_line(source: bytes, line: str, told: str) -> None:
    with translation.override("nl"), pytest.raises(Refusal) as refused:
        read_turtle(source)
    assert refused.value.place == line
    assert told in refused.value.message
    assert "error" not in refused.value.message
