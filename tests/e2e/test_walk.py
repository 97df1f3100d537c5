"""The main job, walked in a browser, in Dutch: from a published contract to a call-off that rests on it.

The steps build on each other: each person goes on where the one before stopped. Every kind of page that they meet is
looked at by axe and on a narrow screen.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from types import SimpleNamespace
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import As
from tests.e2e.town import ROOT, Town

CONTRACT = ROOT / "sandbox/vlavirgem_sandbox/catalogue/demo_contracts/verenigingsregister.yaml"
CATALOGUE = ROOT / "graphql/vlavirgem_graphql/datasets/demo/productencatalogus-brugge.ttl"
TOWN = ZoneInfo("Europe/Brussels")
FIRST, SECOND, AGENCY = "zottegem", "diksmuide", "veka"
ON_THEIR_OWN = {4, 5}

pytestmark = pytest.mark.usefixtures("in_turn")


def day(days: int) -> str:
    """A day from the town's own today, as a day picker takes it; asked each time, for the walk may pass midnight."""
    return f"{dt.datetime.now(TOWN).date() + dt.timedelta(days=days):%Y-%m-%d}"


@pytest.fixture(scope="module")
def told() -> SimpleNamespace:
    """What the steps tell each other. The name is new each time, so that the walk can be walked again."""
    return SimpleNamespace(name=f"Verenigingenloket {uuid4().hex[:5]}", done=set())


def test_1_an_agency_publishes_a_service(as_person: As, told: SimpleNamespace) -> None:
    agency = as_person(AGENCY, "developer")

    agency.goes_to("/services/").follows("Dienst publiceren")
    agency.uploads("contract", "stuk.yaml", b"openapi: 3.1.0\n").fills(theme="leisure").saves(refused=True)
    agency.reads("stuk.yaml kan niet gepubliceerd worden")
    agency.goes_to("/services/publish/")
    agency.uploads("contract", "verenigingen.yaml", CONTRACT.read_bytes())
    agency.fills(name=told.name, summary="Registreer een vereniging aan het loket.", theme="leisure")
    agency.presses("Contract controleren")
    agency.reads("9 bewerkingen").presses("Versie 1 publiceren")

    agency.reads(told.name, "Versie 1")
    told.service = agency.path


def test_2_a_municipality_tries_it(as_person: As, told: SimpleNamespace, town: Town) -> None:
    lead = as_person(FIRST, "pilot_lead")

    lead.goes_to(told.service).follows("Proefopstelling openen")
    lead.fills(name=told.name, key_label="Loketsoftware").saves()
    key, base = lead.value("#new-key"), lead.value("#base-url")
    told.tryout = lead.path
    lead.page.reload()
    expect(lead.page.locator("#new-key")).to_have_count(0)

    lead.follows("Oproep doen").picks("operation", "POST /verenigingen ").presses("Kiezen").presses("Oproep versturen")
    expect(lead.page.locator("#answer")).to_contain_text("201")

    assert town.calls(base, "/verenigingen", key="geen sleutel").status == 401
    listed = town.calls(base, "/verenigingen", key=key)
    assert listed.status == 200
    assert listed.body, "what was registered in the console is read back"
    wrong = town.calls(base, "/verenigingen?page=nul", key=key)
    assert wrong.status == 400
    assert wrong.content_type == "application/problem+json"
    assert "page" in json.dumps(wrong.body)
    lead.goes_to(f"{told.tryout}calls/").reads("POST", "400")


def test_3_it_runs_a_pilot_on_it(as_person: As, told: SimpleNamespace) -> None:
    lead = as_person(FIRST, "pilot_lead")

    lead.goes_to(told.tryout).follows("Proefproject hiermee starten")
    lead.fills(title=told.name, goal="Een vereniging is in één keer geregistreerd.").saves().reads(told.name)
    told.pilot = lead.path
    lead.goes_to(f"{told.pilot}hypotheses/new/").fills(text="Wie aan het loket werkt, typt minder over.").saves()
    lead.goes_to(f"{told.pilot}kpis/new/").fills(name="Geldige oproepen", target="90")
    lead.chooses(source="valid_share", direction="higher").saves()
    lead.presses("Proefproject starten")
    lead.page.locator('main a[href$="/measure/"]').first.click()
    lead.looks().saves().reads("%")

    lead.goes_to(f"{told.pilot}findings/new/").fills(title="Het adres wordt twee keer gevraagd", text="In elke oproep.")
    lead.page.locator('main [name="measurements"]').first.check()
    lead.saves().reads("Het adres wordt twee keer gevraagd")
    lead.goes_to(f"{told.pilot}decide/").chooses(outcome="scale_up")
    lead.fills(reason="Het loket werkt.", decided_by="Stuurgroep")
    lead.page.locator('main [name="findings"]').first.check()
    lead.saves().reads("Het loket werkt.")
    expect(lead.page.locator("main svg.chart").first).to_be_visible()
    expect(lead.page.locator(".evidence__link--here").first).to_be_visible()


