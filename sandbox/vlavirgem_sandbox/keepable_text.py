"""Text from elsewhere, as a row can hold it."""

from __future__ import annotations


def keepable(text: str) -> str:
    """PostgreSQL's text holds no NUL, and UTF-8 no half surrogate pair."""
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", errors="replace").decode()
