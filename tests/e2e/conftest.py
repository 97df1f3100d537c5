"""The ground of the browser tests: the real product, started once with its demo, and a browser that visits it.

Where there is no browser, the browser tests are skipped and say which. ``VLAVIRGEM_E2E_ADDRESS`` (for example
``http://{tenant}.vvg.localhost:8000``) visits a town that is already up instead of starting one.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tests.e2e.person import Person
from tests.e2e.town import Town, demo_town
from vlavirgem_tenants.demo import DEMO_PASSWORD

DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = {"width": 320, "height": 720}, {"width": 1280, "height": 900}

PageAs = Callable[..., Page]
As = Callable[[str, str], Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in this folder takes a browser: marked so, and skipped where there is none."""
    here = [item for item in items if Path(item.path).is_relative_to(Path(__file__).parent)]
    missing = _missing_browser()
    for item in here:
        item.add_marker(pytest.mark.e2e)
        if missing:
            item.add_marker(pytest.mark.skip(reason=missing))


def _missing_browser() -> str:
    if DEBIAN_CHROMIUM.exists():
        return ""
    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).exists():
            return ""
    return "no browser here: install Debian's chromium, or run `playwright install chromium`"


@pytest.fixture(scope="session")
def town() -> Iterator[Town]:
    """The demo town, in a home and on a port of its own."""
    if address := os.environ.get("VLAVIRGEM_E2E_ADDRESS"):
        yield Town(pattern=address)
        return
    with demo_town() as started:
        yield started


@pytest.fixture(scope="session")
def playwright_here() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(playwright_here: Playwright) -> Iterator[Browser]:
    """Debian's Chromium where it is, else Playwright's own. Without its sandbox: tests run as root in containers."""
    path = str(DEBIAN_CHROMIUM) if DEBIAN_CHROMIUM.exists() else None
    browser = playwright_here.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium: Browser, town: Town) -> Iterator[Callable[[str, str], BrowserContext]]:
    """One browser profile a person, signed in once."""
    known: dict[tuple[str, str], BrowserContext] = {}

    def context_of(tenant: str, role: str) -> BrowserContext:
        if (tenant, role) not in known:
            context = chromium.new_context(locale="nl-BE", viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
            context.grant_permissions(["clipboard-read", "clipboard-write"])
            known[(tenant, role)] = context
            sign_in(context.new_page(), town, tenant, role)
        return known[(tenant, role)]

    yield context_of
    for context in known.values():
        context.close()


def sign_in(page: Page, town: Town, tenant: str, role: str) -> None:
    """Sign in with the demo's login of a role."""
    page.goto(town.address(tenant, "/sign-in/"))
    page.fill("#id_username", f"{role}@{tenant}.example")
    page.fill("#id_password", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(town.address(tenant, "/"))
    page.close()


@pytest.fixture
def page_as(signed_in: Callable[[str, str], BrowserContext], town: Town) -> Iterator[PageAs]:
    """``page_as("mechelen", "pilot_lead", "/pilots/")``: a page that a person opens; a fault in the browser fails."""
    opened: list[Page] = []
    faults: list[str] = []

    def visit(tenant: str, role: str, path: str = "/") -> Page:
        page = signed_in(tenant, role).new_page()
        opened.append(page)
        listen(page, faults)
        page.goto(town.address(tenant, path))
        return page

    yield visit
    for page in opened:
        page.close()
    assert faults == [], "the browser complained"


def listen(page: Page, faults: list[str]) -> None:
    """Note down what goes wrong in the page's scripts, its content security policy, and the server behind it."""
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(f"{page.url}: {message.text}") if _is_fault(message) else None)
    page.on("response", lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)


def _is_fault(message: Any) -> bool:
    """What a script or the content security policy refused; an answer of 4xx is the product speaking."""
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """``axe(page)``: the page has no fault that axe can find."""
    runner = Axe()

    def check(page: Page) -> None:
        # Without preload: it writes the page's style sheets anew, which the content security policy refuses.
        result = runner.run(page, options={"runOnly": RULES, "preload": False})
        assert result.violations_count == 0, f"{page.url}\n{result.generate_report()}"

    return check


@pytest.fixture(scope="session")
def assert_no_horizontal_scroll() -> Callable[[Page], None]:
    """``assert_no_horizontal_scroll(page)``: at 320 pixels wide a person scrolls one way only (WCAG 1.4.10)."""

    def check(page: Page) -> None:
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        assert over <= 0, f"{page.url} is {over} pixels too wide"

    return check


@pytest.fixture(scope="session")
def assert_reached_by_keyboard() -> Callable[[Page, str], None]:
    """``assert_reached_by_keyboard(page, "#save")``: Tab gets there, and one sees that it did (WCAG 2.1.1, 2.4.7)."""

    def check(page: Page, selector: str) -> None:
        page.evaluate("document.activeElement?.blur()")
        for _press in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("wanted => document.activeElement?.matches(wanted)", selector):
                outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"{selector} does not show that it has the focus"
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    return check


@pytest.fixture(scope="module")
def as_person(
    chromium: Browser,
    town: Town,
    axe: Callable[[Page], None],
    assert_no_horizontal_scroll: Callable[[Page], None],
) -> Iterator[As]:
    """``as_person("zottegem", "buyer")``: that person at their own browser, who looks at each kind of page once."""
    people: dict[tuple[str, str], Person] = {}
    met: set[str] = set()
    faults: list[str] = []

    def of(tenant: str, role: str) -> Person:
        if (tenant, role) not in people:
            context = chromium.new_context(locale="nl-BE", viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
            page = context.new_page()
            listen(page, faults)
            person = Person(page, town.address(tenant, ""), [axe, assert_no_horizontal_scroll], met)
            person.goes_to("/sign-in/").fills(username=f"{role}@{tenant}.example", password=DEMO_PASSWORD).saves()
            people[(tenant, role)] = person
        return people[(tenant, role)]

    yield of
    for person in people.values():
        person.page.context.close()
    assert faults == [], "the browser complained"


@pytest.fixture
def in_turn(request: pytest.FixtureRequest, told: SimpleNamespace) -> Iterator[None]:
    """For a file whose steps, numbered in their names, build on each other and tell each other things in ``told``.

    A step whose forerunner did not arrive has nothing to stand on, but for those in the file's ``ON_THEIR_OWN``.
    """
    number = int(re.findall(r"test_(\d+)", request.node.name)[0])
    missing = sorted(set(range(1, number)) - told.done)
    if missing and number not in getattr(request.module, "ON_THEIR_OWN", ()):
        pytest.skip(f"step {missing[0]} did not arrive")
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed == failed:
        told.done.add(number)
