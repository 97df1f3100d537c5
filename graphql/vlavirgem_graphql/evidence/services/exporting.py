"""A whole log to take away, line by line, with the checkpoints and keys to check it by."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.bundles import keys_of
from vlavirgem_graphql.evidence.services.checkpoints import origin_of, signed_text
from vlavirgem_graphql.evidence.verifier import CHAIN
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant

LINKS_A_READ = 2_000


def chain_lines(tenant: Tenant) -> Iterator[str]:
    """The export of an organisation's own log, inside its scope: JSON lines (docs/developers/evidence.md)."""
    yield _line({"format": CHAIN, "log": origin_of(tenant), "organisation": tenant.name})
    told: set[str] = set()
    for checkpoint in Checkpoint.objects.of(tenant).select_related("key__owner").order_by("size"):
        signed = list(checkpoint.countersignatures.select_related("key__owner"))
        for key in keys_of(checkpoint, signed):
            if key not in told:
                told.add(key)
                yield _line({"key": key})
        yield _line({"checkpoint": signed_text(checkpoint, signed)})
    last = 0
    while batch := _links(tenant, last):
        for payload, link, last in batch:  # noqa: B007 - the last of them is where the next read begins
            yield _line({"event": {"payload": payload, "hash": bytes(link).hex()}})


def _links(tenant: Tenant, last: int) -> list[tuple[str, bytes | memoryview, int]]:
    events = ExchangeEvent.objects.filter(owner=tenant, sequence__gt=last).order_by("sequence")
    return list(events.values_list("payload", "hash", "sequence")[:LINKS_A_READ])


def _line(part: object) -> str:
    return orjson.dumps(part).decode() + "\n"
