"""What a process knows of a try-out for a moment, so that a plain call costs the database nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock
from time import monotonic
from typing import Final
from weakref import ReferenceType, ref

from vlavirgem_sandbox.tryouts.models import TryOut, TryOutKey, TryOutState
from vlavirgem_sandbox.tryouts.sending import causing
from vlavirgem_sandbox.tryouts.serving.contract_in_use import ContractInUse, contract_of
from vlavirgem_sandbox.tryouts.serving.problems import CallProblem
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

SECONDS_KEPT: Final = 0.5
"""How old it may be: so long a key that was revoked elsewhere may still be taken."""
_SECONDS_FRESH: Final = 0.4
"""After which the next call reads it anew, while those beside it go on with what is known."""
_MOST_KEPT: Final = 1_000
"""Try-outs of which a process knows this; above it, it forgets them all."""


class ContractLeftError(Exception):
    """The contract has gone from the process's memory to make room for others: the try-out is to be read anew."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A try-out as it stood at ``read_at``, in seconds of the process's clock. Shared between threads."""

    tenant: Tenant
    tryout: TryOut
    in_use: ReferenceType[ContractInUse]
    """Weak: many more try-outs are known than contracts are kept, and none of them may hold on to its contract."""
    keys: Mapping[str, TryOutKey]
    """By the part that is no secret."""
    read_at: float
    causing: frozenset[str] = frozenset()
    """Keys of the operations whose calls cause messages: those are kept in the inbox with the call."""
    is_being_read: Event = field(default_factory=Event)
    """Set once a call reads it anew."""
    remembering: set[str] = field(default_factory=set)
    """Keys of the operations of which it is known that their answers look at what the try-out remembers."""

    @property
    def contract(self) -> ContractInUse:
        """What it is a try-out of. Raises ContractLeftError."""
        found = self.in_use()
        if found is None:
            raise ContractLeftError
        return found

    def is_plain(self, now: datetime) -> bool:
        """Whether it answers as its contract says, today: active, not over, and nothing disturbs it or passes it on."""
        tryout = self.tryout
        return (
            tryout.state == TryOutState.ACTIVE
            and not (tryout.last_day is not None and tryout.is_over(now))
            and (tryout.disturbed_until is None or now >= tryout.disturbed_until)
            and (tryout.passed_on_until is None or now >= tryout.passed_on_until)
        )


_kept: dict[tuple[int, str], Standing] = {}
_lock: Final = Lock()


def standing_of(tenant: Tenant, public_id: str) -> Standing | None:
    """How the try-out stands, at most :data:`SECONDS_KEPT` old; None where it cannot be served just now."""
    place, now, kept = (tenant.pk, public_id), monotonic(), _kept
    known = kept.get(place)
    if known is not None and known.in_use() is not None:
        age = now - known.read_at
        if age < _SECONDS_FRESH or (age < SECONDS_KEPT and known.is_being_read.is_set()):
            return known
        known.is_being_read.set()
    read = _read(tenant, public_id, now, known)
    with _lock:
        if read is None:
            kept.pop(place, None)
        else:
            if len(kept) >= _MOST_KEPT:
                kept.clear()
            kept[place] = read
    return read


def forget_standings() -> None:
    """Look anew at the next call, after a change that this process made (and between tests).

    What is being read just now may be from before the change: it is kept with what was forgotten.
    """
    global _kept  # noqa: PLW0603 - what the process knows is the module's
    _kept = {}


def _read(tenant: Tenant, public_id: str, now: float, known: Standing | None) -> Standing | None:
    with tenant_scope(tenant):
        tryout = TryOut.objects.filter(public_id=public_id).first()
        if tryout is None:
            return None
        try:
            contract = contract_of(tryout)
        except CallProblem:
            return None
        keys = {key.prefix: key for key in TryOutKey.objects.filter(tryout=tryout)}
        causes = causing(tryout, contract)
    before = known.in_use() if known is not None else None
    is_same = before is not None and before.compiled is contract.compiled
    remembering = known.remembering if known is not None and is_same else set()
    return Standing(
        tenant=tenant,
        tryout=tryout,
        in_use=ref(contract),
        keys=keys,
        read_at=now,
        causing=causes,
        remembering=remembering,
    )