def test_4_it_offers_data_that_another_reads_under_an_agreement(
    as_person: As, told: SimpleNamespace, town: Town
) -> None:
    giver, signer = as_person(FIRST, "developer"), as_person(FIRST, "administrator")
    reader = as_person(SECOND, "developer")

    giver.goes_to("/data/import/").fills(title=told.name).uploads("file", "catalogus.ttl", CATALOGUE.read_bytes())
    giver.saves().saves().goes_to("/data/").follows(told.name)
    giver.page.locator('main a[href$="/offer/"]').first.click()
    giver.looks().fills(title=told.name).ticks("fields_wanted", 4).saves()

    reader.goes_to("/data/offers/").follows(told.name)
    reader.page.locator('main a[href*="/propose/"]').first.click()
    reader.looks().fills(purpose="Wij vergelijken onze loketten.", legal_basis="Decreet lokaal bestuur, art. 2").saves()
    reader.ticks("fields_wanted", 2).saves().saves()
    reader.fills(first_day=day(0), last_day=day(90)).saves().saves().reads("Voorgesteld")
    told.agreement = reader.path

    asker = as_person(SECOND, "administrator")
    asker.goes_to("/").reads(told.name).goes_to(f"{told.agreement}sign/").chooses(verdict="not-needed").saves().reads(
        "Voorgesteld"
    )
    signer.goes_to("/").reads(told.name).goes_to(f"{told.agreement}sign/").chooses(verdict="not-needed").saves().reads(
        "Actief"
    )
    reader.goes_to(told.agreement).reads("Actief", "Wij vergelijken onze loketten.")

    reader.goes_to("/developers/keys/new/").fills(label="Vergelijker").saves()
    key = reader.value("#new-key")
    reader.goes_to("/developers/explorer/")
    query = json.loads(reader.page.locator("#explorer-examples").inner_text())[0]["query"]
    assert FIRST in query, "the first example reads under our agreement"
    reader.presses("Vraag uitvoeren")
    expect(reader.page.locator("#explorer-answer")).to_contain_text('"Zottegem"')
    gateway = town.address(SECOND, "")
    read = town.calls(gateway, "/graphql", key=key, body={"query": query})
    assert read.status == 200
    assert "errors" not in read.body
    refused = town.calls(gateway, "/graphql", key=key, body={"query": query.replace(FIRST, "leuven")})
    assert "errors" in refused.body, "without an agreement there is nothing to read"
    signer.goes_to("/data/evidence/about-us/").reads("Diksmuide")


def test_5_it_shares_what_it_learned_and_another_takes_it_over(as_person: As, told: SimpleNamespace) -> None:
    editor, other = as_person(FIRST, "editor"), as_person(SECOND, "editor")

    editor.goes_to("/knowledge/").page.get_by_role("link", name="Pagina schrijven").first.click()
    editor.page.fill("#id_title", told.name)
    editor.page.fill("#id_summary", "Wat wij leerden aan het loket.")
    editor.page.locator(".c-sf-add-button").first.click()
    editor.page.get_by_role("option", name="Tussentitel").first.click()
    editor.page.fill('[name="body-0-value"]', "Vraag het adres één keer")
    editor.publishes()
    editor.goes_to("/knowledge/").follows(told.name).follows("Delen met het netwerk")
    editor.chooses(audience="network").saves()

    other.goes_to(f"/knowledge/?q={told.name.rpartition(' ')[2]}").follows(told.name).reads("Zottegem")
    other.page.locator('main [action$="/adopt/"] button, main a[href$="/adopt/"]').first.click()
    other.page.wait_for_load_state()
    assert "/cms/" in other.page.url, "the copy is a draft in the other's own editor"
    expect(other.page.locator("body")).to_contain_text("Overgenomen van Zottegem")


