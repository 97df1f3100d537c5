"""The explorer by itself, in a real browser: the page's own part before a server that says what a test has it say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from playwright.sync_api import Browser, Page, Route, expect

from vlavirgem.ui import __file__ as ui

ADDRESS = "http://explorer.test"
SCRIPTS = Path(ui).parent / "static" / "vlavirgem" / "explorer"
NAMES = ("schema_browser", "following", "explorer")
SDL = '''type Query {
  """Services of the towns."""
  services(
    """
    In which order; the latest first unless you say so.
    """
    orderBy: String

    """How many."""
    first: Int
  ): [String]
}'''
STREAM = {"Content-Type": "text/event-stream"}
Open = Callable[..., Page]


def refusing(code: str, status: int) -> dict[str, Any]:
    return {"status": status, "json": {"errors": [{"message": "x", "extensions": {"code": code}}]}}


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Open]:
    """``opened(*answers)``: the page; each request gets the next of the answers, the last again and again."""
    page = chromium.new_page()
    context = {"examples": [{"query": "{ x }"}], "action": "/graphql", "schema_url": "/sdl", "cost_url": "/cost"}
    with override("en"):
        body = render_to_string("vlavirgem/components/explorer.html", context)
    scripts = "".join(f'<script src="/{name}.js" defer></script>' for name in NAMES)

    def visit(*answers: dict[str, Any], cost: dict[str, Any] | None = None) -> Page:
        left = list(answers)

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(ADDRESS)
            if path == "/graphql":
                asked.append(route.request.headers)
                route.fulfill(**(left.pop(0) if len(left) > 1 else left[0]))
            elif path == "/cost":
                route.fulfill(**(cost or {"json": {"cost": 5, "most": 10}}))
            elif path.endswith(".js"):
                route.fulfill(path=SCRIPTS / path.removeprefix("/"))
            else:
                token = '<input name="csrfmiddlewaretoken" form="explorer">'
                html = f"<!doctype html><meta charset=utf-8>{body}{token}{scripts}"
                route.fulfill(body=SDL if path == "/sdl" else html, content_type="text/html")

        page.route("**/*", answer)
        page.goto(f"{ADDRESS}/developers/explorer/?agreement=1")
        return page

    asked: list[dict[str, str]] = []
    page.asked = asked  # type: ignore[attr-defined]
    yield visit
    page.close()


def test_the_schema_panel_shows_what_a_field_means_not_one_of_its_arguments(opened: Open) -> None:
    page = opened({"json": {}})
    expect(page.locator("#schema-types dd")).to_have_text(["Services of the towns."])


def test_a_subscription_is_followed_and_taken_up_where_it_broke_off(opened: Open) -> None:
    first = (
        "retry: 1000\nid: 1\n\nid: 2\nevent: next\ndata: "
        + json.dumps({"data": {"town": "Aalst"}})
        + "\n\n:\nid: 3\n\n"
    )
    then = "event: next\ndata: " + json.dumps({"data": {"town": "Genk"}}) + "\n\nevent: complete\ndata:\n\n"
    answers = ({"body": part, "headers": STREAM} for part in (first, then))
    page = opened(refusing("STREAM_NEEDED", 400), *answers)
    page.click("button[type=submit]")
    expect(page.locator("#explorer-answer")).to_contain_text("Genk")
    expect(page.locator("#explorer-answer")).to_contain_text("Aalst")
    expect(page.locator("#explorer-status")).to_have_text("No longer following.")
    _plain, begun, taken_up = page.asked  # type: ignore[attr-defined]
    assert (begun["accept"], taken_up["last-event-id"]) == ("text/event-stream", "3")


def test_following_stops_when_it_is_told_to(opened: Open) -> None:
    body = 'id: 1\nevent: next\ndata: {"data": 1}\n\n'
    page = opened(refusing("STREAM_NEEDED", 400), {"body": body, "headers": STREAM})
    page.click("button[type=submit]")
    expect(page.locator("#explorer-status")).to_contain_text("Events so far")
    page.click("text=Stop following")
    expect(page.locator("#explorer-status")).to_have_text("No longer following.")
    expect(page.locator("#explorer-stop")).to_be_hidden()


@pytest.mark.parametrize(("code", "status"), [("AUTHENTICATION_REQUIRED", 401), ("CSRF", 403)])
def test_who_was_signed_out_is_led_to_signing_in_and_back(opened: Open, code: str, status: int) -> None:
    page = opened(refusing(code, status), cost={"status": 403, "body": "<h1>403</h1>"})
    page.click("button[type=submit]")
    for place in ("#explorer-status", "#explorer-cost"):
        expect(page.locator(place)).to_have_text("You were signed out. Sign in again")
        link = page.locator(f"{place} a").get_attribute("href")
        assert link == "/sign-in/?next=%2Fdevelopers%2Fexplorer%2F%3Fagreement%3D1"


def test_a_member_without_the_role_is_told_that(opened: Open) -> None:
    page = opened(refusing("ROLE_NEEDED", 403), cost={"status": 403, "json": {"type": "/x#role-needed"}})
    page.click("button[type=submit]")
    expect(page.locator("#explorer-answer")).to_contain_text("ROLE_NEEDED")
    expect(page.locator("#explorer-cost")).to_have_text("")


def test_a_try_out_that_answers_as_if_nobody_signed_in_is_believed(opened: Open) -> None:
    page = opened({**refusing("AUTHENTICATION_REQUIRED", 401), "headers": {"VlaVirGem-Call": "7"}})
    page.click("button[type=submit]")
    expect(page.locator("#explorer-answer")).to_contain_text("AUTHENTICATION_REQUIRED")
    expect(page.locator("#explorer-status")).to_contain_text("Answered in")


def test_the_note_about_variables_goes_once_they_are_json(opened: Open) -> None:
    page = opened({"json": {}})
    page.fill("#explorer-variables", "{")
    page.click("button[type=submit]")
    expect(page.locator("#explorer-status")).to_have_text("The variables are not JSON.")
    page.fill("#explorer-variables", "{}")
    expect(page.locator("#explorer-status")).to_have_text("")
