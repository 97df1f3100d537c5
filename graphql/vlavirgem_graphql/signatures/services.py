"""Signing in an organisation's name, and giving it another key. Inside its own scope: no other can read the secret."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from http import HTTPStatus

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.signatures.models import SigningKey, SigningSecret
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.sealing import SealBroken, seal, unseal


@dataclass(frozen=True)
class Signer:
    """Signs with the key in use. What is signed begins with a line that says what it is, so that a signature of one
    sort never passes for another."""

    key: SigningKey
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self.private.sign(message)


def key_of(tenant: Tenant) -> SigningKey:
    """The key with which the organisation signs; made where it has none yet."""
    key = SigningKey.objects.filter(owner=tenant, valid_until__isnull=True).first()
    if key is not None:
        return key
    try:
        with transaction.atomic():
            return begin_key(tenant)
    except IntegrityError:  # another process made it just now
        return SigningKey.objects.get(owner=tenant, valid_until__isnull=True)


def give_key(tenant: Tenant) -> None:
    """A new organisation's first step: see that it has a key."""
    key_of(tenant)


def signer_of(tenant: Tenant) -> Signer:
    """Raises Refusal where the private part cannot be opened: the installation's signing key is another than then."""
    key = key_of(tenant)
    secret = SigningSecret.objects.get(key=key)
    try:
        private = base64.b64decode(unseal(secret.sealed, belongs_to=_belongs_to(key)))
    except SealBroken:
        raise Refusal(
            _("The key with which %(who)s signs cannot be opened.") % {"who": tenant.name},
            remedy=_(
                "Give the installation its earlier signing key back (VLAVIRGEM_SECRET_KEY), or take a new key: "
                "vlavirgem evidence new-key %(slug)s"
            )
            % {"slug": tenant.slug},
            code="signing-key-closed",
            status=HTTPStatus.CONFLICT,
        ) from None
    return Signer(key, Ed25519PrivateKey.from_private_bytes(private))


def begin_key(tenant: Tenant) -> SigningKey:
    """Give the organisation another key. What was signed stays valid; the private part of the old key is destroyed."""
    private = Ed25519PrivateKey.generate()
    key = SigningKey.objects.create(owner=tenant, public_key=private.public_key().public_bytes_raw())
    written = base64.b64encode(private.private_bytes_raw()).decode()
    SigningSecret.objects.create(owner=tenant, key=key, sealed=seal(written, belongs_to=_belongs_to(key)))
    key.refresh_from_db()
    return key


def is_signed(key: SigningKey, signature: bytes, message: bytes) -> bool:
    """Whether the signature is that key's."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public_key)).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _belongs_to(key: SigningKey) -> str:
    return f"signing-key:{key.owner_id}:{bytes(key.public_key).hex()}"
