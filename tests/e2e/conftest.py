"""The ground of the browser tests: the real product, started once with its demo, and a browser that visits it.

Where there is no browser, the browser tests are skipped and say which. ``VLAVIRGEM_E2E_ADDRESS`` (for example
``http://{tenant}.vvg.localhost:8000``) visits a town that is already up instead of starting one.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from vlavirgem_tenants.demo import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DEBIAN_CHROMIUM = Path("/usr/bin/chromium")
SECONDS_TO_START = 240
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = {"width": 320, "height": 720}, {"width": 1280, "height": 900}

PageAs = Callable[..., Page]


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town that is up: ``address("aalst")`` is where a bestuur lives."""

    pattern: str

    def address(self, tenant: str, path: str = "/") -> str:
        """The address of a page of a tenant."""
        return self.pattern.format(tenant=tenant) + path


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
    port = _free_port()
    # Not pytest's own folder: the database's system user has to be able to enter it.
    home = Path(tempfile.mkdtemp(prefix="vlavirgem-e2e-"))
    home.chmod(0o755)
    process = _start(home, port)
    try:
        yield Town(pattern=f"http://{{tenant}}.vvg.localhost:{port}")
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()
            shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(home: Path, port: int) -> subprocess.Popen[bytes]:
    rooms = os.pathsep.join(str(ROOT / room) for room in (".", "tenants", "sandbox", "cms", "graphql"))
    left_out = ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")
    ours = {key: value for key, value in os.environ.items() if key not in left_out}
    environment = {
        **ours,
        "PYTHONPATH": rooms,
        "VLAVIRGEM_HOME": str(home),
        "VLAVIRGEM_PORT": str(port),
        "VLAVIRGEM_LOG_LEVEL": "WARNING",
    }
    log = home / "demo.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-c", "from vlavirgem.cli import main; main()", "demo"],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        if _answers(port):
            return process
        time.sleep(0.5)
    process.kill()
    shown = log.read_text(errors="replace")[-4000:]
    shutil.rmtree(home, ignore_errors=True)
    raise RuntimeError(f"The demo town did not open its doors. Its last words:\n{shown}")


def _answers(port: int) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers={"Host": "net.vvg.localhost"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


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
    opened: list[tuple[Page, list[str]]] = []

    def visit(tenant: str, role: str, path: str = "/") -> Page:
        page = signed_in(tenant, role).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if _is_fault(message) else None)
        opened.append((page, faults))
        page.goto(town.address(tenant, path))
        return page

    yield visit
    faults = [fault for _page, faults in opened for fault in faults]
    for page, _faults in opened:
        page.close()
    assert faults == [], "the browser complained"


def _is_fault(message: Any) -> bool:
    """What a script or the content security policy refused; an answer of 4xx is the product speaking."""
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """``axe(page)``: the page has no fault that axe can find."""
    runner = Axe()

    def check(page: Page) -> None:
        result = runner.run(page, options={"runOnly": RULES})
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
