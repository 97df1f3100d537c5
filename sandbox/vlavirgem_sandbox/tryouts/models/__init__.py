"""The tables of the try-outs; every one lives in a tenant's own schema."""

from vlavirgem_sandbox.tryouts.models.call import Call, Verdict
from vlavirgem_sandbox.tryouts.models.disturbance import Disturbance, DisturbanceCount, Spread
from vlavirgem_sandbox.tryouts.models.disturbance_kind import DisturbanceKind
from vlavirgem_sandbox.tryouts.models.door import TurnedAway
from vlavirgem_sandbox.tryouts.models.event import TryOutEvent, Verb
from vlavirgem_sandbox.tryouts.models.follow import Follow
from vlavirgem_sandbox.tryouts.models.key import TryOutKey
from vlavirgem_sandbox.tryouts.models.message_plan import MessagePlan
from vlavirgem_sandbox.tryouts.models.passing_on import PassingOn
from vlavirgem_sandbox.tryouts.models.received_message import Occasion, ReceivedMessage
from vlavirgem_sandbox.tryouts.models.snapshot import Snapshot
from vlavirgem_sandbox.tryouts.models.state import StateCollection, StateDocument
from vlavirgem_sandbox.tryouts.models.try_out import TryOut, TryOutState, UsageShown

__all__ = [
    "Call",
    "Disturbance",
    "DisturbanceCount",
    "DisturbanceKind",
    "Follow",
    "MessagePlan",
    "Occasion",
    "PassingOn",
    "ReceivedMessage",
    "Snapshot",
    "Spread",
    "StateCollection",
    "StateDocument",
    "TryOut",
    "TryOutEvent",
    "TryOutKey",
    "TryOutState",
    "TurnedAway",
    "UsageShown",
    "Verb",
    "Verdict",
]
