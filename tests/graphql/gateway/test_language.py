"""In which language the gateway answers: the message is the reader's, the code is nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from graphql import build_schema

from vlavirgem_graphql.exchange.models import Agreement
from vlavirgem_graphql.schema.root import gateway_schema, schema_text
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role


def error_of(response: Any) -> tuple[str, str]:
    (error, *_more) = response.json()["errors"]
    return error["extensions"]["code"], error["message"]


def test_a_program_gets_the_language_that_it_asks_for_or_else_its_organisations(api: Any, aalst: Tenant) -> None:
    query = "{ publicService { nodes { title } } }"
    english = ("INVALID_DOCUMENT", "Cannot query field 'publicService' on type 'Query'.")
    dutch = ("INVALID_DOCUMENT", "Het type 'Query' heeft geen veld 'publicService'.")
    assert aalst.language == "nl"
    assert error_of(api.post(query)) == dutch
    assert error_of(api.post(query, **{"accept-language": "*"})) == dutch
    assert error_of(api.post(query, **{"accept-language": "pl, en-GB;q=0.8"})) == english
    assert error_of(api.post(query)) == dutch  # nothing of the last caller's language is left


def test_the_language_of_the_page_before_does_not_reach_a_program(api: Any, aalst: Tenant, client_for: Any) -> None:
    client_for(aalst, Role.READER).get("/developers/", headers={"accept-language": "en"})
    assert error_of(api.post("{"))[1].startswith("Fout in de syntaxis")


@pytest.mark.parametrize(
    ("query", "variables", "code", "message"),
    [
        ("{ ", None, "SYNTAX_ERROR", "Fout in de syntaxis: verwacht was Name, er staat <EOF>."),
        ("{ offers }", None, "INVALID_DOCUMENT", "Kies welke velden je van 'offers'"),
        ("{ offers(size: 1) { nodes { id } } }", None, "INVALID_DOCUMENT", "heeft geen argument 'size'"),
        ('{ offers(first: "x") { nodes { id } } }', None, "INVALID_DOCUMENT", "Int is een geheel getal"),
        ("{ __schema { types { name } } }", None, "INVALID_DOCUMENT", "Deze sleutel mag het schema niet lezen"),
        ("query A { a: __typename } query B { b: __typename }", None, "INVALID_REQUEST", "Zeg met operationName"),
        (
            "query($n: Int!) { offers(first: $n) { nodes { id } } }",
            {"n": "x"},
            "INVALID_REQUEST",
            "De variabele '$n' kan de waarde 'x' niet hebben. Int is een geheel getal, 'x' is dat niet.",
        ),
        ("{ offers(first: 1001) { nodes { id } } }", None, "BAD_PAGE", "Een pagina telt 0 tot 1000 rijen"),
        ('{ node(id: "x") { id } }', None, "BAD_ID", "Dit is geen id van de gateway"),
        ("{ " + "a: __typename " * 16 + "}", None, "LIMIT_EXCEEDED", "aliassen hebben"),
        ("{ publicServices { nodes { title } } }", None, "AGREEMENT_REQUIRED", "Er is geen lopende overeenkomst"),
    ],
)
def test_an_error_of_any_step_is_told_in_dutch(
    api: Any, query: str, variables: dict[str, Any] | None, code: str, message: str
) -> None:
    found = error_of(api.post(query, variables))
    assert found[0] == code
    assert message in found[1]


def test_a_sentence_that_we_have_no_words_for_is_explained_by_its_code(api: Any) -> None:
    conflict = "{ offers { nodes { a: id a: title } } }"
    code, message = error_of(api.post(conflict))
    assert (code, message.startswith("Het document vraagt iets")) == ("INVALID_DOCUMENT", True)
    assert "Fields 'a' conflict" in message


def test_a_key_of_a_tryout_is_told_which_key_is_needed_and_a_stranger_is_unknown(api: Any) -> None:
    tryout = api.post("{ __typename }", authorization="Bearer vvt_abcdef")
    assert tryout.status_code == 401
    assert error_of(tryout)[0] == "TRYOUT_KEY"
    assert "gatewaysleutel" in error_of(tryout)[1]
    assert error_of(api.post("{ __typename }", authorization="Bearer vvg_abcdef"))[0] == "UNKNOWN_KEY"


def test_a_reading_names_the_key_in_the_organisations_language(
    api: Any, aalst: Tenant, brugge_agreement: Agreement, client_for: Any
) -> None:
    api.post("{ publicServices { nodes { title } } }", **{"accept-language": "en"})
    page = client_for(aalst, Role.DEVELOPER).get("/data/evidence/").content.decode()
    assert "sleutel proef" in page


def test_the_explorer_shows_the_schema_in_the_readers_language_and_the_file_stays_english(
    aalst: Tenant, client_for: Any
) -> None:
    client = client_for(aalst, Role.DEVELOPER)
    dutch = client.get("/developers/explorer/schema.graphql", headers={"accept-language": "nl"}).content.decode()
    english = client.get("/developers/explorer/schema.graphql", headers={"accept-language": "en"}).content.decode()
    assert "De korte naam: het eerste deel van het adres." in dutch
    assert "Its short name" not in dutch
    assert "Its short name: the first part of its address." in english
    assert client.get("/developers/schema.graphql", headers={"accept-language": "nl"}).content.decode() == english
    assert build_schema(dutch).type_map.keys() == build_schema(english).type_map.keys()


def test_nothing_that_we_describe_ourselves_is_left_in_english() -> None:
    described: dict[str, list[str]] = {"nl": [], "en": []}
    for language, found in described.items():
        schema = build_schema(schema_text(language))
        for of_type in schema.type_map.values():
            if not of_type.name.startswith("__") and of_type.name not in {"Boolean", "Int", "String", "ID", "Float"}:
                found += [of_type.description or ""]
                found += [field.description or "" for field in getattr(of_type, "fields", {}).values()]
    same = {one for one, other in zip(described["nl"], described["en"], strict=True) if one and one == other}
    alike = {"Type", "Concept", "Status", "Website", "Websites", "E-mail", "Procedure", "Contact", "Tags", "Partners"}
    assert same <= alike | {"Budget in euro"}


def test_a_request_in_dutch_leaves_the_executable_schema_as_it_was(api: Any) -> None:
    with translation.override("nl"):
        organisation = gateway_schema().object_type("Organisation")
        assert organisation.fields["name"].description == "Its name."
