"""Tags of languages as IPDC writes them: ``nl-BE-x-generated-informal`` has a part of nine signs; BCP 47 allows eight.

A reader of Turtle refuses the whole file for one, and a reader of JSON-LD leaves the text out without a word. So a part
that is too long is cut to eight signs before the file is read: ``nl-be-x-generate-informal``.
"""

from __future__ import annotations

import re
from typing import Final

LONGEST_PART: Final = 8
"""Of a tag (RFC 5646 section 2.1)."""
# Only what is for private use (after ``-x-``) is cut: another tag of which a part is too long is a fault of the file.
_PRIVATE: Final = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}-[xX](?:-[A-Za-z0-9]{1,40}){1,4}"
_TAG: Final = re.compile(_PRIVATE)
_IN_TURTLE: Final = re.compile(rf"(?<=[\"']@){_PRIVATE}".encode())


def cut_tag(text: str) -> str:
    """A tag for private use with each part cut to what is allowed; any other text as it is."""
    return "-".join(part[:LONGEST_PART] for part in text.split("-")) if _TAG.fullmatch(text) else text


def cut_tags(turtle: bytes) -> bytes:
    """Turtle with its tags for private use cut. No line moves: a fault is still told at its own line."""
    return _IN_TURTLE.sub(lambda found: cut_tag(found[0].decode()).encode(), turtle)
