"""A record as people read it."""

from __future__ import annotations

import pytest

from vlavirgem_graphql.datasets.display import code_in_words, shown_fields
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE


@pytest.mark.parametrize(
    ("code", "words"),
    [("MobiliteitOpenbareWerken", "Mobiliteit openbare werken"), ("Bewijs", "Bewijs"), ("NLD", "NLD"), ("", "")],
)
def test_a_code_is_read_as_words(code: str, words: str) -> None:
    assert code_in_words(code) == words


def test_only_fields_that_hold_something_are_shown_in_the_kinds_order() -> None:
    body = {"type": "FinancieelVoordeel", "costs": [{"title": "Kosten"}], "title": "Leefloon", "keywords": []}

    shown = list(shown_fields(PUBLIC_SERVICE.fields, body))

    assert [field.value for field in shown[:2]] == ["Leefloon", "Financieel voordeel"]
    (group,) = shown[2].value
    assert [part.value for part in group] == ["Kosten"]


def test_what_is_no_code_of_its_list_is_shown_as_it_stands() -> None:
    body = {"type": "Leen en Koop", "themes": ["BouwenWonen", "http://old.example/aB"]}

    shown = {str(field.label): field.value for field in shown_fields(PUBLIC_SERVICE.fields, body)}

    assert shown == {"Type": "Leen en Koop", "Thema's": ["Bouwen wonen", "http://old.example/aB"]}
