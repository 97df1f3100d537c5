"""A record on its way in: what an importer hands to the import service, whatever the format was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class RecordDraft:
    """One record as read from a file. ``refused`` holds the reason why it cannot be stored, empty when it can."""

    key: str
    title: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refused: str = ""
    place: str = ""

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the body, the same for the same content whatever the order of its keys."""
        text = json.dumps(self.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
