"""The tables of the chains; every one lives in a tenant's own schema."""

from vlavirgem_sandbox.chains.models.chain import Chain, ChainEvent, ChainSource, ChainState, Schedule, Verb
from vlavirgem_sandbox.chains.models.key import ChainKey
from vlavirgem_sandbox.chains.models.run import ChainRun, RunState, StepTrace, Trigger

__all__ = [
    "Chain",
    "ChainEvent",
    "ChainKey",
    "ChainRun",
    "ChainSource",
    "ChainState",
    "RunState",
    "Schedule",
    "StepTrace",
    "Trigger",
    "Verb",
]
