"""A person at a browser, and what is looked at on every page that they meet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

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

    def uploads(self, name: str, filename: str, content: bytes) -> Person:
        """Choose a file."""
        files = {"name": filename, "mimeType": "application/octet-stream", "buffer": content}
        self.field(name).set_input_files(files)  # type: ignore[arg-type]
        return self

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
