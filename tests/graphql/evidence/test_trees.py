"""The tree over a log: root and proofs as RFC 6962 has them, whatever its size, also out of kept subtrees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

import pytest

from vlavirgem_graphql.evidence import trees
from vlavirgem_graphql.evidence.models import Subtree
from vlavirgem_graphql.evidence.trees import LogTree, keep_subtrees, own_hashes
from vlavirgem_graphql.evidence.verifier import (
    EvidenceError,
    Tree,
    check_consistency,
    leaf_hash,
    node_hash,
    root_of_inclusion,
)
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

# RFC 6962's own tree of the leaves 1 to 8 as the reference implementations have it (certificate-transparency-go).
KNOWN_LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243")] + [
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
KNOWN_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, to the letter."""
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


def test_roots_are_those_that_others_publish() -> None:
    tree = Tree()
    assert tree.root() == hashlib.sha256(b"").digest()
    for number, leaf in enumerate(KNOWN_LEAVES, 1):
        tree.add(leaf_hash(leaf))
        assert tree.root() == plain_root(KNOWN_LEAVES[:number])
        if number in KNOWN_ROOTS:
            assert tree.root().hex() == KNOWN_ROOTS[number]


@pytest.fixture
def log(aalst: Tenant, grow: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Seventy events, in subtrees of 4 (16, 64) instead of 256, so that each level has some."""
    monkeypatch.setattr(trees, "FAN", 4)
    monkeypatch.setattr(trees, "LEVELS", {4: 1, 16: 2, 64: 3})
    grow(aalst, 70)
    with tenant_scope(aalst):
        hashes = ExchangeEvent.objects.filter(owner=aalst).order_by("sequence").values_list("hash", flat=True)
        return [bytes(each) for each in hashes]


@pytest.mark.parametrize(
    "kept_at", [(), (70,), (3, 17, 40, 66)], ids=["nothing kept", "kept at once", "kept as it grew"]
)
def test_every_event_is_proved_in_every_tree_and_every_tree_in_the_later_ones(
    aalst: Tenant, log: list[bytes], kept_at: tuple[int, ...]
) -> None:
    with tenant_scope(aalst):
        for size in kept_at:
            keep_subtrees(aalst, size)
        levels = sorted(Subtree.objects.values_list("level", flat=True))
        assert levels == ([1] * (max(kept_at) // 4) + [2] * (max(kept_at) // 16) + [3] if kept_at else [])

        for size in (1, 2, 3, 4, 5, 16, 17, 33, 63, 64, 65, 70):
            tree, root = LogTree(own_hashes(aalst), size), plain_root(log[:size])
            assert tree.root() == root
            for index in range(size):
                path = tree.inclusion(index)
                assert root_of_inclusion(leaf_hash(log[index]), index, size, path) == root
                assert size == 1 or root_of_inclusion(leaf_hash(b"x"), index, size, path) != root
            for old in range(1, size + 1):
                check_consistency((old, plain_root(log[:old])), (size, root), tree.consistency(old))


def test_a_proof_that_is_changed_proves_nothing(aalst: Tenant, log: list[bytes]) -> None:
    with tenant_scope(aalst):
        tree = LogTree(own_hashes(aalst), 37)
        old, new = (21, plain_root(log[:21])), (37, plain_root(log[:37]))
        consistency, inclusion = tree.consistency(21), tree.inclusion(20)
    check_consistency(old, new, consistency)
    for wrong in ([], consistency[:-1], consistency[::-1], [*consistency, consistency[0]]):
        with pytest.raises(EvidenceError):
            check_consistency(old, new, wrong)
    for place in ((20, plain_root(log[:20])), (21, bytes(32)), (38, old[1])):
        with pytest.raises(EvidenceError):
            check_consistency(place, new, consistency)
    for wrong in (inclusion[:-1], [*inclusion, bytes(32)]):
        with pytest.raises(EvidenceError):
            root_of_inclusion(leaf_hash(log[20]), 20, 37, wrong)
    assert root_of_inclusion(leaf_hash(log[20]), 20, 37, inclusion) == new[1]
    assert root_of_inclusion(leaf_hash(log[20]), 19, 37, inclusion) != new[1]
