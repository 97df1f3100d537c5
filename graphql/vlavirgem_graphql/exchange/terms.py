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
    return _terms(
        agreement,
        consumer=agreement.consumer_id,
        provider_id=agreement.provider_id,
        answers=agreement.answers_id,
        renews=agreement.renews_id,
        accepts=agreement.accepts_id,
    )


def terms_of_open(opened: OpenTerms) -> Terms:
    """The terms as they stand in the row of open terms."""
    return _terms(opened, consumer=opened.audience, provider_id=opened.owner_id)


def _terms(row: Agreement | OpenTerms, *, consumer: int | str, provider_id: int, **of_others: UUID | None) -> Terms:
    return Terms(
        consumer=consumer,
        provider_id=provider_id,
        offer_id=row.offer_id,
        kind=row.kind,
        purpose=row.purpose,
        concept=(row.concept_uri, row.concept_label),
        legal_basis=row.legal_basis,
        fields=row.fields,
        row_filter=row.row_filter,
        daily_reads=row.daily_reads,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        may_delegate=row.may_delegate,
        **of_others,
    )
