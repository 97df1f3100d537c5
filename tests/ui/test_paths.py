"""Where the line of a path may break: between its words, never in one."""

from __future__ import annotations

import pytest

from vlavirgem.ui.templatetags.paths import breakable


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        ("GET /leden/{lidId}/rollen", "GET /leden/<wbr>{lidId}/<wbr>rollen"),
        ("{lidId}", "{lidId}"),
        ("seat.postalCode", "seat.<wbr>postalCode"),
        ("1.0.0", "1.0.0"),
        ("", ""),
    ],
)
def test_a_path_may_break_after_a_slash_or_a_dot_and_before_a_brace(path: str, drawn: str) -> None:
    assert breakable(path) == drawn


def test_what_stands_in_a_path_is_text() -> None:
    assert breakable("/a/<b>") == "/a/<wbr>&lt;b&gt;"
