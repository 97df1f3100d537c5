"""The judge of GraphQL answers turns down what the schema does not promise, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.sandbox.contracts.sdl.associations import compiled
from vlavirgem.cli.graphql_judge import GraphQLJudge
from vlavirgem_sandbox.contracts.model import Answer, Operation, RequestExample
from vlavirgem_sandbox.contracts.sdl.graphql_contract import GraphQLContract

SDL = """
scalar Date
interface Lid { naam: String! }
type Persoon implements Lid { naam: String! mail: String }
enum Soort { GROOT KLEIN }
type Zaal { id: ID! plaatsen: Int soort: Soort vrij: [Date!]! leden: [Lid!] }
type Query { zaal(id: ID): Zaal }
"""
QUERY = "{ zaal { id plaatsen soort vrij leden { __typename naam ... on Persoon { mail } } } }"
GOOD = {
    "id": "1",
    "plaatsen": 3,
    "soort": "GROOT",
    "vrij": ["2026-01-01"],
    "leden": [{"__typename": "Persoon", "naam": "An", "mail": None}],
}


def complaint(zaal: object) -> str | None:
    contract = compiled(SDL)
    assert isinstance(contract, GraphQLContract)
    example = RequestExample(path="/", body=json.dumps({"query": QUERY}))
    operation: Operation = replace(contract.operations[0], request_example=example)
    body = json.dumps({"data": {"zaal": zaal}}).encode()
    answer = Answer(status=200, headers=(), body=body, content_type="application/json", origin="generated")
    return GraphQLJudge(contract).complaint(operation, answer)


@pytest.mark.parametrize("zaal", [GOOD, None, {**GOOD, "plaatsen": None, "leden": None}])
def test_a_good_answer_is_let_pass(zaal: object) -> None:
    assert complaint(zaal) == ""


@pytest.mark.parametrize(
    "zaal",
    [
        7,
        {},
        {**GOOD, "meer": 1},
        {**GOOD, "id": None},
        {**GOOD, "id": 1},
        {**GOOD, "plaatsen": 2**31},
        {**GOOD, "soort": "REUS"},
        {**GOOD, "vrij": ["morgen"]},
        {**GOOD, "vrij": None},
        {**GOOD, "leden": [{"__typename": "Zaal", "naam": "An"}]},
        {**GOOD, "leden": [{"__typename": "Persoon", "naam": "An"}]},
    ],
)
def test_an_answer_against_the_schema_is_turned_down(zaal: object) -> None:
    assert complaint(zaal)
