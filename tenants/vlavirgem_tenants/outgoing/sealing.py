"""Credentials of others' servers, kept so that the database alone does not tell them.

AES-256-GCM (NIST SP 800-38D) under a key made of the installation's signing key (HKDF, RFC 5869). What it belongs to is
sealed in: put in another row, a credential opens for nobody.
"""

from __future__ import annotations

import base64
import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes

_MARK: Final = "v1:"
_NONCE: Final = 12
_PURPOSE: Final = b"vlavirgem/outgoing-credentials/v1"


class SealBroken(Exception):  # noqa: N818 - what a person is told: the credential must be given again
    """Not sealed by this installation's present signing key, or not for this."""


def seal(secret: str, *, belongs_to: str) -> str:
    """The secret as it is kept. ``belongs_to`` names the row that it is for."""
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, secret.encode(), belongs_to.encode())
    return _MARK + base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, belongs_to: str) -> str:
    """The secret. Raises SealBroken. Signing keys in ``SECRET_KEY_FALLBACKS`` open it as well."""
    try:
        raw = base64.b64decode(sealed.removeprefix(_MARK), validate=True)
    except ValueError:
        raise SealBroken from None
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key)).decrypt(raw[:_NONCE], raw[_NONCE:], belongs_to.encode()).decode()
        except (InvalidTag, ValueError):
            continue
    raise SealBroken


def _key(signing_key: str | bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(force_bytes(signing_key))
