"""Whose catalogue a file is, as far as its name tells."""

from __future__ import annotations

import re

# As LPDC names the files with which it moves catalogues at a merger: 20241127141757-transfer-instances-from-x-to-y.ttl
_TRANSFER = re.compile(r"-from-(?P<origin>[a-z-]+?)-to-[a-z-]+\.\w+\Z")


def origin_of(file_name: str) -> str:
    """Return the municipality whose catalogue it was (small letters, hyphens), else the file's name without its end."""
    found = _TRANSFER.search(file_name.lower())
    return found["origin"] if found else file_name.rpartition(".")[0] or file_name
