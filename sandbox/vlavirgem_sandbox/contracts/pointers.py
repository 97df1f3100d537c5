"""JSON pointers (RFC 6901): how the engine names a place in a document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

from vlavirgem_sandbox.contracts.model import JsonValue

_LONGEST_INDEX: Final = 9
"""Digits; no list is as long, and Python reads no number of some thousands of them."""


def escape(token: str | int) -> str:
    """One token, as it stands between two slashes."""
    return str(token).replace("~", "~0").replace("/", "~1")


def pointer_of(tokens: Iterable[str | int]) -> str:
    """The pointer through these keys and indexes; the empty string is the whole document."""
    return "".join(f"/{escape(token)}" for token in tokens)


def tokens_of(pointer: str) -> list[str]:
    """The keys and indexes of a pointer."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def from_fragment(fragment: str) -> str:
    """The pointer in a URI fragment such as ``#/components/schemas/A%20b`` (RFC 6901 section 6)."""
    return unquote(fragment.removeprefix("#"))


def to_fragment(pointer: str) -> str:
    """The URI fragment for a pointer, percent-encoded so that every resolver reads it alike."""
    return "#" + quote(pointer, safe="/~!$&'()*+,;=:@-._")


def step(node: JsonValue, token: str) -> JsonValue:
    """One step down. Raises LookupError when there is nothing there."""
    if isinstance(node, dict):
        return node[token]
    if isinstance(node, list) and token.isascii() and token.isdigit() and len(token) <= _LONGEST_INDEX:
        return node[int(token)]
    raise LookupError(token)


def value_at(document: JsonValue, pointer: str) -> JsonValue:
    """The value a pointer leads to. Raises LookupError when there is none."""
    if pointer and not pointer.startswith("/"):
        raise LookupError(pointer)
    node = document
    for token in tokens_of(pointer):
        node = step(node, token)
    return node
