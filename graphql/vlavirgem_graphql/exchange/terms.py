"""The terms of an agreement as one text, whose hash both parties sign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from vlavirgem_graphql.exchange.models import Agreement, OpenTerms


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is agreed: who reads what of whom, why, on what legal basis, and from when until when (exclusive).

    ``daily_reads`` is how often the consumer reads on one day at most; None for any number. ``concept`` is the public
    service that the purpose belongs to, by its URI and its name; both empty for none.

    ``may_delegate`` is whether the consumer may have a supplier's client read for it. It stands in the hashed text only
    where it is so, which keeps the hashes, and so the signatures, of terms from before it could be said.

    ``answers`` is the proposal that these terms answer, so that a signature on the one is none on the other;
    ``renews`` the agreement that they go on with, ``accepts`` the open terms that they are. Of those themselves
    ``consumer`` is whom they are for; else the number of an organisation.
    """

    consumer: int | str
    provider_id: int
    offer_id: UUID
    kind: str
    purpose: str
    concept: tuple[str, str]
    legal_basis: str
    fields: Sequence[str]
    row_filter: Sequence[Mapping[str, Any]]
    daily_reads: int | None
    valid_from: datetime
    valid_until: datetime
    answers: UUID | None = None
    renews: UUID | None = None
    accepts: UUID | None = None
    may_delegate: bool = False

    def content_hash(self) -> str:
        """SHA-256 (hex) of the terms as JSON with sorted keys; moments in UTC, so that a time zone changes nothing."""
        text = json.dumps(
            {
                "consumer": self.consumer,
                "provider": self.provider_id,
                "offer": str(self.offer_id),
                "kind": self.kind,
                "purpose": self.purpose,
                "concept": self.concept,
                "legal_basis": self.legal_basis,
                "fields": sorted(self.fields),
                "rows": list(self.row_filter),
                "reads a day": self.daily_reads,
                "from": self.valid_from.timestamp(),
                "until": self.valid_until.timestamp(),
                "answers": str(self.answers) if self.answers else None,
                "renews": str(self.renews) if self.renews else None,
                "accepts": str(self.accepts) if self.accepts else None,
                **({"may delegate": True} if self.may_delegate else {}),
            },
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(text.encode()).hexdigest()


def terms_of(agreement: Agreement) -> Terms:
    """The terms as they stand in the agreement's row."""
    return Terms(
        consumer=agreement.consumer_id,
        provider_id=agreement.provider_id,
        offer_id=agreement.offer_id,
        kind=agreement.kind,
        purpose=agreement.purpose,
        concept=(agreement.concept_uri, agreement.concept_label),
        legal_basis=agreement.legal_basis,
        fields=agreement.fields,
        row_filter=agreement.row_filter,
        daily_reads=agreement.daily_reads,
        valid_from=agreement.valid_from,
        valid_until=agreement.valid_until,
        answers=agreement.answers_id,
        renews=agreement.renews_id,
        accepts=agreement.accepts_id,
        may_delegate=agreement.may_delegate,
    )


def terms_of_open(opened: OpenTerms) -> Terms:
    """The terms as they stand in the row of open terms."""
    return Terms(
        consumer=opened.audience,
        provider_id=opened.owner_id,
        offer_id=opened.offer_id,
        kind=opened.kind,
        purpose=opened.purpose,
        concept=(opened.concept_uri, opened.concept_label),
        legal_basis=opened.legal_basis,
        fields=opened.fields,
        row_filter=opened.row_filter,
        daily_reads=opened.daily_reads,
        valid_from=opened.valid_from,
        valid_until=opened.valid_until,
        may_delegate=opened.may_delegate,
    )