def test_6_they_buy_it_together_and_walk_back(as_person: As, told: SimpleNamespace) -> None:
    buyer, other = as_person(FIRST, "buyer"), as_person(SECOND, "buyer")

    buyer.goes_to(told.pilot).follows("Groepsaankoop openen")
    buyer.fills(title=told.name, need="Alle besturen registreren aan het loket.").saves()
    root = re.sub(r"[^/]+/$", "", buyer.path) if not re.fullmatch(r"/purchases/[^/]+/", buyer.path) else buyer.path
    buyer.goes_to(f"{root}participants/invite/").page.get_by_label("Diksmuide").check()
    buyer.saves().goes_to(f"{root}requirements/lot/")
    buyer.fills(title="Licenties", unit="licenties", ceiling="10", estimated_value="12.500,00").saves()
    buyer.goes_to(f"{root}requirements/add/").fills(text="Het adres komt uit het register.")
    buyer.picks("finding", "Het adres wordt twee keer gevraagd").saves()
    buyer.goes_to(f"{root}criteria/add/").fills(title="Prijs", weight="60").chooses(rule="price").saves()
    buyer.goes_to(f"{root}criteria/add/").fills(title="Gebruiksgemak", weight="40").chooses(rule="quality")
    buyer.picks("requirement", "Het adres komt uit het register.").saves()

    other.goes_to(f"{root}participants/").page.locator('main a[href*="/commit/"]').first.click()
    other.looks().fills(quantity="6").saves().reads("6")

    buyer.goes_to(f"{root}publish/").fills(bids_due_on=day(0)).saves()
    for supplier, number, price in (("Loket BV", "0123.456.749", "1.000,00"), ("Balie NV", "0403.019.261", "1.200,00")):
        buyer.goes_to(f"{root}bids/add/").fills(supplier=supplier, kbo_number=number, received_on=day(0))
        buyer.fills(price_1=price, answer_2="We lezen het adres uit het register.").saves().reads(supplier)
    buyer.goes_to(f"{root}bids/close/").saves()

    for place in range(2):
        buyer.goes_to(f"{root}scores/").page.locator('main a[href*="/scores/"]:not([href$="/scores/"])').nth(
            place
        ).click()
        buyer.looks().fills(points="8", reason="Het adres komt uit het register.").saves()
    buyer.goes_to(f"{root}award/").page.locator('main a[href*="/award/lot/"]').first.click()
    buyer.looks().page.locator('main [name="bid"]').first.check()
    buyer.fills(decided_on=day(-30), reason="De laagste prijs bij gelijke kwaliteit.").saves(refused=True)
    buyer.page.locator('main [name="bid"]').first.check()
    buyer.fills(decided_on=day(0)).saves()
    buyer.goes_to(f"{root}award/conclude/").fills(runs_from=day(30), runs_until=day(400)).saves(refused=True)
    buyer.goes_to(f"{root}award/skip-standstill/").fills(reason="Oefening.").saves()
    buyer.goes_to(f"{root}award/conclude/").fills(runs_from=day(0), runs_until=day(400)).saves()

    other.goes_to(f"{root}calloffs/").page.locator('main a[href*="/calloffs/lot/"]').first.click()
    order = other.looks().path
    other.fills(quantity="6", reference="D-1").saves().reads("6")
    buyer.goes_to(order).fills(quantity="6", reference="Z-1").saves(refused=True).reads("plafond")
    buyer.goes_to(order).fills(quantity="4", reference="Z-2").saves()

    buyer.goes_to(f"{root}calloffs/").page.get_by_role("link", name="Z-2").first.click()
    chain = buyer.looks().page.locator(".evidence__title a")
    titles = " ".join(chain.all_inner_texts())
    assert "Gebruiksgemak" in titles
    assert "Het adres wordt twee keer gevraagd" in titles
    chain.filter(has_text="Het adres wordt twee keer gevraagd").first.click()
    buyer.looks().reads("Het adres wordt twee keer gevraagd")
    assert buyer.path == told.pilot
    package = json.loads(
        buyer.page.evaluate("address => fetch(address).then(answer => answer.text())", f"{root}ocds.json")
    )
    assert package["releases"][-1]["contracts"]
