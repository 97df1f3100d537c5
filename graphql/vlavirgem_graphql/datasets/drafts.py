"""A record on its way in: what an importer hands to the import service, whatever the format was."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, kw_only=True)
class RecordDraft:
    """One record as read from a file. ``refused`` holds the reason why it cannot be stored, empty when it can.

    Out of a feed it is a version: ``version_at`` is its moment, and ``gone`` says that there is nothing any more.
    """

    key: str
    title: str = ""
    body: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refused: str = ""
    place: str = ""
    version_at: datetime | None = None
    gone: bool = False

    def is_older_than(self, moment: datetime | None) -> bool:
        """Whether it is a version from before a moment; of what has no moment nothing is older."""
        return self.version_at is not None and moment is not None and self.version_at < moment

    def is_newer_than(self, moment: datetime | None) -> bool:
        """Whether it is a version from after a moment, or the first that has one."""
        return self.version_at is not None and (moment is None or self.version_at > moment)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the body, the same for the same content whatever the order of its keys."""
        text = json.dumps(self.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
