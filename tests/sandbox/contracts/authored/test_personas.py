"""Test personas of a contract: who can be used, which calls are about whom, and what their answers show."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.sandbox.contracts.calling import DEMO_CONTRACTS, Caller, accepted
from vlavirgem_sandbox.contracts.authored.personas import EXTENSION, Personas
from vlavirgem_sandbox.contracts.reading import read_contract

WIDOW: dict[str, Any] = {
    "insz": "58671512347",
    "voornaam": "Rosa",
    "achternaam": "Verdonck",
    "kinderen": 2,
    "straat": "Lindelaan",
}
FATHER: dict[str, Any] = {"insz": "79620354107", "voornaam": "Emile", "postcode": "9300"}
PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["insz", "voornaam", "startdatum", "adres", "gezin"],
    "properties": {
        "insz": {"type": "string", "pattern": "^[0-9]{11}$"},
        "voornaam": {"type": "string", "maxLength": 40},
        "lastName": {"type": "string"},
        "startdatum": {"type": "string", "format": "date"},
        "adres": {
            "type": "object",
            "required": ["straat", "postcode"],
            "properties": {"straat": {"type": "string"}, "postcode": {"type": "integer", "minimum": 1000}},
        },
        "gezin": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "required": ["voornaam"], "properties": {"voornaam": {"type": "string"}}},
        },
    },
}


def persona(key: str, values: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"key": key, "situation": "Recht op een tegemoetkoming.", "values": values, **more}


def document(*personas: Any, answer: dict[str, Any] | None = None, **operation: Any) -> dict[str, Any]:
    media = answer or {"schema": PERSON}
    described = {
        "parameters": [
            {"name": "nummer", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "q", "in": "query", "schema": {"type": "string"}},
            {"name": "X-Aanvrager", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"description": "x", "content": {"application/json": media}}},
        **operation,
    }
    paths = {"/rechten/{nummer}/bereken": {"post": described}}
    info = {"title": "Rechten", "version": "1"}
    return {"openapi": "3.1.0", "info": info, EXTENSION: list(personas), "paths": paths}


def caller(*personas: Any, seed: int = 7, **more: Any) -> Caller:
    return Caller(accepted(document(*personas, **more)), seed=seed)


def ask(calls: Caller, number: str = "1", body: Any = None, **more: Any) -> Any:
    return calls.json("POST", f"/rechten/{number}/bereken", {} if body is None else body, **more)


BOTH = (persona("weduwe", WIDOW), persona("vader", FATHER))
CARRIED: dict[str, dict[str, Any]] = {
    "in the path": {"number": "58671512347"},
    "in the query": {"query": [("q", "58671512347")]},
    "in a header": {"X_Aanvrager": "58671512347"},
    "in the body": {"body": {"aanvraag": {"van": ["58671512347"]}}},
    "with points and hyphens": {"body": {"insz": "58.67.15-123.47"}},
}


@pytest.mark.parametrize("sent", CARRIED.values(), ids=CARRIED)
def test_a_call_that_carries_a_persona_gets_it_in_its_answer(sent: dict[str, Any]) -> None:
    answer = ask(caller(*BOTH), **sent)

    assert (answer["insz"], answer["voornaam"]) == ("58671512347", "Rosa")
    assert answer["adres"]["straat"] == "Lindelaan"


def test_the_id_of_a_trace_is_about_nobody() -> None:
    assert ask(caller(*BOTH), X_Request_Id=WIDOW["insz"]) == ask(caller())


def test_a_call_that_carries_none_gets_what_it_would_have_got_without_them() -> None:
    assert ask(caller(*BOTH), "12") == ask(caller(), "12")
    assert ask(caller(*BOTH), "12")["voornaam"] != "Rosa"


def test_a_field_of_another_name_shows_it_where_it_asks_for_the_same() -> None:
    assert ask(caller(*BOTH), WIDOW["insz"])["lastName"] == "Verdonck"


def test_what_the_schema_does_not_take_is_not_shown() -> None:
    wrong = persona("fout", {"insz": "58671512347", "voornaam": "x" * 100, "startdatum": "gisteren"})

    answer = ask(caller(wrong), "58671512347")  # the caller holds it against the contract

    assert answer["insz"] == "58671512347"
    assert answer["voornaam"] != "x" * 100
    assert answer["startdatum"] != "gisteren"


def test_a_value_is_shown_in_the_type_that_the_schema_asks_for() -> None:
    assert ask(caller(*BOTH), FATHER["insz"])["adres"]["postcode"] == 9300


def test_a_list_within_it_holds_others() -> None:
    answer = ask(caller(*BOTH), WIDOW["insz"])

    assert answer["voornaam"] == "Rosa"
    assert [each["voornaam"] for each in answer["gezin"]].count("Rosa") == 0


def test_the_same_seed_and_call_give_the_same_answer() -> None:
    once, again = (ask(caller(*BOTH, seed=3), WIDOW["insz"]) for _ in range(2))

    assert once == again


def test_an_example_of_which_nothing_is_said_shows_the_persona_too() -> None:
    example = {"schema": {"type": "object"}, "example": {"voornaam": "An", "recht": True}}

    assert ask(caller(*BOTH, answer=example), WIDOW["insz"]) == {"voornaam": "Rosa", "recht": True}
    assert ask(caller(*BOTH, answer=example), "12") == {"voornaam": "An", "recht": True}


AUTHORED: dict[str, Any] = {
    "schema": {"type": "object"},
    "examples": {
        "twee": {"value": {"bedrag": 120}, "x-vlavirgem-when": {"persona.kinderen": {"at-least": 2}}},
        "vader": {
            "value": {"bedrag": 40, "voor": "{{ persona.voornaam }} ({{persona.key}})", "niets": "{{ persona.weg }}"},
            "x-vlavirgem-when": {"persona.key": "vader"},
            "x-vlavirgem-template": True,
        },
        "anders": {"value": {"bedrag": 0}, "x-vlavirgem-when": "otherwise"},
    },
}


@pytest.mark.parametrize(
    ("number", "answer"),
    [
        (WIDOW["insz"], {"bedrag": 120}),
        (FATHER["insz"], {"bedrag": 40, "voor": "Emile (vader)", "niets": None}),
        ("12", {"bedrag": 0}),
    ],
)
def test_conditions_and_templates_know_the_persona(number: str, answer: dict[str, Any]) -> None:
    assert ask(caller(*BOTH, answer=AUTHORED), number) == answer


def test_a_condition_on_what_no_persona_has_is_remarked_and_one_on_what_one_has_is_not() -> None:
    wrong = deepcopy(AUTHORED)
    wrong["examples"]["twee"]["x-vlavirgem-when"] = {"persona.schoenmaat": 40}

    troubled = read_contract(json.dumps(document(*BOTH, answer=wrong)).encode()).problems
    sound = read_contract(json.dumps(document(*BOTH, answer=AUTHORED)).encode()).problems

    assert [problem.place.rpartition("/")[2] for problem in troubled if "persona" in problem.place] == [
        "persona.schoenmaat"
    ]
    assert not [problem for problem in sound if "persona" in problem.place]


WRONG: dict[str, tuple[Any, str]] = {
    "no object": ("rosa", "/1"),
    "an unknown part": (persona("a", WIDOW, naam="x"), "/1/naam"),
    "no key": (persona("", {"nummer": "TP-12"}), "/1/key"),
    "a key with a space": (persona("de weduwe", {"nummer": "TP-12"}), "/1/key"),
    "no situation": ({"key": "a", "values": {"nummer": "TP-12"}}, "/1/situation"),
    "no values": (persona("a", {}), "/1/values"),
    "a value that is a list": (persona("a", {"nummer": ["TP-12"]}), "/1/values/nummer"),
    "a first value that everybody has": (persona("a", {"kinderen": 2}), "/1/values"),
    "a number with wrong check digits": (persona("a", {"insz": "58671512399"}), "/1/values/insz"),
    "an enterprise number with wrong check digits": (persona("a", {"kbo": "0100000091"}), "/1/values/kbo"),
    "the key of another": (persona("vader", {"nummer": "TP-12"}), "/1/key"),
    "the first value of another": (persona("a", {"insz": "79.62.03-541.07"}), "/1/values/insz"),
}


@pytest.mark.parametrize(("wrong", "place"), WRONG.values(), ids=WRONG)
def test_a_persona_that_cannot_be_used_is_reported_and_the_others_are_used(wrong: Any, place: str) -> None:
    report = read_contract(json.dumps(document(persona("vader", FATHER), wrong)).encode())

    told = [problem for problem in report.problems if problem.place.startswith(f"/{EXTENSION}")]
    assert [problem.place for problem in told] == [f"/{EXTENSION}{place}"]
    assert told[0].remedy
    assert report.contract is not None
    assert [each.key for each in Personas(report.contract.document).all] == ["vader"]


@pytest.mark.parametrize("name", ["insz", "opmerking"])
def test_a_real_persons_number_refuses_the_contract(name: str) -> None:
    real = document(persona("a", {"nummer": "TP-12", name: "85073003328"}))

    report = read_contract(json.dumps(real).encode())

    assert report.contract is None
    assert [(problem.severity, problem.place) for problem in report.problems] == [
        ("error", f"/{EXTENSION}/0/values/{name}")
    ]
    assert "85073003328" not in str(report.problems)


def test_good_numbers_are_taken() -> None:
    found = Personas({EXTENSION: [persona("a", {"kbo": "0100.000.070", "insz": "58671512347"})]})

    assert found.troubles == []
    assert [each.key for each in found.all] == ["a"]


@pytest.mark.parametrize("written", ["rosa", {"a": 1}, [persona(f"p{n}", {"nummer": f"TP-{n:04}"}) for n in range(51)]])
def test_something_else_than_a_list_of_fifty_is_reported(written: Any) -> None:
    found = Personas({EXTENSION: written})

    assert [trouble.place for trouble in found.troubles] == [f"/{EXTENSION}"]


def test_the_demo_service_has_three_of_whom_one_has_no_mailbox() -> None:
    report = read_contract((DEMO_CONTRACTS / "documentlevering.yaml").read_bytes(), name="documentlevering.yaml")
    assert report.contract is not None
    calls = Caller(report.contract)

    rosa = calls.json("GET", "/ontvangers/TP-00042/brievenbus")
    wies = calls.json("GET", "/ontvangers/TP-00099/brievenbus")

    assert [each.key for each in calls.compiled.personas.all] == ["rosa", "emile", "wies"]
    assert (rosa["name"], rosa["reachable"]) == ("Rosa Verdonck", True)
    assert wies["reachable"] is False
