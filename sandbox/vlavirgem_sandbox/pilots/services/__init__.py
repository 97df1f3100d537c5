"""What may be done with a pilot, and what other rooms may know of one: the app's public door.

One keyword-only function for each act, with its actor and its line of history; reads give frozen rows.
"""

from __future__ import annotations

from vlavirgem_sandbox.pilots.reading import (
    DecisionToBuy,
    FindingRead,
    PilotSummary,
    SharedBlueprint,
    blueprints_shared,
    decisions_to_buy,
    finding,
    findings_of,
    pilot_summary,
)
from vlavirgem_sandbox.pilots.services.adopting import Taken, adopt_blueprint
from vlavirgem_sandbox.pilots.services.blueprints import (
    content_to_share,
    prepare_blueprint,
    share_blueprint,
    withdraw_blueprint,
)
from vlavirgem_sandbox.pilots.services.decisions import decide, withdraw_decision
from vlavirgem_sandbox.pilots.services.expectations import (
    KpiTerms,
    add_hypothesis,
    add_kpi,
    edit_kpi,
    judge_hypothesis,
)
from vlavirgem_sandbox.pilots.services.findings import (
    record_finding,
    restore_finding,
    revise_finding,
    withdraw_finding,
)
from vlavirgem_sandbox.pilots.services.measuring import (
    record_measurement,
    restore_measurement,
    take_measurement,
    withdraw_measurement,
)
from vlavirgem_sandbox.pilots.services.opening import change_state, connect_tryout, edit_pilot, open_pilot
from vlavirgem_sandbox.pilots.services.sharing import share_pilot

__all__ = [
    "DecisionToBuy",
    "FindingRead",
    "KpiTerms",
    "PilotSummary",
    "SharedBlueprint",
    "Taken",
    "add_hypothesis",
    "add_kpi",
    "adopt_blueprint",
    "blueprints_shared",
    "change_state",
    "connect_tryout",
    "content_to_share",
    "decide",
    "decisions_to_buy",
    "edit_kpi",
    "edit_pilot",
    "finding",
    "findings_of",
    "judge_hypothesis",
    "open_pilot",
    "pilot_summary",
    "prepare_blueprint",
    "record_finding",
    "record_measurement",
    "restore_finding",
    "restore_measurement",
    "revise_finding",
    "share_blueprint",
    "share_pilot",
    "take_measurement",
    "withdraw_blueprint",
    "withdraw_decision",
    "withdraw_finding",
    "withdraw_measurement",
]
