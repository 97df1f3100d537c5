"""Test personas beside a WSDL: read from a file in the zip, and shown in answers that the XSD allows."""

# ruff: noqa: E501 - XML reads best by the line
from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from tests.sandbox.contracts.soap.dossiers import SPACE, SoapCaller, accepted, refused, request, wsdl, zipped
from tests.sandbox.contracts.soap.people import ROSA, TYPES, archive
from vlavirgem_sandbox.contracts.authored.personas import EXTENSION
from vlavirgem_sandbox.contracts.reading import read_contract

SOMEBODY_REAL = "85073003328"


def about(insz: str) -> Any:
    return request(f'<d:GeefDossier xmlns:d="{SPACE}"><INSZ>{insz}</INSZ></d:GeefDossier>')


@pytest.mark.parametrize("sent", ["58671512347", "58.67.15-123.47"])
def test_a_call_with_a_personas_first_value_is_answered_with_what_it_has(sent: str) -> None:
    caller = SoapCaller(accepted(archive()))

    person = caller.content(about(sent))[0]

    assert person.findtext("Insz") == "58671512347"
    assert person.findtext("FirstName") == "Rosa"
    assert [each.text for each in person.findall("Achternaam")] == ["Verdonck"]
    assert person.findtext("Adres/Postcode") == "2800"
    assert person.find("Adres").get("gezinslast") == "true"


def test_what_the_schema_does_not_take_is_made_as_always() -> None:
    person = SoapCaller(accepted(archive())).content(about("58671512347"))[0]

    assert person.findtext("Straat") != "Lindelaan"


def test_what_repeats_below_the_persona_is_about_others() -> None:
    person = SoapCaller(accepted(archive())).content(about("58671512347"))[0]

    assert {each.findtext("Voornaam") for each in person.findall("Kind")}.isdisjoint({"Rosa"})
    assert {each.findtext("Insz") for each in person.findall("Kind")}.isdisjoint({"58671512347", "58.67.15-123.47"})


def test_a_call_about_nobody_is_answered_as_without_personas() -> None:
    with_them = SoapCaller(accepted(archive())).content(about("79620354107"))
    without = SoapCaller(accepted(wsdl(types=TYPES).encode())).content(about("79620354107"))

    assert etree.tostring(with_them) == etree.tostring(without)


def test_a_sample_of_the_author_goes_before_a_persona() -> None:
    sample = f'<d:GeefDossierAntwoord xmlns:d="{SPACE}"><Persoon><Insz>58671512347</Insz><FirstName>Roos</FirstName><Straat>Weg</Straat><Kind><Insz>1</Insz><Voornaam>An</Voornaam></Kind></Persoon></d:GeefDossierAntwoord>'
    caller = SoapCaller(accepted(archive(**{"antwoorden/58671512347.xml": sample, "antwoorden/9.xml": sample})))

    assert caller.content(about("58671512347"))[0].findtext("FirstName") == "Roos"


@pytest.mark.parametrize("path", ["personas.yaml", "dienst/Personas.YML", "testen/personas.json"])
@pytest.mark.parametrize("written", [[ROSA], {EXTENSION: [ROSA]}])
def test_the_file_may_lie_anywhere_and_name_the_list(path: str, written: Any) -> None:
    contract = accepted(archive(written, path=path))

    assert contract.document[EXTENSION] == [ROSA]


def test_a_wsdl_by_another_name_is_no_openapi_for_the_file_beside_it() -> None:
    contract = accepted(zipped({"dossiers.xml": wsdl(types=TYPES), "personas.json": json.dumps([ROSA])}))

    assert contract.dialect == "wsdl-1.1"


def test_a_mistake_in_a_persona_is_named_with_its_place_and_the_others_are_used() -> None:
    report = read_contract(archive([ROSA, {"key": "emile"}]), name="dossiers.zip")

    assert [(problem.severity, problem.place) for problem in report.problems] == [
        ("warning", "personas.json /1/situation")
    ]
    assert SoapCaller(accepted(archive([ROSA, {"key": "emile"}]))).content(about("58671512347"))[0][1].text == "Rosa"


def test_a_file_without_a_list_is_named() -> None:
    report = read_contract(archive({"rosa": {}}), name="dossiers.zip")

    assert [problem.place for problem in report.problems] == ["personas.json"]


@pytest.mark.parametrize(
    ("more", "words", "place"),
    [
        ({"personas.yaml": f"- values: {{insz: '{SOMEBODY_REAL}'}}"}, "real person", "personas.yaml /0/values/insz"),
        ({"personas.yaml": "- {key"}, "cannot be read", "personas.yaml"),
        ({"personas.yaml": ""}, "empty", "personas.yaml"),
        ({"personas.yaml": "[]", "a/personas.json": "[]"}, "2 files", "personas.yaml"),
    ],
)
def test_a_file_that_cannot_be_kept_refuses_the_contract(more: dict[str, str], words: str, place: str) -> None:
    data = zipped({"dossiers.wsdl": wsdl(types=TYPES)} | more)

    problem = read_contract(data, name="dossiers.zip").problems[0]

    assert len(refused(data)) == 1
    assert words in problem.message
    assert problem.place.startswith(place)
    assert problem.remedy
