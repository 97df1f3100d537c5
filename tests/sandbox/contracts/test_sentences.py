"""The engine's sentences reach a person in Dutch."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from tests.sandbox.contracts.calling import Caller, accepted
from vlavirgem_sandbox.contracts.reading import read_contract


def test_a_refusal_is_in_the_language_of_the_reader() -> None:
    with translation.override("nl"):
        problem = read_contract(b'{"openapi": "3.1.0",\n "x": [1, 2}}').problems[0]

    assert problem.message.startswith("Dit is geen geldige JSON")
    assert problem.place == "regel 2, kolom 12"


def test_a_violation_is_in_the_language_of_the_caller(small: dict[str, Any]) -> None:
    small["paths"]["/dingen"]["get"]["parameters"] = [{"name": "n", "in": "query", "required": True, "schema": {}}]
    caller = Caller(accepted(small))

    with translation.override("nl"):
        dutch = caller.violations("GET", "/dingen")[0].message
    english = caller.violations("GET", "/dingen")[0].message

    assert dutch == "De parameter 'n' ontbreekt in de zoekvraag."
    assert english == "The parameter 'n' is missing from the query."
