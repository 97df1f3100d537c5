"""A whole log to take away, line by line, with the checkpoints and keys to check it by."""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.services.bundles import keys_of
from vlavirgem_graphql.evidence.services.checkpoints import origin_of, signed_text
from vlavirgem_graphql.evidence.verifier import CHAIN
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_graphql.exchange.verification import LINKS_A_READ
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def chain_blocks(tenant: Tenant) -> Iterator[str]:
    """The export of an organisation's own log, in blocks of JSON lines (docs/developers/evidence.md).

    It enters the scope for each block: no transaction stays open while who takes it along is slow.
    """
    with tenant_scope(tenant):
        head = "".join(_head(tenant))
    yield head
    last = 0
    while True:
        with tenant_scope(tenant):
            links = _links(tenant, last)
        if not links:
            return
        yield "".join(_line({"event": {"payload": payload, "hash": bytes(link).hex()}}) for payload, link, _at in links)
        last = links[-1][2]


def _head(tenant: Tenant) -> Iterator[str]:
    """What it is, then the checkpoints and the keys to check them by."""
    yield _line({"format": CHAIN, "log": origin_of(tenant), "organisation": tenant.name})
    told: set[str] = set()
    for checkpoint in Checkpoint.objects.of(tenant).select_related("key__owner").order_by("size"):
        signed = list(checkpoint.countersignatures.select_related("key__owner"))
        for key in keys_of(checkpoint, signed):
            if key not in told:
                told.add(key)
                yield _line({"key": key})
        yield _line({"checkpoint": signed_text(checkpoint, signed)})


def _links(tenant: Tenant, last: int) -> list[tuple[str, bytes | memoryview, int]]:
    events = ExchangeEvent.objects.filter(owner=tenant, sequence__gt=last).order_by("sequence")
    return list(events.values_list("payload", "hash", "sequence")[:LINKS_A_READ])


def _line(part: object) -> str:
    return orjson.dumps(part).decode() + "\n"
