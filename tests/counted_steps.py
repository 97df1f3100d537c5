"""How much work something is, counted in calls of functions: the same on a busy machine as on an idle one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooManySteps(BaseException):
    """More calls were made than the test allows; no ``except Exception`` on the way keeps it."""


@contextmanager
def at_most(steps: int) -> Iterator[None]:
    """Break off, and fail, where the block calls more functions than that, those written in C among them."""
    taken = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal taken
        taken += event in {"call", "c_call"}
        if taken > steps:
            sys.setprofile(None)
            raise TooManySteps(f"more than {steps} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
