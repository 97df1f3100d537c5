"""A blueprint of a finished pilot: prepared, shared (again) and withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.typed_words import require_no_real_number
from vlavirgem_sandbox.pilots.blueprint_content import BlueprintContent, compose
from vlavirgem_sandbox.pilots.models import Blueprint, BlueprintDraft, Pilot, PilotState
from vlavirgem_sandbox.pilots.services.lead import locked_by_lead
from vlavirgem_tenants.commons.models import Visibility, record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor


class DraftTold(TypedDict):
    """What the lead partner says of a blueprint, and which of the pilot's KPIs, findings and chains go along."""

    title: str
    audience: str
    goal: str
    steps: str
    kpi_ids: Sequence[UUID]
    finding_ids: Sequence[UUID]
    chain_ids: Sequence[UUID]


@transaction.atomic
def prepare_blueprint(*, actor: Actor, pilot: Pilot, told: DraftTold) -> Blueprint:
    """Write the draft of a pilot's blueprint, or write it anew; nobody else sees anything of it.

    Raises ``ValidationError`` for what is missing or too long, and ``Refusal`` (409) for a pilot without a decision
    that ended it.
    """
    current = _finished(actor, pilot)
    words = {name: str(told[name]).strip() for name in ("title", "audience", "goal", "steps")}
    for name, text in words.items():
        require_no_real_number(text, place=name)
    blueprint = Blueprint.objects.select_for_update().filter(pilot=current).first()
    first = blueprint is None
    blueprint = blueprint or Blueprint(owner=actor.tenant, pilot=current)
    if not blueprint.version:
        blueprint.title, blueprint.audience = words["title"], words["audience"]
    draft = BlueprintDraft.objects.filter(blueprint=blueprint).first() or BlueprintDraft(blueprint=blueprint)
    draft.owner, draft.visibility = actor.tenant, Visibility.OWN
    chosen = {name: list(told[name]) for name in ("kpi_ids", "finding_ids", "chain_ids")}
    for name, value in (words | chosen).items():
        setattr(draft, name, value)
    draft.full_clean(exclude=["blueprint"])
    compose(current, draft)  # a chain that cannot go along is refused here, where it is chosen
    blueprint.save()
    draft.save()
    record(actor=actor, subject=blueprint, verb="prepared" if first else "prepared anew")
    return blueprint


def content_to_share(blueprint: Blueprint) -> BlueprintContent:
    """Exactly what sharing the blueprint now would give to others."""
    return compose(blueprint.pilot, BlueprintDraft.objects.get(blueprint=blueprint))


@transaction.atomic
def share_blueprint(
    *,
    actor: Actor,
    blueprint: Blueprint,
    visibility: Visibility,
    partners: Sequence[Tenant] = (),
    shown: str,
) -> Blueprint:
    """Let the network, or these partners, see the blueprint and take it over; other content is a new version.

    ``shown`` is the fingerprint of the content that the person saw: where that is no longer what would go out,
    ``Refusal`` (409). Raises ``ValidationError`` for an audience that makes no sense. Doing it again with the same
    audience changes nothing.
    """
    current = _held(actor, blueprint)
    _finished(actor, current.pilot)
    others = _others(actor, visibility, partners)
    named = sorted(others)
    content = content_to_share(current)
    if content.digest != shown:
        raise Refusal(
            _("Something changed since you looked at what would be shared. Nothing was shared."),
            remedy=_("Look at it once more, and share it then."),
            code="changed-since-shown",
        )
    is_as_it_was = current.state == "active" and current.digest == content.digest
    if is_as_it_was and (current.visibility, current.partner_ids) == (visibility, named):
        return current
    _publish(current, content)
    current.visibility, current.partner_ids, current.withdrawn_at = visibility, named, None
    current.save()
    detail = {"version": current.version, "visibility": str(visibility), "partners": sorted(others.values())}
    record(actor=actor, subject=current, verb="shared", detail=detail)
    return current


@transaction.atomic
def withdraw_blueprint(*, actor: Actor, blueprint: Blueprint, reason: str = "") -> Blueprint:
    """Take it back: from the next request on nobody else sees it. What others made of it stays with them."""
    current = _held(actor, blueprint)
    if current.state != "active":
        return current
    current.visibility, current.partner_ids, current.withdrawn_at = Visibility.OWN, [], timezone.now()
    current.save()
    record(actor=actor, subject=current, verb="withdrawn", reason=reason.strip())
    return current


def _held(actor: Actor, blueprint: Blueprint) -> Blueprint:
    """The blueprint as it stands, locked with its pilot; refuses who does not lead it."""
    pilot = locked_by_lead(actor=actor, pilot=blueprint.pilot)
    held = Blueprint.objects.select_for_update().get(pk=blueprint.pk)
    held.pilot = pilot
    return held


def _finished(actor: Actor, pilot: Pilot) -> Pilot:
    current = locked_by_lead(actor=actor, pilot=pilot)
    if current.state != PilotState.ENDED:
        raise Refusal(
            _("A blueprint is made of a pilot that ended with a decision; this one is %(state)s.")
            % {"state": current.get_state_display()},
            remedy=_("Take the decision first."),
            code="pilot-not-ended",
        )
    return current


def _others(actor: Actor, visibility: Visibility, partners: Sequence[Tenant]) -> dict[int, str]:
    """The names of the partners it is shared with, by id; none where the network sees it."""
    chosen = partners if visibility == Visibility.PARTNERS else ()
    others = {partner.pk: partner.name for partner in chosen if partner.pk != actor.tenant.pk}
    if visibility != Visibility.NETWORK and not others:
        raise ValidationError({"partners": _("Choose at least one organisation, or share with the network.")})
    return others


def _publish(blueprint: Blueprint, content: BlueprintContent) -> None:
    """Copy the content in; only other content is a new version."""
    if content.digest == blueprint.digest:
        return
    blueprint.title, blueprint.audience = content.title, content.audience
    blueprint.service_names = "\n".join(f"{service.name} ({service.agency})" for service in content.services)
    blueprint.content, blueprint.digest = content.as_json(), content.digest
    blueprint.version += 1
    blueprint.shared_at = timezone.now()
