"""Media types: which declared one a call uses, which one an answer is given in (RFC 9110, 8.3 and 12.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache


@lru_cache(maxsize=1_000)
def bare(media_type: str) -> str:
    """The type without its parameters, in lower case: ``application/json``."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    """JSON itself, or a type with the +json suffix (RFC 6839)."""
    name = bare(media_type)
    return name in {"application/json", "text/json", "*/*", "application/*"} or name.endswith("+json")


def is_xml(media_type: str) -> bool:
    """XML itself, or a type with the +xml suffix."""
    name = bare(media_type)
    return name in {"application/xml", "text/xml"} or name.endswith("+xml")


def is_text(media_type: str) -> bool:
    """Text that is not one of the structured kinds."""
    return bare(media_type).startswith("text/") and not is_xml(media_type) and not is_json(media_type)


def covers(media_range: str, media_type: str) -> bool:
    """Whether a range such as ``text/*`` covers a type."""
    wanted, given = bare(media_range), bare(media_type)
    if wanted in {"*/*", given}:
        return True
    return wanted.endswith("/*") and given.startswith(wanted[:-1])


def declared_for(content_type: str, declared: Iterable[str]) -> str | None:
    """The most specific declared media type that covers what was sent."""
    matches = [name for name in declared if covers(name, content_type)]
    return min(matches, key=lambda name: bare(name).count("*"), default=None)


def preferred(accept: str | None, offered: Sequence[str]) -> str:
    """The offered type that the caller likes best; the first one when it accepts none.

    A server may answer with a type that was not accepted (RFC 9110 section 12.5.1); a 406 would be an answer that the
    contract does not describe.
    """
    if not accept or len(offered) == 1:
        return offered[0]
    wishes = [_wish(part) for part in accept.split(",")]
    best, best_score = offered[0], (0.0, -2)
    for name in offered:
        matching = [(quality, -wish.count("*")) for wish, quality in wishes if covers(wish, name) or covers(name, wish)]
        # The most specific range decides the quality of a type.
        quality, specific = max(matching, key=lambda match: match[1], default=(0.0, -2))
        if (quality, specific) > best_score:
            best, best_score = name, (quality, specific)
    return best


def _wish(part: str) -> tuple[str, float]:
    name, _semicolon, rest = part.partition(";")
    for item in rest.split(";"):
        key, _equals, value = item.strip().partition("=")
        if key.lower() == "q":
            try:
                return bare(name), float(value)
            except ValueError:
                return bare(name), 0.0
    return bare(name), 1.0
