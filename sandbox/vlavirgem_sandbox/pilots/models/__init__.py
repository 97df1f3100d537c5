"""A pilot and its parts. All of it is commons: owned by the lead partner, seen by whom it is shared with."""

from __future__ import annotations

from vlavirgem_sandbox.pilots.models.blueprint import Blueprint, BlueprintAdoption, BlueprintDraft
from vlavirgem_sandbox.pilots.models.decision import Decision, DecisionGround
from vlavirgem_sandbox.pilots.models.finding import Finding, FindingEvidence
from vlavirgem_sandbox.pilots.models.kpi import Kpi, Measurement
from vlavirgem_sandbox.pilots.models.pilot import Hypothesis, Pilot, PilotPart
from vlavirgem_sandbox.pilots.models.states import Direction, Outcome, PilotState, Source, Verdict

__all__ = [
    "Blueprint",
    "BlueprintAdoption",
    "BlueprintDraft",
    "Decision",
    "DecisionGround",
    "Direction",
    "Finding",
    "FindingEvidence",
    "Hypothesis",
    "Kpi",
    "Measurement",
    "Outcome",
    "Pilot",
    "PilotPart",
    "PilotState",
    "Source",
    "Verdict",
]
