"""The Merkle tree over one organisation's log: its root and its proofs (RFC 6962, section 2.1), in subtrees of 256.

The number of hashes read for a proof grows with the logarithm of the log, once its full subtrees are kept.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from django.db import connection

from vlavirgem_graphql.evidence.models import Subtree
from vlavirgem_graphql.evidence.verifier import leaf_hash, node_hash
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_tenants.directory.models import Tenant

FAN = 256
MOST_BLOCKS = 1_000  # held at once, of 256 hashes each
LEVELS = {FAN**level: level for level in (1, 2, 3)}


class Hashes(Protocol):
    """Where the hashes of a log are read."""

    def __call__(self, level: int, start: int) -> list[bytes]:
        """A block of at most 256 from ``start`` on: at level 0 of the events, else of the subtrees that are kept."""


class LogTree:
    """The tree over the first ``size`` events of a log."""

    def __init__(self, read: Hashes, size: int) -> None:
        self.size = size
        self._read = read
        self._blocks: dict[tuple[int, int], list[bytes]] = {}

    def root(self) -> bytes:
        """Over all of it; ``size`` is at least 1."""
        return self.over(0, self.size)

    def inclusion(self, index: int) -> list[bytes]:
        """That the event at ``index`` (its number less one) is in it."""
        path, low, high = list[bytes](), 0, self.size
        while high - low > 1:
            middle = low + _split(high - low)
            if index < middle:
                path.append(self.over(middle, high))
                high = middle
            else:
                path.append(self.over(low, middle))
                low = middle
        return path[::-1]

    def consistency(self, old_size: int) -> list[bytes]:
        """That the tree over the first ``old_size`` events (1 up to its size) stands at its beginning."""
        path, low, high, is_old_root = list[bytes](), 0, self.size, True
        while old_size != high:
            middle = low + _split(high - low)
            if old_size <= middle:
                path.append(self.over(middle, high))
                high = middle
            else:
                path.append(self.over(low, middle))
                low, is_old_root = middle, False
        return path[::-1] if is_old_root else [self.over(low, high), *path[::-1]]

    def over(self, low: int, high: int) -> bytes:
        """The hash over the leaves from ``low`` to ``high`` (exclusive), a range that the tree has as a subtree."""
        width = high - low
        if width == 1:
            return self._from_block(0, low)
        if width in LEVELS and low % width == 0:
            kept = self._from_block(LEVELS[width], low // width)
            if kept:
                return kept
        middle = low + _split(width)
        return node_hash(self.over(low, middle), self.over(middle, high))

    def _from_block(self, level: int, place: int) -> bytes:
        """A hash out of the block of 256 that it stands in, which is read at once; empty where it is not kept."""
        number, within = divmod(place, FAN)
        if (level, number) not in self._blocks:
            if len(self._blocks) >= MOST_BLOCKS:
                self._blocks.clear()
            self._blocks[level, number] = self._read(level, number * FAN)
        block = self._blocks[level, number]
        return block[within] if within < len(block) else b""


def own_hashes(owner: Tenant) -> Hashes:
    """Those of a log, inside its owner's scope."""

    def read(level: int, start: int) -> list[bytes]:
        if level:
            kept = Subtree.objects.filter(owner=owner, level=level, place__range=(start, start + FAN - 1))
            return [bytes(each) for each in kept.order_by("place").values_list("hash", flat=True)]
        events = ExchangeEvent.objects.filter(owner=owner, sequence__range=(start + 1, start + FAN))
        return [leaf_hash(bytes(each)) for each in events.order_by("sequence").values_list("hash", flat=True)]

    return read


def partys_hashes(event_id: UUID) -> Hashes:
    """Those of another's log, for who finds its own data in this event of it: hashes only, which tell nothing more."""

    def read(level: int, start: int) -> list[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT public.evidence_hashes_for_party(%s, %s, %s)", [event_id, level, start])
            found = [bytes(each) for (each,) in cursor.fetchall()]
        return found if level else [leaf_hash(each) for each in found]

    return read


def keep_subtrees(owner: Tenant, size: int) -> None:
    """Keep the full subtrees of a log of this size that are not kept yet; to be done as it grows."""
    for width, level in LEVELS.items():
        kept = Subtree.objects.filter(owner=owner, level=level).count()
        tree = LogTree(own_hashes(owner), size)
        made = [
            Subtree(owner=owner, level=level, place=place, hash=tree.over(place * width, (place + 1) * width))
            for place in range(kept, size // width)
        ]
        Subtree.objects.bulk_create(made, batch_size=1_000)


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << (width - 1).bit_length() - 1
