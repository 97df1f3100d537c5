"""Every kind of page that a person can reach by links: no broken link, accessible, narrow, of one hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Page

from tests.e2e.person import IDENTITY

MOST = 200  # kinds of page; there are about a hundred
ROOMS = {"/", "/services/", "/tryouts/", "/chains/", "/pilots/", "/purchases/", "/knowledge/", "/data/", "/developers/"}
# Files, what Wagtail draws, and the contract as Swagger UI draws it: their colours and headings are not ours.
LEFT_ALONE = re.compile(
    r"^/(cms|static|media|documents|graphql|try|health)\b|/contract/$|/file$|/export/|\.(json|csv|ttl|yaml|jsonld|graphql)$"
)

PageAs = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def met() -> set[str]:
    """The kinds of page that somebody has met: each is looked at once."""
    return set()


@pytest.mark.parametrize(
    ("tenant", "role"),
    [("mechelen", "administrator"), ("aalst", "buyer"), ("brugge", "developer"), ("abb", "developer")],
)
def test_each_kind_of_page_that_links_lead_to_is_in_order(
    page_as: PageAs, axe: Check, assert_no_horizontal_scroll: Check, met: set[str], tenant: str, role: str
) -> None:
    page = page_as(tenant, role)
    start = urlsplit(page.url)
    waiting, seen, faults = [page.url], set[str](), list[str]()

    while waiting and len(met) < MOST:
        address = waiting.pop(0)
        kind = IDENTITY.sub("", urlsplit(address).path)
        if kind in seen or (kind in met and kind not in ROOMS):
            continue
        seen.add(kind)
        met.add(kind)
        answer = page.goto(address)
        if answer is None or not answer.ok:
            faults.append(f"{answer.status if answer else 'no answer'} at {address}")
            continue
        for check in (axe, assert_no_horizontal_scroll):
            try:
                check(page)
            except AssertionError as fault:
                faults.append(str(fault))
        waiting += [link for link in _links(page) if urlsplit(link).netloc == start.netloc]

    assert faults == []
    assert len(seen) > len(ROOMS) - 2, "the person came past the first page"


def _links(page: Page) -> Iterator[str]:
    """The addresses of pages that this page links to."""
    for address in page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)"):
        found = urldefrag(address).url
        if not LEFT_ALONE.search(urlsplit(found).path):
            yield found
