"""What `bench serve` has served: the house's application, and beside it a large answer in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

STREAM, PIECE, PIECES = "/bench/stream", 64 * 1024, 256


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """16 MiB in pieces of 64 KiB at STREAM; the house everywhere else."""
    from vlavirgem.wsgi import application as house  # noqa: PLC0415 - only a server loads the whole house

    if environ["PATH_INFO"] != STREAM:
        return house(environ, start_response)
    start_response("200 OK", [("Content-Type", "application/octet-stream"), ("Content-Length", str(PIECE * PIECES))])
    return iter([b"x" * PIECE] * PIECES)
