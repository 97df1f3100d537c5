"""Runs in the tests say nothing on the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vlavirgem.cli.prove_tryouts import quiet


@pytest.fixture(autouse=True)
def _quietly() -> Iterator[None]:
    with quiet():
        yield
