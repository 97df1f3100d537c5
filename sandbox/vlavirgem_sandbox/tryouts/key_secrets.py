"""What a key looks like, and how one that comes in is compared with what is kept.

``vvt_<prefix>_<secret>``: the prefix finds the row and may be shown; of the whole only the SHA-256 is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from vlavirgem_sandbox.keys.model import PREFIX_LENGTH
from vlavirgem_sandbox.tryouts.models.key import KEY_MARK

_GATEWAY_MARK: Final = "vvg"
"""What keys of the data gateway begin with: told apart, so that who mixes them up reads which one is needed."""
_CHAIN_MARK: Final = "vvc"
"""What keys of chains begin with (``vlavirgem_sandbox.chains``, which makes them with this file)."""
_SECRET_BYTES: Final = 32
_PARTS: Final = 3
# A try-out's or a chain's key, whole or cut off (its prefix by itself is no secret), or the gateway's, without one.
_IN_TEXT: Final = re.compile(
    rf"(?:{KEY_MARK}|{_CHAIN_MARK}|{_GATEWAY_MARK})_(?:[0-9a-f]{{{PREFIX_LENGTH}}}_[0-9A-Za-z_-]+|[0-9A-Za-z_-]{{20,}})"
)
_SIGNS_OF_ONE: Final = ("%", KEY_MARK, _CHAIN_MARK, _GATEWAY_MARK)


@dataclass(frozen=True, kw_only=True)
class KeySecret:
    """A whole key, as its holder has it. Never logged, never stored."""

    prefix: str
    text: str

    def __repr__(self) -> str:
        return f"KeySecret({self.prefix}…)"

    @cached_property
    def digest(self) -> str:
        """What is kept of it: SHA-256, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def matches(self, digest: str) -> bool:
        """Whether this is the key of that digest; takes the same time whatever the answer."""
        return hmac.compare_digest(self.digest, digest)


def new_secret(mark: str = KEY_MARK) -> KeySecret:
    """A fresh key from the system's random source; ``mark`` says what it is a key of."""
    prefix = secrets.token_hex(PREFIX_LENGTH // 2)
    return KeySecret(prefix=prefix, text=f"{mark}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}")


def read_secret(text: str, mark: str = KEY_MARK) -> KeySecret | None:
    """The key in a header's value; None when it does not look like one of that mark."""
    parts = text.strip().split("_", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != mark or len(parts[1]) != PREFIX_LENGTH:
        return None
    return KeySecret(prefix=parts[1], text=text.strip())


def is_gateway_key(text: str) -> bool:
    """Whether this looks like a key of the data gateway, which opens no try-out."""
    return text.strip().startswith(f"{_GATEWAY_MARK}_")


def may_hold_secret(text: str) -> bool:
    """Whether there could be a key in it, as it stands or percent-encoded; False for most texts, in no time."""
    return any(sign in text for sign in _SIGNS_OF_ONE)


def blot_secrets(text: str, *, blot: str) -> str:
    """The text with ``blot`` for each key in it; text that hides one by percent-encoding comes back decoded."""
    if not may_hold_secret(text):
        return text
    blotted = _IN_TEXT.sub(blot, text)
    decoded = unquote(blotted)
    return _IN_TEXT.sub(blot, decoded) if _IN_TEXT.search(decoded) else blotted
