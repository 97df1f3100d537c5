"""What every page has, in a real browser: keyboard, narrow screens, languages, no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.town import Town

PageAs = Callable[..., Page]
Check = Callable[[Page], None]

PLACES = [
    "/",
    "/services/",
    "/tryouts/",
    "/pilots/",
    "/purchases/",
    "/knowledge/",
    "/data/",
    "/developers/",
    "/manage/",
]


@pytest.mark.parametrize("path", [*PLACES, "/style/", "/nergens/"])
def test_each_place_is_accessible_and_fits_a_narrow_screen(
    page_as: PageAs, axe: Check, assert_no_horizontal_scroll: Check, path: str
) -> None:
    page = page_as("mechelen", "administrator", path)

    axe(page)
    assert_no_horizontal_scroll(page)


@pytest.mark.parametrize("path", [place for place in PLACES if place != "/manage/"])
def test_each_place_of_an_empty_bestuur_says_what_to_do_first(page_as: PageAs, axe: Check, path: str) -> None:
    page = page_as("zottegem", "administrator", path)

    axe(page)
    expect(page.locator("main h1")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/sign-in/"])
def test_what_a_stranger_meets_is_accessible(
    chromium: Browser, town: Town, axe: Check, assert_no_horizontal_scroll: Check, path: str
) -> None:
    page = chromium.new_page()
    page.goto(town.address("mechelen", path))

    axe(page)
    assert_no_horizontal_scroll(page)
    page.close()


def test_the_first_tab_skips_to_the_content(page_as: PageAs) -> None:
    page = page_as("mechelen", "reader")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_every_place_is_reached_by_keyboard(
    page_as: PageAs, assert_reached_by_keyboard: Callable[[Page, str], None]
) -> None:
    page = page_as("mechelen", "administrator")

    assert_reached_by_keyboard(page, '.side__link[href="/manage/"]')
    assert_reached_by_keyboard(page, ".person > summary")


def test_the_menu_opens_on_a_narrow_screen_without_script(page_as: PageAs) -> None:
    page = page_as("mechelen", "reader")
    page.set_viewport_size({"width": 320, "height": 640})
    place = page.locator('.side__link[href="/services/"]')
    expect(place).to_be_hidden()

    page.get_by_role("button", name="Menu").click()

    expect(place).to_be_visible()
    page.keyboard.press("Escape")
    expect(place).to_be_hidden()


def test_a_person_reads_the_pages_in_english(page_as: PageAs) -> None:
    page = page_as("mechelen", "reader", "/services/")

    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Services")

    page.get_by_role("button", name="Nederlands").click()
    expect(page.locator("h1")).to_have_text("Diensten")


def test_a_form_with_errors_gives_the_focus_to_the_summary(page_as: PageAs, axe: Check) -> None:
    page = page_as("mechelen", "administrator", "/manage/add/")

    page.get_by_role("button", name="Lid toevoegen").click()

    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link", name="Naam").click()
    expect(page.locator("#id_name")).to_be_focused()


def test_without_script_a_person_still_signs_in_and_goes_round(chromium: Browser, town: Town) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="nl-BE")
    page = context.new_page()
    page.goto(town.address("mechelen", "/sign-in/"))
    page.fill("#id_username", "reader@mechelen.example")
    page.fill("#id_password", "iets anders")
    page.click("main button[type=submit]")

    expect(page.locator(".error-summary")).to_contain_text("horen niet bij elkaar")
    context.close()


def test_a_menu_closes_when_the_keyboard_leaves_it(page_as: PageAs) -> None:
    page = page_as("mechelen", "reader")
    page.set_viewport_size({"width": 320, "height": 640})
    menu = page.locator("#navigation")
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()

    for _place in range(menu.locator("a").count()):
        page.keyboard.press("Tab")
        expect(menu).to_be_visible()
    page.keyboard.press("Tab")

    expect(menu).to_be_hidden()

    page.locator(".person > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".person__panel")).to_be_visible()
    page.locator("main a").first.focus()
    expect(page.locator(".person__panel")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_the_evidence_strip_opens_at_its_own_card(page_as: PageAs, width: int) -> None:
    page = page_as("mechelen", "pilot_lead", "/pilots/")
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("main").get_by_role("link", name="Verenigingen registreren aan het loket").first.click()
    expect(page.locator(".evidence__link--here").first).to_be_visible()

    strips = page.evaluate(
        """() => [...document.querySelectorAll(".evidence__chain")].map((chain) => {
            const strip = chain.getBoundingClientRect();
            const here = chain.querySelector(".evidence__link--here").getBoundingClientRect();
            return here.left >= strip.left - 1 && here.right <= strip.right + 1;
        })"""
    )

    assert strips
    assert all(strips)
