"""The demo's blueprint: what Mechelen passes on of its finished pilot, and Genk that takes it over."""

from __future__ import annotations

from typing import Final

from vlavirgem_sandbox.pilots import services
from vlavirgem_sandbox.pilots.models import Blueprint, Finding, Kpi, Pilot
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

TITLE: Final = "Verenigingen registreren bij het eerste bezoek"
_AUDIENCE: Final = (
    "Voor steden en gemeenten waar verenigingen aan het loket komen. Nuttig als je nog papieren formulieren overtypt, "
    "of als je voor het eerst met het Verenigingsregister werkt."
)
_STEPS: Final = """Spreek met twee baliemedewerkers af dat ze drie weken meedoen. Reken op een halve dag uitleg.
Open een proefopstelling van het Verenigingsregister, en van de andere diensten in de keten.
Laat je programma adres en soort nakijken voor het iets verstuurt. Dat scheelt de meeste fouten.
Meet elke week hoelang een bezoek duurt. Een kaartje aan de uitgang volstaat.
Beslis na drie weken, samen met de balie."""


def fill(town: DemoTown, *, of: str) -> None:
    """Make the blueprint of the pilot with that title, and let Genk take it over, where that was not done."""
    mechelen, genk = town.actor("mechelen", Role.PILOT_LEAD), town.actor("genk", Role.PILOT_LEAD)
    with tenant_scope(mechelen.tenant):
        pilot = Pilot.objects.of(mechelen.tenant).get(title=of)
        blueprint = Blueprint.objects.filter(pilot=pilot).first() or _shared(mechelen, pilot)
    with tenant_scope(genk.tenant):
        seen = Blueprint.objects.select_related("owner").filter(pk=blueprint.pk).first()
        if seen is not None:
            services.adopt_blueprint(actor=genk, blueprint=seen)


def _shared(actor: Actor, pilot: Pilot) -> Blueprint:
    """With all KPIs and findings of the pilot, and the chain whose runs fed it."""
    kpis = list(Kpi.objects.filter(pilot=pilot))
    blueprint = services.prepare_blueprint(
        actor=actor,
        pilot=pilot,
        told={
            "title": TITLE,
            "audience": _AUDIENCE,
            "goal": pilot.goal,
            "steps": _STEPS,
            "kpi_ids": [kpi.pk for kpi in kpis],
            "finding_ids": list(Finding.objects.standing().filter(pilot=pilot).values_list("pk", flat=True)),
            "chain_ids": [kpi.chain_id for kpi in kpis if kpi.chain_id is not None],
        },
    )
    shown = services.content_to_share(blueprint).digest
    return services.share_blueprint(
        actor=actor, blueprint=blueprint, visibility=Visibility.NETWORK, partners=[], shown=shown
    )
