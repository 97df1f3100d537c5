"""A person at a browser, and what is looked at on every page that they meet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

IDENTITY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)\d+(?=/)|(?<=/tryouts/)(?!open)[^/]+|\?.*|#.*")


@dataclass
class Person:
    """Somebody who is signed in. Each method says what they do; ``look`` checks each kind of page once."""

    page: Page
    address: str
    checks: list[Callable[[Page], None]]
    met: set[str] = field(default_factory=set)

    def goes_to(self, path: str) -> Person:
        """Open a page by its address."""
        self.page.goto(self.address + path)
        return self.looks()

    def follows(self, words: str, *, within: str = "main") -> Person:
        """Press a link."""
        self.page.locator(within).get_by_role("link", name=words).first.click()
        return self.looks()

    def presses(self, words: str, *, within: str = "main") -> Person:
        """Press a button."""
        self.page.locator(within).get_by_role("button", name=words).first.click()
        return self.looks()

    def reaches(self, words: str) -> Person:
        """Go with Tab to the link or button that begins with these words, and press Enter."""
        self.page.evaluate("document.activeElement?.blur()")
        for _press in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.innerText ?? ''").strip().startswith(words):
                return self._enters()
        raise AssertionError(f"{words} is not reached by Tab at {self.page.url}")

    def _enters(self) -> Person:
        """Press Enter; what htmx does stays on the page."""
        if self.page.evaluate("document.activeElement.closest('[hx-post]') !== null"):
            self.page.keyboard.press("Enter")
        else:
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        return self.looks()

    def fills(self, **fields: str) -> Person:
        """Type into fields, by their names in the form."""
        for name, value in fields.items():
            box = self.field(name)
            if box.evaluate("box => box.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)
        return self

    def chooses(self, **fields: str) -> Person:
        """Pick from radio buttons or tick boxes, by their values."""
        for name, value in fields.items():
            self.page.locator(f'main [name="{name}"][value="{value}"]').first.check()
        return self

    def picks(self, name: str, words: str) -> Person:
        """Pick the option that holds these words."""
        box = self.field(name)
        box.select_option(box.locator("option", has_text=words).first.get_attribute("value"))
        return self

    def ticks(self, name: str, count: int) -> Person:
        """Tick the first so many of a group of boxes."""
        boxes = self.page.locator(f'main [name="{name}"]')
        for number in range(count):
            boxes.nth(number).check()
        return self

    def uploads(self, name: str, filename: str, content: bytes) -> Person:
        """Choose a file."""
        files = {"name": filename, "mimeType": "application/octet-stream", "buffer": content}
        self.field(name).set_input_files(files)  # type: ignore[arg-type]
        return self

    def saves(self, *, refused: bool = False) -> Person:
        """Press the button of the form; the form comes back only where that is expected."""
        self.page.locator("main .form__actions button[type=submit]").first.click()
        self.looks()
        summary = self.page.locator("main .error-summary")
        if not refused and summary.count():
            raise AssertionError(f"{self.page.url} came back: {summary.inner_text()}")
        return self

    def publishes(self) -> None:
        """Publish the page that is open in Wagtail's editor, which is not ours to check."""
        self.page.locator("footer [data-w-dropdown-target='toggle']").first.click()
        self.page.locator("[name=action-publish]").first.click()
        self.page.wait_for_load_state()

    @property
    def path(self) -> str:
        """Where they are, without what follows a question mark."""
        return urlsplit(self.page.url).path

    def value(self, selector: str) -> str:
        """What stands in a box."""
        return self.page.locator(selector).input_value()

    def reads(self, *words: str) -> Person:
        """See these words on the page."""
        for text in words:
            expect(self.page.locator("main")).to_contain_text(text)
        return self

    def sees_no(self, *words: str) -> Person:
        """Do not see these words."""
        for text in words:
            expect(self.page.locator("main")).not_to_contain_text(text)
        return self

    def field(self, name: str) -> Locator:
        """The box of a form's field."""
        return self.page.locator(f'main [name="{name}"]').first

    def looks(self) -> Person:
        """Every kind of page is checked the first time it is met, whoever meets it."""
        self.page.wait_for_load_state()
        kind = IDENTITY.sub("", self.page.url.partition("://")[2].partition("/")[2])
        if kind not in self.met:
            self.met.add(kind)
            for check in self.checks:
                check(self.page)
        return self
