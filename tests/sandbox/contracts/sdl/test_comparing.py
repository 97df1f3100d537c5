"""What changed between two versions of a schema, and what of it breaks who asks the older one."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from tests.sandbox.contracts.sdl.associations import compiled
from vlavirgem_sandbox.contracts.comparing.graphql import SENTENCES, compare_schemas
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract

OLD = """
type Query { zaal(id: ID!, taal: String): Zaal zalen(eerste: Int = 10): [Zaal!]! }
type Zaal { id: ID! naam: String! plaatsen: Int soort: Soort eigenaar: Eigenaar }
enum Soort { GROOT KLEIN }
union Eigenaar = Persoon | Stad
type Persoon { naam: String }
type Stad { naam: String }
type Mutation { boek(input: Boeking!): Boolean }
input Boeking { zaal: ID! uren: Int }
"""


def changes(old: str, new: str) -> list[tuple[str, str, str]]:
    before, after = compiled(old), compiled(new)
    assert isinstance(before, GraphQLContract)
    assert isinstance(after, GraphQLContract)
    return [(each.level, each.operation, each.part) for each in compare_schemas(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("zalen(eerste: Int = 10): [Zaal!]!", "", ("breaking", "Query.zalen", "operation")),
        ("naam: String! plaatsen", "plaatsen", ("breaking", "Zaal.naam", "answer")),
        ("plaatsen: Int", "plaatsen: String", ("breaking", "Zaal.plaatsen", "answer")),
        (", taal: String", "", ("breaking", "Query.zaal", "body")),
        ("(id: ID!", "(id: ID!, x: Int!", ("breaking", "Query.zaal", "body")),
        ("(id: ID!", "(id: ID!, x: Int", ("compatible", "Query.zaal", "body")),
        ("= 10", "= 20", ("attention", "Query.zalen", "body")),
        ("uren: Int", "uren: Int!", ("breaking", "Boeking.uren", "body")),
        ("uren: Int", "uren: Int mail: String!", ("breaking", "Boeking", "body")),
        ("uren: Int", "uren: Int mail: String", ("compatible", "Boeking", "body")),
        ("GROOT KLEIN", "GROOT", ("breaking", "Soort", "answer")),
        ("GROOT KLEIN", "GROOT KLEIN NAAMLOOS", ("attention", "Soort", "answer")),
        ("Persoon | Stad", "Persoon", ("breaking", "Eigenaar", "answer")),
        ("plaatsen: Int", "plaatsen: Int oppervlakte: Int", ("compatible", "Zaal.oppervlakte", "answer")),
        ("plaatsen: Int", 'plaatsen: Int @deprecated(reason: "x")', ("attention", "Zaal.plaatsen", "answer")),
        ("type Mutation {", "type Mutation { ruim: Boolean ", ("compatible", "Mutation.ruim", "operation")),
    ],
)
def test_a_change_has_its_level_and_its_place(before: str, after: str, expected: tuple[str, str, str]) -> None:
    assert before in OLD

    assert expected in changes(OLD, OLD.replace(before, after))


def test_nothing_changed_is_nothing_told() -> None:
    assert changes(OLD, OLD) == []


def test_what_makes_less_certain_in_an_answer_breaks_and_in_a_question_does_not() -> None:
    assert changes(OLD, OLD.replace("naam: String! plaatsen", "naam: String plaatsen"))[0][0] == "breaking"
    assert changes(OLD, OLD.replace("zaal: ID!", "zaal: ID")) == []


def test_root_types_of_another_name_are_called_as_operations_are() -> None:
    old = "schema { query: Vragen } type Vragen { a: Int b: Int }"

    assert changes(old, old.replace("b: Int", "")) == [("breaking", "Query.b", "operation")]


def test_the_sentences_are_those_of_graphql_core_and_are_translated() -> None:
    before, after = compiled(OLD), compiled(OLD.replace("GROOT KLEIN", "GROOT"))
    assert isinstance(before, GraphQLContract)
    assert isinstance(after, GraphQLContract)

    with override("nl"):
        assert [each.message for each in compare_schemas(before, after)] == ["KLEIN is weg uit de enum Soort."]
    assert len({str(sentence) for sentence in SENTENCES}) == len(SENTENCES)
