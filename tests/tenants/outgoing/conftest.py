"""Settings that let servers on this machine be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture
def inside(settings: Any) -> Callable[[int], str]:
    """``inside(port)``: the address of a server on this machine that the operator allows."""

    def allow(port: int) -> str:
        settings.OUTGOING_INSIDE_HOSTS = f"127.0.0.1:{port}, localhost:{port}"
        return f"http://127.0.0.1:{port}"

    return allow
