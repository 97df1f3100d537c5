"""The example of the guide, and ways to change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from vlavirgem_graphql.exchange.kinds.made.examples.reading import example

Document = dict[str, Any]


@pytest.fixture
def document() -> Document:
    """The kind “speelterrein”."""
    return example("speelterrein")


@pytest.fixture
def second() -> Callable[[], Document]:
    """Its second version, in which the ground is a text."""

    def make() -> Document:
        changed = example("speelterrein")
        changed["x-vlavirgem-version"] = 2
        del changed["properties"]["ground"]["enum"]
        return changed

    return make
