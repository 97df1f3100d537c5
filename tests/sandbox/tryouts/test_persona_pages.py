"""Test personas on the pages of a service and of a try-out, in the console's form, and in an answer to a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.conftest import opened
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
    file = replace(
        advice, data=advice.data.replace(*(b"%s:\n              stapVoorStap:" % each for each in (b"examples", key)))
    )
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
