"""Pictures of the demo town for the documentation: ``python tools/screenshots.py [address]``.

Without an address a demo town is started and stopped. Look at the pictures before you commit them.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE / room) for room in (".", "tenants", "sandbox", "cms", "graphql")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vlavirgem.settings.base")

import django  # noqa: E402 - the paths come first

django.setup()

from tests.e2e.town import Town, demo_town  # noqa: E402 - the paths come first
from vlavirgem_tenants.demo import DEMO_PASSWORD, demo_email  # noqa: E402 - after Django is set up
from vlavirgem_tenants.people.roles import Role  # noqa: E402 - after Django is set up

IMAGES = HOUSE / "docs/images"
CHROMIUM = Path("/usr/bin/chromium")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """One picture: who looks where, and what they do before it is taken. ``role`` None is a stranger."""

    name: str
    tenant: str
    path: str
    role: Role | None = None
    follow: str = ""
    width: int = 1280
    height: int = 900
    dark: bool = False


PICTURES = (
    Picture(name="welcome", tenant="mechelen", path="/"),
    Picture(name="start", tenant="mechelen", path="/", role=Role.PILOT_LEAD),
    Picture(name="first-step", tenant="zottegem", path="/", role=Role.PILOT_LEAD),
    Picture(name="services", tenant="mechelen", path="/services/", role=Role.PILOT_LEAD),
    Picture(name="service", tenant="mechelen", path="/services/abb/verenigingsregister/", role=Role.PILOT_LEAD),
    Picture(
        name="tryout", tenant="mechelen", path="/tryouts/", follow="Verenigingen aan het loket", role=Role.PILOT_LEAD
    ),
    Picture(name="pilot", tenant="mechelen", path="/pilots/", follow="Verenigingen registreren", role=Role.PILOT_LEAD),
    Picture(
        name="pilot-dark",
        tenant="mechelen",
        path="/pilots/",
        follow="Verenigingen registreren",
        role=Role.PILOT_LEAD,
        dark=True,
    ),
    Picture(
        name="pilot-narrow",
        tenant="mechelen",
        path="/pilots/",
        follow="Verenigingen registreren",
        role=Role.PILOT_LEAD,
        width=360,
    ),
    Picture(name="purchase", tenant="mechelen", path="/purchases/", follow="Verenigingenloket", role=Role.BUYER),
    Picture(name="data", tenant="brugge", path="/data/", role=Role.ADMINISTRATOR),
    Picture(name="explorer", tenant="aalst", path="/developers/explorer/", role=Role.DEVELOPER),
    Picture(name="knowledge", tenant="genk", path="/knowledge/", role=Role.EDITOR),
    Picture(name="sign-in", tenant="mechelen", path="/sign-in/"),
)


def main() -> int:
    """Take the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", nargs="?", help="a town that is up, for example http://{tenant}.vvg.localhost:8000")
    parser.add_argument("--only", default="", help="only the pictures whose name holds this")
    asked = parser.parse_args()
    wanted = [picture for picture in PICTURES if asked.only in picture.name]
    if asked.address:
        take(Town(pattern=asked.address), wanted)
    else:
        with demo_town() as town:
            take(town, wanted)
    return 0


def take(town: Town, pictures: list[Picture]) -> None:
    """Take these pictures of this town."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for picture in pictures:
            one(browser, town, picture)
            print(f"docs/images/{picture.name}.png")
        browser.close()


def one(browser: Browser, town: Town, picture: Picture) -> None:
    """Take one picture, in a browser of its own."""
    context = browser.new_context(
        locale="nl-BE",
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.role is not None:
        _sign_in(page, town, picture.tenant, picture.role)
    page.goto(town.address(picture.tenant, picture.path))
    if picture.follow:
        page.locator("main").get_by_role("link", name=picture.follow).first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(500)  # for what scripts draw
    page.screenshot(path=str(IMAGES / f"{picture.name}.png"))
    context.close()


def _sign_in(page: Page, town: Town, tenant: str, role: Role) -> None:
    page.goto(town.address(tenant, "/sign-in/"))
    page.fill("#id_username", demo_email(tenant, role))
    page.fill("#id_password", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(town.address(tenant, "/"))


if __name__ == "__main__":
    sys.exit(main())
