"""What the tests of blueprints share: how a pilot comes to its end, and what its lead says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Blueprint, Finding, Kpi, Measurement, Outcome, Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor


def end_pilot(lead: Actor, pilot: Pilot, measurement: Measurement) -> Pilot:
    """A finding, and the decision to scale up on the ground of it; in the lead's scope."""
    finding = services.record_finding(actor=lead, pilot=pilot, title="Eén bezoek volstaat", measurements=[measurement])
    services.decide(actor=lead, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Het werkt", findings=[finding])
    pilot.refresh_from_db()
    return pilot


def told(pilot: Pilot, *, chains: Sequence[UUID] = (), **changes: Any) -> Any:
    """All of the pilot goes along, unless ``changes`` say otherwise."""
    return {
        "title": "Loket zonder papier",
        "audience": "Steden met een druk loket",
        "goal": "Minder wachten",
        "steps": "Spreek af met de balie\nOpen een proefopstelling",
        "kpi_ids": list(Kpi.objects.filter(pilot=pilot).values_list("pk", flat=True)),
        "finding_ids": list(Finding.objects.filter(pilot=pilot).values_list("pk", flat=True)),
        "chain_ids": list(chains),
        **changes,
    }


def share(
    lead: Actor, blueprint: Blueprint, *, to: Sequence[Tenant] = (), visibility: Visibility = Visibility.NETWORK
) -> Blueprint:
    """Share what the lead would see now."""
    shown = services.content_to_share(blueprint).digest
    return services.share_blueprint(
        actor=lead,
        blueprint=blueprint,
        visibility=Visibility.PARTNERS if to else visibility,
        partners=to,
        shown=shown,
    )
