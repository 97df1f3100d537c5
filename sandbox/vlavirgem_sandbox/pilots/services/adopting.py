"""Taking a blueprint over: a pilot of our own with its KPIs, and its chains over our own try-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.chains.services import Origin
from vlavirgem_sandbox.chains.travelling import take_over
from vlavirgem_sandbox.pilots.blueprint_content import BlueprintContent, SharedKpi, content_of
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption, Direction, Pilot, Source
from vlavirgem_sandbox.pilots.services.expectations import KpiTerms, add_kpi
from vlavirgem_sandbox.pilots.services.opening import open_pilot
from vlavirgem_sandbox.tryouts.telemetry import TryOutCard, tryout_cards
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.permissions import Permission


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What came of taking over; ``is_new`` is False where it had been done before."""

    adoption: BlueprintAdoption
    is_new: bool


def adopt_blueprint(*, actor: Actor, blueprint: Blueprint, by_name: bool = True) -> Taken:
    """Open a draft of a pilot of our own with the KPIs of the blueprint, and import its chains.

    With ``by_name`` whoever sees the blueprint sees that we took it over; else we are only counted. Once: doing it
    again, also at the same moment, gives what came of the first time. Raises ``Refusal`` for our own blueprint, and for
    one that is no longer shared (410).
    """
    actor.require(Permission.PILOT_MANAGE)
    _require_adoptable(actor, blueprint)
    if (known := _known(actor, blueprint)) is not None:
        return Taken(adoption=known, is_new=False)
    try:
        with transaction.atomic():
            return Taken(adoption=_adopted(actor, blueprint, by_name=by_name), is_new=True)
    except IntegrityError:
        if (known := _known(actor, blueprint)) is None:
            raise
        return Taken(adoption=known, is_new=False)


def _known(actor: Actor, blueprint: Blueprint) -> BlueprintAdoption | None:
    return BlueprintAdoption.objects.filter(blueprint=blueprint, owner=actor.tenant).select_related("pilot").first()


def _require_adoptable(actor: Actor, blueprint: Blueprint) -> None:
    if blueprint.owner_id == actor.tenant.pk:
        raise Refusal(_("This blueprint is your own."), remedy=_("Go to your own pilot."), code="own-blueprint")
    if not Blueprint.objects.filter(pk=blueprint.pk).exists():  # the wall hides what is no longer shared
        raise Refusal(
            _("This blueprint is no longer shared."),
            remedy=_("Ask the organisation that made it."),
            code="no-longer-shared",
            status=HTTPStatus.GONE,
        )


def _adopted(actor: Actor, blueprint: Blueprint, *, by_name: bool) -> BlueprintAdoption:
    content = content_of(blueprint.content)
    card = tryout_for(content)
    pilot = open_pilot(
        actor=actor,
        title=content.title,
        goal=content.goal,
        tryout_id=card.id if card else None,
        service_name=content.service.name if content.service else "",
    )
    origin = Origin(owner=blueprint.owner.name, title=blueprint.title, url=pilot.get_absolute_url())
    chains = [
        take_over(actor=actor, name=chain.name, document=chain.document, origin=origin) for chain in content.chains
    ]
    for kpi in content.kpis:
        add_kpi(actor=actor, pilot=pilot, terms=_terms(kpi, pilot, chains))
    adoption = BlueprintAdoption.objects.create(
        owner=actor.tenant,
        visibility=Visibility.PARTNERS if by_name else Visibility.OWN,
        blueprint=blueprint,
        pilot=pilot,
        version=blueprint.version,
        title=blueprint.title,
        source_name=blueprint.owner.name,
    )
    record(actor=actor, subject=pilot, verb="taken over", reason=f"{blueprint.owner.name}: {blueprint.title}")
    if by_name:
        record(actor=actor, subject=blueprint, verb="adopted", detail={"version": blueprint.version})
    return adoption


def tryout_for(content: BlueprintContent) -> TryOutCard | None:
    """Our newest try-out of the service that the blueprint's pilot ran on."""
    if content.service is None:
        return None
    return next((card for card in tryout_cards() if card.service_url == content.service.url), None)


def _terms(kpi: SharedKpi, pilot: Pilot, chains: Sequence[UUID]) -> KpiTerms:
    """The KPI's terms; what calls or runs feed is typed in until the pilot has a try-out, or the chain is there."""
    source = Source(kpi.source)
    chain_id = chains[kpi.chain] if kpi.chain is not None else None
    if (source.of_calls and pilot.tryout_id is None) or (source.of_runs and chain_id is None):
        source, chain_id = Source.TYPED, None
    return KpiTerms(
        name=kpi.name,
        target=Decimal(kpi.target),
        unit=kpi.unit_in_words,
        direction=Direction(kpi.direction),
        source=source,
        operation=kpi.operation,
        chain_id=chain_id,
    )
