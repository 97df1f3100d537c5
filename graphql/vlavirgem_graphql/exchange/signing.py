"""What a party puts its key under when it signs an agreement, and whether a signature is good.

The signed text is four lines, each ended by a line feed: what it is, the id of the agreement or of the open terms, the
content hash of its terms (``terms.Terms``) and the number of the organisation that signs. Ed25519 (RFC 8032) over those
bytes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, OpenTerms
from vlavirgem_graphql.exchange.terms import terms_of, terms_of_open
from vlavirgem_graphql.signatures.services import is_signed
from vlavirgem_tenants.directory.models import Tenant

FORMAT: Final = "vlavirgem-agreement-signature/1"


def signed_text(terms: Agreement | OpenTerms, party: Tenant) -> bytes:
    """The bytes that this party signs."""
    return f"{FORMAT}\n{terms.pk}\n{terms.content_hash}\n{party.pk}\n".encode()


def signature_is_good(agreement: Agreement, act: AgreementAct) -> bool:
    """Whether the act holds its party's signature on the terms as they are written here; of terms that accept open ones
    the provider's is on those, and they have to be the same."""
    if act.key is None or act.signature is None or act.key.owner_id != act.owner_id:
        return False
    written = terms_of(agreement)
    if written.content_hash() != agreement.content_hash:
        return False
    if agreement.accepts is not None and act.owner_id == agreement.provider_id:
        opened = terms_of_open(agreement.accepts)
        same = replace(written, consumer=opened.consumer, accepts=None) == opened
        as_opened = opened.content_hash() == agreement.accepts.content_hash
        return (
            same and as_opened and is_signed(act.key, bytes(act.signature), signed_text(agreement.accepts, act.owner))
        )
    return is_signed(act.key, bytes(act.signature), signed_text(agreement, act.owner))
