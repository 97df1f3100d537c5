"""Whether a log in the database still is what was signed about it: what the chain alone cannot tell, where somebody
with all power made every hash anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from vlavirgem_graphql.evidence.models import Checkpoint
from vlavirgem_graphql.evidence.verifier import Tree, leaf_hash
from vlavirgem_graphql.exchange.chain import Verdict
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_graphql.exchange.verification import LINKS_A_READ, verify_evidence
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope


def verify_log(tenant: Tenant) -> Verdict:
    """Check every link of an organisation's chain, and that each of its checkpoints fits."""
    verdict = verify_evidence(tenant)
    if not verdict.whole:
        return verdict
    with tenant_scope(tenant):
        unfit = _first_unfit(tenant)
    if unfit is None:
        return verdict
    return replace(verdict, broken_at=unfit, reason=f"the checkpoint of {unfit} was signed over other events")


def _first_unfit(tenant: Tenant) -> int | None:
    """The size of the first checkpoint whose root is not that of the log; the hashes of subtrees that are kept do not
    count here, since they stand in the same database."""
    tree, hashes = Tree(), _hashes(tenant)
    for checkpoint in Checkpoint.objects.of(tenant).order_by("size"):
        while tree.size < checkpoint.size:
            link = next(hashes, None)
            if link is None:
                return checkpoint.size
            tree.add(leaf_hash(link))
        if tree.root() != bytes(checkpoint.root):
            return checkpoint.size
    return None


def _hashes(tenant: Tenant) -> Iterator[bytes]:
    last = 0
    while True:
        events = ExchangeEvent.objects.filter(owner=tenant, sequence__gt=last).order_by("sequence")
        batch = list(events.values_list("hash", "sequence")[:LINKS_A_READ])
        yield from (bytes(link) for link, _sequence in batch)
        if len(batch) < LINKS_A_READ:
            return
        last = batch[-1][1]
