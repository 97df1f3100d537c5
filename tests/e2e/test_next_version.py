"""The path of a next version, walked in a browser, in Dutch: published, told of, tried, disturbed, replayed, examined.

The steps build on each other, as in the walk of the main job.
"""

from __future__ import annotations

import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import As
from tests.e2e.hall_contracts import hall_contract
from tests.e2e.person import Person

AGENCY, MUNICIPALITY = "digitaal", "diksmuide"
BOOK, READ = "POST /bookings", "GET /halls"
MINUTES_TO_EXAMINE = 3

pytestmark = pytest.mark.usefixtures("in_turn")


@pytest.fixture(scope="module")
def told() -> SimpleNamespace:
    """What the steps tell each other. The name is new each time, so that the path can be walked again."""
    return SimpleNamespace(name=f"Zalen {uuid4().hex[:5]}", done=set())


def opens_a_try_out(person: Person, name: str) -> tuple[str, str]:
    """From the page that asks what it is called; gives its base address and its key."""
    person.fills(name=name, key_label="Zaalbeheer").saves()
    return person.value("#base-url"), person.value("#new-key")


def sends(person: Person, operation: str, status: str) -> None:
    """Choose an operation in the console, and send the call as it is filled in."""
    person.picks("operation", operation).presses("Kiezen").reaches("Oproep versturen")
    expect(person.page.locator("#answer .tryout-status")).to_have_text(status)


def test_1_a_municipality_tries_the_first_version(as_person: As, told: SimpleNamespace) -> None:
    agency, lead = as_person(AGENCY, "developer"), as_person(MUNICIPALITY, "pilot_lead")
    agency.goes_to("/services/publish/").uploads("contract", "zalen.json", hall_contract(version=1))
    agency.fills(name=told.name, summary="Reserveer een zaal van de gemeente.", theme="leisure")
    agency.presses("Contract controleren").presses("Versie 1 publiceren").reads("Versie 1")
    told.service = agency.path
    agency.follows("Proefopstelling openen")
    told.behind = opens_a_try_out(agency, f"{told.name} van gisteren")

    lead.goes_to(told.service).follows("Proefopstelling openen")
    opens_a_try_out(lead, told.name)
    lead.reaches("Oproep doen")
    sends(lead, BOOK, "201")

    lead.goes_to("/").sees_no(f"Versie 2 van “{told.name}”")


def test_2_the_agency_publishes_the_next_one_and_sees_what_breaks(as_person: As, told: SimpleNamespace) -> None:
    agency = as_person(AGENCY, "developer")

    agency.goes_to(told.service).follows("Nieuwe versie publiceren")
    agency.uploads("contract", "zalen.json", hall_contract(version=2)).presses("Contract controleren")
    agency.reads("1 wijziging breekt programma's", "telephone", BOOK)
    agency.follows("Alle wijzigingen").reads("Van versie 1 naar versie 2", "Breekt", "telephone")
    agency.page.go_back()
    agency.presses("Versie 2 publiceren").reads("Versie 2")

    agency.follows("Proefopstelling openen")
    told.up_to_date = opens_a_try_out(agency, f"{told.name} van vandaag")


def test_3_the_municipality_is_told_and_moves_to_it(as_person: As, told: SimpleNamespace) -> None:
    lead = as_person(MUNICIPALITY, "pilot_lead")

    lead.goes_to("/").follows(f"Versie 2 van “{told.name}” staat live")
    lead.reads("1 van je laatste 1 goede oproep", BOOK, "inhoud /", "telephone")
    lead.reaches("Proefopstelling van versie 2 openen")
    opens_a_try_out(lead, f"{told.name} 2")
    told.tryout = lead.path
    lead.fills(label="Website").presses("Sleutel maken").reads("Je nieuwe sleutel: Website")
    lead.page.reload()
    expect(lead.page.locator("#new-key")).to_have_count(0)

    lead.reaches("Oproep doen")
    sends(lead, BOOK, "201")
    lead.goes_to("/").sees_no(f"Versie 2 van “{told.name}”")


def test_4_it_lets_the_service_falter_for_a_while(as_person: As, told: SimpleNamespace) -> None:
    lead = as_person(MUNICIPALITY, "pilot_lead")

    lead.goes_to(told.tryout).reaches("Storing inschakelen")
    lead.fills(status="504", minutes="5").reaches("Inschakelen")
    lead.reads("Storing beëindigen", "504").follows("Console")
    sends(lead, BOOK, "504")
    lead.reads("Bewust verstoord")

    lead.reaches("Storing beëindigen").sees_no("Storing beëindigen")
    lead.reads("1 oproep is bewust verstoord")


def test_5_it_makes_the_call_again_from_the_log(as_person: As, told: SimpleNamespace) -> None:
    lead = as_person(MUNICIPALITY, "pilot_lead")

    lead.goes_to(told.tryout).follows("Bekijk wat verstoord werd").reads("504")
    lead.page.locator("#calls th a").first.click()
    lead.looks().reads("Deze oproep is bewust verstoord", "504")
    lead.reaches("Deze oproep opnieuw doen")
    assert "015000000" in lead.value("#id_body"), "the console starts from what was sent"
    lead.reaches("Oproep versturen")

    expect(lead.page.locator("#answer .tryout-status")).to_have_text("201")
    lead.follows("Deze oproep in het logboek").reads("201", "in de console")


@pytest.mark.parametrize(
    ("which", "score", "words"),
    [("up_to_date", "100%", "Elk antwoord hield zich aan het contract"), ("behind", "50%", "seats")],
)
def test_6_the_agency_examines_what_really_answers(
    as_person: As, told: SimpleNamespace, which: str, score: str, words: str
) -> None:
    base, key = getattr(told, which)
    agency, name = as_person(AGENCY, "developer"), f"Leverancier {which}"

    agency.goes_to(told.service).follows("Toetsing").follows("Registreer een omgeving")
    agency.fills(name=name, kind="supplier", base_url=base, header_name="X-Api-Key", secret=key).saves()
    agency.page.locator("main tr", has_text=name).get_by_role("link", name="Start een toets").click()
    agency.looks().picks("version", "2").saves()

    expect(agency.page.locator("main")).to_contain_text(
        re.compile("Klaar|Gestopt"), timeout=MINUTES_TO_EXAMINE * 60_000
    )
    agency.reads("Klaar", words).goes_to(told.service).follows("Toetsing")
    run = agency.page.locator("section[aria-labelledby=runs] tr:has(a)", has_text=name)
    expect(run).to_contain_text(score)
