"""What calls to a try-out of a deprecated version carry: since when, until when, and what comes in its place."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from django.utils.http import http_date

from vlavirgem_sandbox.catalogue.days import first_moment_after

Headers = tuple[tuple[str, str], ...]


@lru_cache(maxsize=256)
def deprecation_headers(since: datetime, last_day: date, service_url: str, successor: int | None) -> Headers:
    """``Deprecation`` (RFC 9745 section 2), ``Sunset`` (RFC 8594 section 3) and a ``Link`` to the successor.

    A pure function of what the version's row says, kept in memory.
    """
    headers = (
        ("Deprecation", f"@{int(since.timestamp())}"),
        ("Sunset", http_date(first_moment_after(last_day).timestamp())),
    )
    if successor is None:
        return headers
    return (*headers, ("Link", f'<{service_url}?version={successor}>; rel="successor-version"'))
