"""Paths of files inside one contract: relative, with ``/``, and never out of it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit


def referred(from_path: str, location: str) -> str | None:
    """The path that a relative reference in a file leads to; None when it leads out of the contract."""
    parts = urlsplit(location.strip().replace("\\", "/"))
    if parts.scheme or parts.netloc or parts.path.startswith("/") or not parts.path:
        return None
    joined = posixpath.normpath(posixpath.join(posixpath.dirname(from_path), unquote(parts.path)))
    return None if joined.startswith("..") else joined


def without_common_folder(paths: Iterable[str]) -> dict[str, str]:
    """Each path without the folders that all of them are in."""
    listed = list(paths)
    common = posixpath.commonpath([posixpath.dirname(path) or "." for path in listed]) if listed else ""
    if common in {"", "."}:
        return {path: path for path in listed}
    return {path: path[len(common) + 1 :] for path in listed}
