"""The public keys of every organisation, in the form that verifiers read."""

from __future__ import annotations

from collections.abc import Iterator

from vlavirgem_graphql.evidence.services.bundles import key_text
from vlavirgem_graphql.evidence.services.checkpoints import log_key, witness_key
from vlavirgem_graphql.signatures.models import SigningKey


def key_lines() -> Iterator[str]:
    """Each key twice: as its organisation's log signs with it, and as the organisation countersigns with it."""
    for signing in SigningKey.objects.select_related("owner").order_by("owner__slug", "valid_from"):
        yield key_text(log_key(signing))
        yield key_text(witness_key(signing))
