"""Texts for the formats of JSON Schema and OpenAPI, and plain texts that say which field they stand in.

Dates lie in 2026, addresses in domains that nobody can own (RFC 2606, RFC 5737): nothing made here is anyone's.
"""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

_START: Final = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
_WORDS: Final = (
    "aanvraag",
    "bericht",
    "dossier",
    "gegeven",
    "kenmerk",
    "loket",
    "melding",
    "nota",
    "punt",
    "vermelding",
)


def _moment(rng: random.Random) -> datetime:
    return _START + timedelta(minutes=rng.randrange(365 * 24 * 60))


def _moment_text(rng: random.Random) -> str:
    return _moment(rng).strftime("%Y-%m-%dT%H:%M:%SZ")


def _word(rng: random.Random) -> str:
    return rng.choice(_WORDS)


def _uuid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _bytes(rng: random.Random) -> str:
    return base64.b64encode(_word(rng).encode()).decode()


FORMATS: Final[dict[str, Callable[[random.Random], str]]] = {
    "date": lambda rng: _moment(rng).strftime("%Y-%m-%d"),
    "date-time": _moment_text,
    "time": lambda rng: _moment(rng).strftime("%H:%M:%SZ"),
    "duration": lambda rng: f"PT{rng.randint(1, 48)}H",
    "date-span": lambda rng: f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:00",
    "email": lambda rng: f"{_word(rng)}{rng.randint(1, 99)}@voorbeeld.example",
    "idn-email": lambda rng: f"{_word(rng)}{rng.randint(1, 99)}@voorbeeld.example",
    "hostname": lambda rng: f"{_word(rng)}.example",
    "idn-hostname": lambda rng: f"{_word(rng)}.example",
    "ipv4": lambda rng: f"192.0.2.{rng.randint(1, 254)}",
    "ipv6": lambda rng: f"2001:db8::{rng.randint(1, 0xFFFF):x}",
    "uri": lambda rng: f"https://voorbeeld.example/{_word(rng)}/{rng.randint(1, 999)}",
    "url": lambda rng: f"https://voorbeeld.example/{_word(rng)}/{rng.randint(1, 999)}",
    "uri-reference": lambda rng: f"/{_word(rng)}/{rng.randint(1, 999)}",
    "iri": lambda rng: f"https://voorbeeld.example/{_word(rng)}/{rng.randint(1, 999)}",
    "iri-reference": lambda rng: f"/{_word(rng)}/{rng.randint(1, 999)}",
    "uri-template": lambda rng: f"/{_word(rng)}/{{id}}",
    "uuid": _uuid,
    "json-pointer": lambda rng: f"/{_word(rng)}",
    "relative-json-pointer": lambda rng: f"{rng.randint(0, 3)}/{_word(rng)}",
    "regex": lambda _rng: "^[a-z]+$",
    "byte": _bytes,
    "base64": _bytes,
}

# The shortest that still has the format, for a tight maxLength.
_SHORTEST: Final[dict[str, str]] = {
    "email": "a@b.be",
    "idn-email": "a@b.be",
    "hostname": "a.be",
    "idn-hostname": "a.be",
    "uri": "urn:a:b",
    "url": "http://a",
    "iri": "urn:a:b",
    "uri-reference": "a",
    "iri-reference": "a",
    "uri-template": "a",
    "ipv6": "::1",
    "ipv4": "1.1.1.1",
    "duration": "P1D",
    "json-pointer": "",
    "byte": "",
    "regex": "a",
}

_LENGTHENED: Final[dict[str, Callable[[str, int], str]]] = {
    **dict.fromkeys(
        ("uri", "url", "iri", "uri-reference", "iri-reference", "uri-template", "json-pointer", "regex"),
        lambda text, length: text.ljust(length, "a"),
    ),
    "email": lambda text, length: text if len(text) >= length else "a" * (length - len(text)) + text,
    "byte": lambda text, length: text + "AAAA" * -(-(length - len(text)) // 4),
}


def format_text(name: str, rng: random.Random, least: int, most: int | None) -> str | None:
    """A text of a known format within the bounds on its length; None when the format is unknown or does not fit."""
    make = FORMATS.get(name)
    if make is None:
        return None
    text = make(rng)
    if len(text) < least and name in _LENGTHENED:
        text = _LENGTHENED[name](text, least)
    if most is not None and len(text) > most:
        text = _SHORTEST.get(name, text)
    return text if least <= len(text) and (most is None or len(text) <= most) else None


def plain_text(field: str, rng: random.Random, least: int, most: int | None) -> str:
    """A text that names its field and a number, cut or lengthened to fit."""
    text = f"{field or _word(rng)} {rng.randint(1, 99)}"
    if len(text) < least:
        text += " " + "".join(rng.choices(string.ascii_lowercase, k=least - len(text) - 1))
    return text if most is None else text[:most]
