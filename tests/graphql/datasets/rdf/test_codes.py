"""A concept is a code of today's list where it is one, by its address or by its label; else it stays what it is."""

from __future__ import annotations

import pytest

from vlavirgem_graphql.datasets.rdf.codes import code_from_words, code_of, listed_code
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle
from vlavirgem_graphql.exchange.kinds.fields import code

THEMES = code(
    "themes",
    "http://a.example/theme",
    "Themes",
    concepts="http://a.example/",
    known_codes=("BouwenWonen", "MilieuEnergie", "Zeer goed"),
)
OPEN = code("wood", "http://a.example/wood", "Wood", concepts="http://a.example/")
FREE = code("channel", "http://a.example/channel", "Channel")
LISTS = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://old.example/1> skos:prefLabel "Bouwen en wonen"@nl .
<http://old.example/2> skos:prefLabel "Sport"@nl , "Sports"@fr .
_:named skos:prefLabel "Bouwen en wonen"@nl .
"""


@pytest.fixture
def lists() -> Graph:
    return read_turtle(LISTS)


def test_a_concept_of_the_list_is_what_stands_after_it(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://a.example/MilieuEnergie") == "MilieuEnergie"


def test_an_older_concept_is_known_again_by_its_label(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://old.example/1") == "BouwenWonen"


@pytest.mark.parametrize(
    "raw",
    ["http://old.example/2", "http://old.example/3", "http://a.example/Onzin", "urn:x:9", "Onzin", "zie a://b"],
    ids=["no code of today", "no label", "no code of the list itself", "no web address", "a text", "a sentence"],
)
def test_no_code_is_made_up_for_another(lists: Graph, raw: str) -> None:
    assert code_of(lists, THEMES, raw) == raw


@pytest.mark.parametrize("text", ["BouwenWonen", "bouwenwonen", "Bouwen en wonen", "Bouwen wonen"])
def test_a_text_says_the_code_that_it_is_or_is_the_label_of(lists: Graph, text: str) -> None:
    assert code_of(lists, THEMES, text) == "BouwenWonen"
    assert listed_code(THEMES, text) == "BouwenWonen"


def test_a_concept_without_an_address_is_what_its_label_says(lists: Graph) -> None:
    (nameless,) = (subject for subject in lists.triples if subject.startswith("_:"))

    assert code_of(lists, THEMES, nameless) == "BouwenWonen"
    assert code_of(lists, OPEN, nameless) == "Bouwen en wonen"
    assert code_of(lists, THEMES, "_:nothing") is None


def test_a_code_with_a_space_is_found_in_its_address(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://a.example/Zeer%20goed") == "Zeer goed"


def test_of_a_list_that_is_not_known_here_each_address_in_it_is_a_code(lists: Graph) -> None:
    assert code_of(lists, OPEN, "http://a.example/Eik") == "Eik"
    assert code_of(lists, OPEN, "http://a.example/Een%20eik") == "Een%20eik"
    assert code_of(lists, OPEN, "http://old.example/3") == "http://old.example/3"


def test_a_field_without_a_list_holds_the_label_or_the_end_of_the_address(lists: Graph) -> None:
    assert code_of(lists, FREE, "http://old.example/2") == "Sport"
    assert code_of(lists, FREE, "http://old.example/loket") == "loket"
    assert code_of(lists, FREE, "loket") == "loket"


def test_what_is_too_long_to_be_a_code_is_none(lists: Graph) -> None:
    assert code_of(lists, OPEN, "http://a.example/" + "x" * 200) == "x" * 200
    assert code_of(lists, OPEN, "http://a.example/" + "x" * 201) is None


def test_words_become_a_code_as_the_lists_form_theirs() -> None:
    assert code_from_words("Welzijn en Gezondheid") == "WelzijnGezondheid"
    assert code_from_words("Voorwerp") == "Voorwerp"


@pytest.mark.parametrize("written", ["m", "M"])
def test_codes_that_differ_by_their_capitals_only_stay_what_they_are(lists: Graph, written: str) -> None:
    sizes = code("size", "http://a.example/size", "Size", concepts="http://a.example/", known_codes=("m", "M", "Extra"))

    assert listed_code(sizes, written) == written
    assert code_of(lists, sizes, f"http://a.example/{written}") == written
    assert code_of(lists, sizes, f"http://a.example/%{ord(written):X}") == written
    assert listed_code(sizes, "extra") == "Extra", "of one that is alone, anybody's way of writing it"
