"""Test personas on the pages of a service and of a try-out, in the console's form, and in an answer to a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox.contracts.sdl import people as graphql_people
from tests.sandbox.contracts.soap import people as soap_people
from tests.sandbox.contracts.soap.dossiers import envelope
from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.conftest import opened
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.authored.personas import Persona
from vlavirgem_sandbox.contracts.model import Operation, ParameterSummary
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.persona_filling import filled_in
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role

ROSA = Persona(
    key="rosa", situation="Kan alles.", values=(("insz", "58671512347"), ("postcode", "2800"), ("actief", True))
)


@pytest.fixture
def energy(agency: Tenant, aalst: Tenant) -> TryOut:
    """A try-out of a service without test personas."""
    return opened(agency, aalst, demo_contract("energieadvies.yaml"))


def _pages(tryout: TryOut) -> list[str]:
    pages = [reverse(f"tryouts:{name}", args=[tryout.public_id]) for name in ("detail", "console")]
    return [tryout.service_url, *pages]


def test_the_pages_of_service_and_try_out_list_them_with_what_each_is_for(
    deliveries: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)

    for page in _pages(deliveries):
        shown = developer.get(page).content.decode()
        assert 'id="personas"' in shown
        assert "Rosa Verdonck" in shown
        assert "Heeft geen digitale brievenbus." in shown


def test_a_service_without_them_has_no_list(energy: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    developer = client_for(aalst, Role.DEVELOPER)

    for page in _pages(energy):
        assert 'id="personas"' not in developer.get(page).content.decode()


@pytest.mark.parametrize(
    ("key", "words", "other"),
    [
        (b"examples", "met het voorbeeld uit het contract", "verzonnen waarden"),
        (b"x-set-aside", "verzonnen waarden", "met het voorbeeld uit het contract"),
    ],
)
def test_the_console_says_whether_it_shows_the_contracts_example_or_made_up_values(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client], key: bytes, words: str, other: str
) -> None:
    advice = demo_contract("energieadvies.yaml")
    shown_first = b"%s:\n              stapVoorStap:"
    file = replace(advice, data=advice.data.replace(shown_first % b"examples", shown_first % key))
    page = reverse("tryouts:console", args=[opened(agency, aalst, file).public_id])

    shown = client_for(aalst, Role.DEVELOPER).get(page, {"operation": "POST /berekeningen/vergelijking"}).text

    assert words in shown
    assert other not in shown


@pytest.mark.parametrize(
    ("operation", "field", "persona"),
    [
        ("GET /ontvangers/{recipient}/brievenbus", "path:recipient", "TP-00107"),
        ("GET /documenten", "query:recipient", "TP-00107"),
    ],
)
def test_one_click_fills_the_consoles_form(
    deliveries: TryOut, aalst: Tenant, client_for: Callable[..., Client], operation: str, field: str, persona: str
) -> None:
    developer = client_for(aalst, Role.DEVELOPER)
    console = reverse("tryouts:console", args=[deliveries.public_id])

    chosen = developer.get(console, {"operation": operation, "persona": "emile"}).context["form"].initial
    unknown = developer.get(console, {"operation": operation, "persona": "niemand"}).context["form"].initial

    assert chosen[field] == persona
    assert unknown[field] == "TP-00042"  # the contract's own example


def test_it_fills_the_body_too(deliveries: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    console = reverse("tryouts:console", args=[deliveries.public_id])
    asked = {"operation": "POST /documenten", "persona": "wies"}

    form = client_for(aalst, Role.DEVELOPER).get(console, asked).context["form"]

    body = json.loads(form.initial["body"])
    assert body["recipient"] == "TP-00099"
    assert body["file"]["name"] == "attest.pdf"


def test_values_keep_the_type_that_the_example_has() -> None:
    parameter = ParameterSummary(name="actief", location="query", required=False, description="", schema={})
    operation = Operation(
        key="POST /x", operation_id="x", method="POST", path="/x", summary="", parameters=(parameter,)
    )
    body = json.dumps({"postcode": 9300, "rijksregisternummer": "1", "kinderen": [{"insz": "2"}], "naam": "An"})

    filled = filled_in(operation, ROSA, body)

    assert filled["query:actief"] == "true"
    assert json.loads(filled["body"]) == {
        "postcode": 2800,
        "rijksregisternummer": "58671512347",
        "kinderen": [{"insz": "2"}],
        "naam": "An",
    }
    assert "body" not in filled_in(operation, ROSA, "<xml/>")
    assert "body" not in filled_in(operation, ROSA, "naam=An")


def test_an_object_in_the_body_is_filled_where_it_means_the_persona() -> None:
    operation = Operation(key="POST /x", operation_id="x", method="POST", path="/x", summary="")
    body = {
        "postcode": "9300",
        "aanvrager": {"insz": "1"},
        "woning": {"postcode": "9300", "actief": False},
        "kantoor": {"postcode": "9300"},
    }

    filled = json.loads(filled_in(operation, ROSA, json.dumps(body))["body"])

    assert filled == {
        "postcode": "2800",
        "aanvrager": {"insz": "58671512347"},
        "woning": {"postcode": "2800", "actief": True},
        "kantoor": {"postcode": "9300"},
    }


def test_a_program_that_asks_about_one_gets_that_one(deliveries: TryOut, calling: Callable[[TryOut], Client]) -> None:
    program = calling(deliveries)

    emile = program.get(f"{deliveries.base_path}/ontvangers/TP-00107/brievenbus").json()
    nobody = program.get(f"{deliveries.base_path}/ontvangers/TP-77777/brievenbus")

    assert (emile["name"], emile["language"]) == ("Emile Lambert", "fr")
    assert nobody.status_code == 404


def test_a_soap_request_is_filled_where_it_means_the_persona() -> None:
    operation = Operation(key="Geef", operation_id="Geef", method="POST", path="/", summary="")
    body = (
        "<Afzender><Postcode>9300</Postcode></Afzender><Vraag><Inhoud><INSZ>85673003393</INSZ></Inhoud>"
        "<Woning><Postcode>9300</Postcode><Actief/></Woning></Vraag>"
    )

    filled = filled_in(operation, ROSA, envelope(f'<d:Geef xmlns:d="urn:d">{body}</d:Geef>').decode())["body"]

    assert "<Afzender><Postcode>9300</Postcode></Afzender>" in filled
    assert "<INSZ>58671512347</INSZ>" in filled
    assert "<Woning><Postcode>2800</Postcode><Actief>true</Actief></Woning>" in filled
    assert "body" not in filled_in(operation, ROSA, envelope("<Geef><Naam>An</Naam></Geef>").decode())


def test_the_console_of_a_soap_service_is_filled_with_one_click(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    tryout = opened(agency, aalst, ContractFile(data=soap_people.archive(), filename="dossiers.zip"))

    page = client_for(aalst, Role.DEVELOPER).get(reverse("tryouts:console", args=[tryout.public_id]) + "?persona=rosa")

    assert "<INSZ>58671512347</INSZ>" in page.context["form"].initial["body"]
    assert "Recht op een tegemoetkoming." in page.text
    assert "postcode: 2800" in page.text
    assert "gezinslast: true" in page.text


def test_the_explorer_of_a_graphql_service_fills_the_variables_with_one_click(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    tryout = opened(
        agency,
        aalst,
        ContractFile(data=graphql_people.archive(graphql_people.ROSA, graphql_people.EMILE), filename="dienst.zip"),
    )
    developer = client_for(aalst, Role.DEVELOPER)
    page = reverse("tryouts:console", args=[tryout.public_id])

    filled = developer.get(page, {"operation": "Query.persoon", "persona": "rosa"})
    plain = developer.get(page, {"operation": "Query.persoon"})

    assert json.loads(filled.context["examples"][0]["variables"]) == {"insz": "58671512347"}
    assert json.loads(plain.context["examples"][0]["variables"]) != {"insz": "58671512347"}
    assert "?operation=Query.persoon&amp;persona=emile" in filled.text
