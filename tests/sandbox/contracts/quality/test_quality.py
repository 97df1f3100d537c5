"""Each rule of a contract's quality: what holds to it, what does not, and where that is."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sandbox.contracts.soap.dossiers import REQUEST, TYPES, wsdl, zipped
from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.contracts.quality.measuring import measure
from vlavirgem_sandbox.contracts.quality.rules import WEIGHTS, Lack, Measure, Rule, score_of
from vlavirgem_sandbox.contracts.reading import read_contract

Document = dict[str, Any]
GET = "GET /dingen"


def measures_of(data: Document | bytes, name: str = "klein.json") -> dict[Rule, Measure]:
    contract = read_contract(data if isinstance(data, bytes) else json.dumps(data).encode(), name=name).contract
    assert contract is not None
    return {each.rule: each for each in measure(contract)}


def operation(document: Document) -> Document:
    found: Document = document["paths"]["/dingen"]["get"]
    return found


def perfect(small: Document) -> Document:
    """The small contract with everything that the rules ask for."""
    small["info"] |= {"contact": {"email": "vragen@dienst.example"}, "license": {"name": "EUPL-1.2"}}
    problem = {"description": "fout", "content": {"application/problem+json": {"schema": {"type": "object"}}}}
    number = {"name": "page", "in": "query", "description": "Welke pagina.", "schema": {"type": "integer"}}
    operation(small).update(
        operationId="listThings", summary="Zoek dingen", security=[{"key": []}], parameters=[number]
    )
    operation(small)["responses"]["400"] = problem
    answer = operation(small)["responses"]["200"]["content"]["application/json"]
    answer["schema"] = {"type": "array", "items": answer["schema"]}
    answer["example"] = [{"naam": "Een ding"}]
    small["components"]["schemas"]["Ding"]["properties"]["naam"]["description"] = "Hoe het heet."
    small["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "x-key"}}
    small["paths"]["/dingen"]["post"] = {
        "operationId": "addThing",
        "description": "Voeg een ding toe.",
        "security": [],
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Ding"}}}},
        "responses": {"204": {"description": "ok"}, "400": problem},
    }
    small["components"]["schemas"]["Ding"]["example"] = {"naam": "Een ding"}
    return small


def test_the_weights_are_together_100_and_each_rule_has_one() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(Rule)


def test_a_contract_that_holds_to_every_rule_has_100_and_a_bare_one_little(small: Document) -> None:
    bare = measures_of(small)

    full = measures_of(perfect(small))

    assert {rule: (each.held, each.total) for rule, each in full.items() if each.held < each.total} == {}
    assert score_of(full.values()) == 100
    assert all(each.total for each in full.values())
    assert score_of(bare.values()) == 0


def test_what_is_left_out_lowers_its_own_rule_and_names_the_place(small: Document) -> None:
    whole = perfect(small)
    before = score_of(measures_of(whole).values())

    del whole["components"]["schemas"]["Ding"]["properties"]["naam"]["description"]
    after = measures_of(whole)

    assert after[Rule.FIELDS_DESCRIBED].lacking == (Lack(GET, "/components/schemas/Ding/properties/naam"),)
    assert (before, score_of(after.values())) == (100, 100 - WEIGHTS[Rule.FIELDS_DESCRIBED])


@pytest.mark.parametrize(
    ("rule", "spoil", "place"),
    [
        (Rule.OPERATIONS_DESCRIBED, {"summary": "listThings"}, "/paths/~1dingen/get"),
        (Rule.SPEAKING_NAMES, {"operationId": "addThing"}, "/paths/~1dingen/get/operationId"),
        (Rule.SPEAKING_NAMES, {"operationId": "dingenUsingGET_1"}, "/paths/~1dingen/get/operationId"),
        (Rule.PAGING, {"parameters": []}, "/paths/~1dingen/get"),
        (Rule.SECURITY, {"security": [{"unknown": []}]}, "/paths/~1dingen/get"),
        (
            Rule.PARAMETERS_DESCRIBED,
            {"parameters": [{"name": "page", "in": "query", "schema": {"type": "integer"}}]},
            "/paths/~1dingen/get/parameters/0",
        ),
    ],
)
def test_each_rule_of_an_operation_finds_what_breaks_it(
    small: Document, rule: Rule, spoil: Document, place: str
) -> None:
    whole = perfect(small)
    assert not measures_of(whole)[rule].lacking

    operation(whole).update(spoil)

    assert Lack(GET, place) in measures_of(whole)[rule].lacking


def test_an_error_without_the_form_of_a_problem_is_named_and_one_with_its_fields_is_not(small: Document) -> None:
    whole = perfect(small)
    responses = operation(whole)["responses"]
    fields = {"title": {"type": "string"}, "status": {"type": "integer"}}
    like_a_problem = {"allOf": [{"type": "object", "properties": fields}]}

    responses["400"] = {"description": "fout", "content": {"application/json": {"schema": like_a_problem}}}
    with_fields = measures_of(whole)[Rule.ERRORS_AS_PROBLEMS]
    responses["400"] = {"description": "fout", "content": {"text/plain": {"schema": {"type": "string"}}}}
    as_text = measures_of(whole)[Rule.ERRORS_AS_PROBLEMS]
    del responses["400"]
    silent = measures_of(whole)[Rule.ERRORS_DESCRIBED]

    assert with_fields.lacking == ()
    assert as_text.lacking == (Lack(GET, "/paths/~1dingen/get/responses/400"),)
    assert silent.lacking == (Lack(GET, "/paths/~1dingen/get/responses"),)


def test_examples_of_every_field_are_an_example_and_a_schema_that_holds_itself_ends(small: Document) -> None:
    whole = perfect(small)
    thing = whole["components"]["schemas"]["Ding"]
    del thing["example"]
    missing = measures_of(whole)[Rule.REQUEST_EXAMPLES]

    thing["properties"] |= {
        "naam": {"type": "string", "example": "Een ding"},
        "deel": {"$ref": "#/components/schemas/Ding"},
    }
    given = measures_of(whole)[Rule.REQUEST_EXAMPLES]

    assert missing.lacking == (Lack("POST /dingen", "/paths/~1dingen/post/requestBody"),)
    assert (given.held, given.total) == (1, 1)


def test_rules_that_have_nothing_to_speak_of_do_not_count(small: Document) -> None:
    whole = perfect(small)
    del whole["paths"]["/dingen"]["post"]

    found = measures_of(whole)

    assert found[Rule.REQUEST_EXAMPLES].total == 0
    assert score_of(found.values()) == 100


def test_many_places_are_counted_and_the_first_named(small: Document) -> None:
    small["components"]["schemas"]["Ding"]["properties"] = {f"veld{number}": {} for number in range(250)}

    fields = measures_of(small)[Rule.FIELDS_DESCRIBED]

    assert (fields.total, fields.held, len(fields.lacking)) == (250, 0, 100)


def test_a_swagger_contract_is_held_against_the_same_rules() -> None:
    swagger = {
        "swagger": "2.0",
        "info": {"title": "Oud", "version": "1", "contact": {"url": "https://dienst.example/"}},
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "x-key"}},
        "security": [{"key": []}],
        "paths": {"/dingen": {"get": {"responses": {"200": {"description": "ok", "examples": {"text/plain": "a"}}}}}},
    }

    found = measures_of(swagger)

    assert found[Rule.CONTACT].held == found[Rule.SECURITY].held == found[Rule.ANSWER_EXAMPLES].held == 1
    assert found[Rule.LICENCE].held == 0


def test_a_wsdl_is_held_against_the_rules_that_it_has_a_place_for() -> None:
    documented = TYPES.replace(
        '<xs:element name="Referte" type="xs:token"/>',
        '<xs:element name="Referte" type="xs:token"><xs:annotation><xs:documentation>Uw referte.</xs:documentation>'
        "</xs:annotation></xs:element>",
    )
    bare = measures_of(wsdl().encode(), "dossiers.wsdl")

    better = measures_of(zipped({"dossiers.wsdl": wsdl(types=documented), "vraag.xml": REQUEST}), "dossiers.zip")

    assert bare[Rule.OPERATIONS_DESCRIBED].held == bare[Rule.SPEAKING_NAMES].held == 1
    assert bare[Rule.FIELDS_DESCRIBED].held == bare[Rule.REQUEST_EXAMPLES].held == bare[Rule.ERRORS_DESCRIBED].held == 0
    assert bare[Rule.FIELDS_DESCRIBED].lacking[0].place.startswith("dossiers.wsdl:")
    assert (better[Rule.FIELDS_DESCRIBED].held, better[Rule.REQUEST_EXAMPLES].held) == (2, 1)
    assert {rule for rule, each in bare.items() if each.total} == {
        Rule.OPERATIONS_DESCRIBED,
        Rule.FIELDS_DESCRIBED,
        Rule.REQUEST_EXAMPLES,
        Rule.ANSWER_EXAMPLES,
        Rule.ERRORS_DESCRIBED,
        Rule.SPEAKING_NAMES,
    }


def test_the_demo_s_register_is_good_and_still_has_something_to_improve() -> None:
    register = demo_contract()

    found = measures_of(register.data, register.filename)

    assert 70 <= score_of(found.values()) < 100
    assert found[Rule.OPERATIONS_DESCRIBED].lacking == ()
    assert len(found[Rule.SECURITY].lacking) == found[Rule.SECURITY].total
