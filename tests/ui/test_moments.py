"""How long ago something was, in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from vlavirgem.ui.templatetags.moments import since


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=5), "zojuist"),
        (timedelta(minutes=1, seconds=5), "sinds 1\N{NO-BREAK SPACE}minuut"),
        (timedelta(days=2, minutes=1), "sinds 2\N{NO-BREAK SPACE}dagen"),
    ],
)
def test_less_than_a_minute_is_just_now(ago: timedelta, words: str) -> None:
    with translation.override("nl"):
        assert since(timezone.now() - ago) == words
