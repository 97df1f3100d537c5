"""A concept is a code of today's list where it is one, by its address or by its label; else its address is kept."""

from __future__ import annotations

import pytest

from vlavirgem_graphql.datasets.rdf.codes import code_from_words, code_of
from vlavirgem_graphql.datasets.rdf.turtle import Graph, read_turtle
from vlavirgem_graphql.exchange.kinds.fields import code

THEMES = code("themes", "http://a.example/theme", "Themes", concepts="http://a.example/", known_codes=("BouwenWonen",))
FREE = code("channel", "http://a.example/channel", "Channel")
LISTS = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<http://old.example/1> skos:prefLabel "Bouwen en wonen"@nl .
<http://old.example/2> skos:prefLabel "Sport"@nl , "Sports"@fr .
"""


@pytest.fixture
def lists() -> Graph:
    return read_turtle(LISTS)


def test_a_concept_of_the_list_is_what_stands_after_it(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://a.example/MilieuEnergie") == "MilieuEnergie"


def test_an_older_concept_is_known_again_by_its_label(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://old.example/1") == "BouwenWonen"


@pytest.mark.parametrize(
    "address", ["http://old.example/2", "http://old.example/3"], ids=["no code of today", "no label"]
)
def test_no_code_is_made_up_for_another(lists: Graph, address: str) -> None:
    assert code_of(lists, THEMES, address) == address


def test_a_field_without_a_list_holds_the_label_or_the_end_of_the_address(lists: Graph) -> None:
    assert code_of(lists, FREE, "http://old.example/2") == "Sport"
    assert code_of(lists, FREE, "http://old.example/loket") == "loket"
    assert code_of(lists, FREE, "loket") == "loket"


def test_what_is_too_long_to_be_a_code_is_none(lists: Graph) -> None:
    assert code_of(lists, THEMES, "http://a.example/" + "x" * 200) == "x" * 200
    assert code_of(lists, THEMES, "http://a.example/" + "x" * 201) is None


def test_words_become_a_code_as_the_lists_form_theirs() -> None:
    assert code_from_words("Welzijn en Gezondheid") == "WelzijnGezondheid"
    assert code_from_words("Voorwerp") == "Voorwerp"
