"""Two more links of the evidence chain: the decision that ended a pilot -> its blueprint -> a pilot that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.plugins import EvidenceCard, EvidenceKind, EvidenceRef
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintAdoption, Decision
from vlavirgem_sandbox.pilots.models.states import FINAL_OUTCOMES
from vlavirgem_tenants.scope import current_tenant

DECISION, BLUEPRINT, ADOPTION = "pilot decision", "blueprint", "adopted pilot"


def blueprints_of(decision: UUID) -> Sequence[EvidenceRef]:
    """What follows a decision that ended its pilot: the blueprint, as far as this organisation sees it."""
    found = Blueprint.objects.filter(pilot__decision=decision, pilot__decision__outcome__in=FINAL_OUTCOMES)
    return [EvidenceRef(BLUEPRINT, each) for each in found.values_list("pk", flat=True)]


def _blueprint_card(identity: UUID) -> EvidenceCard | None:
    found = Blueprint.objects.defer("content").select_related("owner").filter(pk=identity).first()
    if found is None:
        return None
    return EvidenceCard(
        kind=BLUEPRINT,
        label=_("Blueprint"),
        title=found.title,
        url=found.get_absolute_url(),
        line=_("Version %(version)s") % {"version": found.version} if found.version else "",
        state=found.state,
        owner=found.owner.name,
    )


def _before_blueprint(identity: UUID) -> Sequence[EvidenceRef]:
    final = Decision.objects.standing().filter(pilot__blueprint=identity, outcome__in=FINAL_OUTCOMES)
    return [EvidenceRef(DECISION, decision) for decision in final.values_list("pk", flat=True)]


def _after_blueprint(identity: UUID) -> Sequence[EvidenceRef]:
    adoptions = BlueprintAdoption.objects.filter(blueprint=identity)
    return [EvidenceRef(ADOPTION, adoption) for adoption in adoptions.values_list("pk", flat=True)]


def _adoption_card(identity: UUID) -> EvidenceCard | None:
    """Of others only their name shows: their pilot is theirs, and has no page here."""
    found = BlueprintAdoption.objects.select_related("owner").filter(pk=identity).first()
    if found is None:
        return None
    ours = found.owner_id == current_tenant().pk
    return EvidenceCard(
        kind=ADOPTION,
        label=_("Pilot that came of it"),
        title=found.pilot.title if ours else _("Taken over by %(owner)s") % {"owner": found.owner.name},
        url=found.get_absolute_url() if ours else "",
        line=_("From version %(version)s") % {"version": found.version},
        owner=found.owner.name if ours else "",
    )


def _before_adoption(identity: UUID) -> Sequence[EvidenceRef]:
    blueprints = BlueprintAdoption.objects.filter(pk=identity).values_list("blueprint_id", flat=True)
    return [EvidenceRef(BLUEPRINT, blueprint) for blueprint in blueprints]


def _nothing(_identity: UUID) -> Sequence[EvidenceRef]:
    """The pilot that came of it begins a chain of its own, with its own calls and measurements."""
    return ()


BLUEPRINT_KIND = EvidenceKind(
    name=BLUEPRINT,
    label=gettext_lazy("Blueprint"),
    card=_blueprint_card,
    before=_before_blueprint,
    after=_after_blueprint,
)
ADOPTION_KIND = EvidenceKind(
    name=ADOPTION,
    label=gettext_lazy("Pilot that came of it"),
    card=_adoption_card,
    before=_before_adoption,
    after=_nothing,
)
