"""The terms of an agreement as one text, whose hash both parties sign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is agreed: who reads what of whom, why, on what legal basis, and from when until when (exclusive).

    ``answers`` is the proposal that these terms answer, so that a signature on the one is none on the other.
    """

    consumer_id: int
    provider_id: int
    offer_id: UUID
    kind: str
    purpose: str
    legal_basis: str
    fields: Sequence[str]
    valid_from: datetime
    valid_until: datetime
    answers: UUID | None = None

    def content_hash(self) -> str:
        """SHA-256 (hex) of the terms as JSON with sorted keys; moments in UTC, so that a time zone changes nothing."""
        text = json.dumps(
            {
                "consumer": self.consumer_id,
                "provider": self.provider_id,
                "offer": str(self.offer_id),
                "kind": self.kind,
                "purpose": self.purpose,
                "legal_basis": self.legal_basis,
                "fields": sorted(self.fields),
                "from": self.valid_from.timestamp(),
                "until": self.valid_until.timestamp(),
                "answers": str(self.answers) if self.answers else None,
            },
            ensure_ascii=False,
            sort_keys=True,
        )
        return hashlib.sha256(text.encode()).hexdigest()
