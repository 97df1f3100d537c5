"""What a blueprint holds: made of a finished pilot and what its lead chose, kept as JSON, read again by others.

Nothing that was measured goes along, nor who did what: of a KPI its definition and target, of a finding its words, of a
chain its description (``chains.travelling``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from vlavirgem_sandbox.chains.export import yaml_text
from vlavirgem_sandbox.chains.travelling import TravellingChain, TriedService, chain_to_travel
from vlavirgem_sandbox.pilots.models import BlueprintDraft, Direction, Finding, Kpi, Outcome, Pilot, Source
from vlavirgem_sandbox.pilots.story import tell
from vlavirgem_sandbox.tryouts.telemetry import tryout_card


@dataclass(frozen=True, kw_only=True)
class SharedKpi:
    """What a KPI promises; ``chain`` is the place in the list of chains of the one whose runs feed it."""

    name: str
    unit: str
    direction: str
    target: str
    source: str
    operation: str = ""
    chain: int | None = None

    @property
    def promise(self) -> str:
        """The target with its unit, as people write it."""
        return Kpi(unit=self.unit, source=self.source).said(Decimal(self.target))

    @property
    def unit_in_words(self) -> str:
        """The unit in the reader's language, for who types the values in."""
        return Kpi(unit=self.unit, source=self.source).unit_of(2)

    @property
    def direction_label(self) -> str:
        """Which way it should go."""
        return str(Direction(self.direction).label)

    @property
    def source_label(self) -> str:
        """Where its values come from."""
        return str(Source(self.source).label)


@dataclass(frozen=True, kw_only=True)
class SharedFinding:
    """What the pilot taught."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BlueprintContent:
    """All that others get; ``service`` is the one that the pilot itself ran on, where it had a try-out."""

    title: str
    audience: str
    goal: str
    steps: str
    outcome: str
    service: TriedService | None = None
    kpis: Sequence[SharedKpi] = ()
    findings: Sequence[SharedFinding] = ()
    chains: Sequence[TravellingChain] = field(default_factory=tuple)

    @property
    def step_lines(self) -> list[str]:
        """What it takes, one line a step."""
        return [line.strip() for line in self.steps.splitlines() if line.strip()]

    @property
    def outcome_label(self) -> str:
        """What the pilot was decided to lead to; empty while a decision that was withdrawn is not replaced."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    @property
    def services(self) -> list[TriedService]:
        """Each service and version that was tried, once."""
        of_chains = (service for chain in self.chains for service in chain.services.values())
        own = (self.service,) if self.service is not None else ()
        return list(dict.fromkeys([*own, *of_chains]))

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @property
    def digest(self) -> str:
        """Its fingerprint, the same for the same content."""
        return sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class DrawnChain:
    """A chain of a blueprint as its page shows it, with the whole text that goes along."""

    name: str
    summary: str
    services: Mapping[str, TriedService]
    text: str


def compose(pilot: Pilot, draft: BlueprintDraft) -> BlueprintContent:
    """What publishing the draft would give to others, with the pilot as it is now.

    Raises Refusal (422) for a chain with a key in it. What was chosen and is no longer there is left out.
    """
    story = tell(pilot)
    chains = [(chain_id, chain_to_travel(chain_id)) for chain_id in draft.chain_ids]
    going = {chain_id: chain for chain_id, chain in chains if chain is not None}
    places = {chain_id: place for place, chain_id in enumerate(going)}
    chosen_kpis = (entry.kpi for entry in story.kpis if entry.kpi.pk in draft.kpi_ids)
    chosen_findings = (entry.finding for entry in story.findings if entry.finding.pk in draft.finding_ids)
    return BlueprintContent(
        title=draft.title,
        audience=draft.audience,
        goal=draft.goal,
        steps=draft.steps,
        outcome=story.verdict.outcome if story.verdict else "",
        service=_service_of(pilot),
        kpis=[_shared_kpi(kpi, places) for kpi in chosen_kpis],
        findings=[_shared_finding(finding) for finding in chosen_findings],
        chains=list(going.values()),
    )


def content_of(kept: Mapping[str, Any]) -> BlueprintContent:
    """The content as it was kept."""
    told = dict(kept)
    told["service"] = TriedService(**told["service"]) if told["service"] else None
    told["kpis"] = [SharedKpi(**row) for row in told["kpis"]]
    told["findings"] = [SharedFinding(**row) for row in told["findings"]]
    told["chains"] = [_chain(row) for row in told["chains"]]
    return BlueprintContent(**told)


def drawn_chains(chains: Iterable[TravellingChain]) -> list[DrawnChain]:
    """The chains with their text."""
    return [
        DrawnChain(name=chain.name, summary=chain.summary, services=chain.services, text=yaml_text(chain.document))
        for chain in chains
    ]


def _chain(row: Mapping[str, Any]) -> TravellingChain:
    services = {source: TriedService(**service) for source, service in row["services"].items()}
    return TravellingChain(**{**row, "services": services})


def _service_of(pilot: Pilot) -> TriedService | None:
    card = tryout_card(pilot.tryout_id) if pilot.tryout_id else None
    if card is None:
        return None
    return TriedService(
        name=card.service_name, agency=card.agency_name, version=card.version_number, url=card.service_url
    )


def _shared_kpi(kpi: Kpi, places: Mapping[UUID, int]) -> SharedKpi:
    return SharedKpi(
        name=kpi.name,
        unit=kpi.unit,
        direction=kpi.direction,
        target=str(kpi.target),
        source=kpi.source,
        operation=kpi.operation,
        chain=places.get(kpi.chain_id) if kpi.chain_id else None,
    )


def _shared_finding(finding: Finding) -> SharedFinding:
    return SharedFinding(title=finding.title, text=finding.text)
