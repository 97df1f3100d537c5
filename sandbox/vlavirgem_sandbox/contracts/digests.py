"""Telling contracts apart by what they say."""

from __future__ import annotations

import hashlib
import json

from vlavirgem_sandbox.contracts.model import JsonObject


def digest_of(document: JsonObject) -> str:
    """SHA-256 (hex) of the document's canonical JSON: sorted keys, no white space, as UTF-8."""
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
