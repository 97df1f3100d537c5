"""Lots, requirements and award criteria: written by the buyer until publication, standing from then on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import models, transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots import reading as pilots
from vlavirgem_sandbox.purchases.models import (
    Criterion,
    JointPurchase,
    Lot,
    Requirement,
    RequirementVersion,
    Rule,
    Stage,
)
from vlavirgem_sandbox.purchases.services.buyer import locked_by_buyer
from vlavirgem_sandbox.purchases.services.constraints import before_publication
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.people.actors import Actor


@dataclass(frozen=True, kw_only=True)
class LotText:
    """A lot as the buyer describes it. ``estimated_value`` is EUR without VAT for the whole ceiling."""

    title: str
    unit: str
    ceiling: Decimal
    estimated_value: Decimal
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class CriterionText:
    """An award criterion as the buyer describes it."""

    title: str
    weight: int
    rule: Rule
    explanation: str = ""
    requirement: Requirement | None = None


@transaction.atomic
def add_lot(*, actor: Actor, purchase: JointPurchase, text: LotText) -> Lot:
    """Add a lot at the end."""
    purchase = _open(actor, purchase)
    with before_publication():
        lot = Lot.objects.create(
            owner=actor.tenant, purchase=purchase, number=_next_number(purchase.lots.all()), **vars(text)
        )
    record(actor=actor, subject=purchase, verb="lot added", detail={"lot": lot.title})
    return lot


@transaction.atomic
def change_lot(*, actor: Actor, lot: Lot, text: LotText) -> Lot:
    """Describe a lot anew."""
    purchase = _open(actor, lot.purchase)
    for name, value in vars(text).items():
        setattr(lot, name, value)
    with before_publication():
        lot.save(update_fields=[*vars(text), "updated_at"])
    record(actor=actor, subject=purchase, verb="lot changed", detail={"lot": lot.title})
    return lot


@transaction.atomic
def add_requirement(
    *,
    actor: Actor,
    purchase: JointPurchase,
    text: str,
    lot: Lot | None = None,
    finding_id: UUID | None = None,
) -> Requirement:
    """Add a line to the specification, traced to a finding of the pilot where there is one."""
    purchase = _open(actor, purchase)
    finding = None if finding_id is None else _finding(purchase, finding_id)
    with before_publication():
        requirement = Requirement.objects.create(
            owner=actor.tenant,
            purchase=purchase,
            lot=lot,
            number=_next_number(purchase.requirements.all()),
            finding_id=finding_id,
            finding_text=finding.text if finding else "",
        )
        _write_version(actor, requirement, number=1, text=text, reason="")
    record(actor=actor, subject=purchase, verb="requirement added", detail={"number": requirement.number})
    return requirement


@transaction.atomic
def revise_requirement(*, actor: Actor, requirement: Requirement, text: str, reason: str) -> RequirementVersion:
    """Word a requirement anew; the earlier wording stays readable beside it, with the reason of the change."""
    purchase = _open(actor, requirement.purchase)
    with before_publication():
        version = _write_version(
            actor, requirement, number=_next_number(requirement.versions.all()), text=text, reason=reason
        )
    detail = {"number": requirement.number, "version": version.number}
    record(actor=actor, subject=purchase, verb="requirement revised", reason=reason, detail=detail)
    return version


@transaction.atomic
def add_criterion(*, actor: Actor, purchase: JointPurchase, text: CriterionText) -> Criterion:
    """Add an award criterion; raises Refusal where the weights would go over 100."""
    purchase = _open(actor, purchase)
    _require_room(purchase.weights_total() + text.weight)
    with before_publication():
        criterion = Criterion.objects.create(
            owner=actor.tenant, purchase=purchase, number=_next_number(purchase.criteria.all()), **vars(text)
        )
    detail = {"criterion": criterion.title, "weight": criterion.weight}
    record(actor=actor, subject=purchase, verb="criterion added", detail=detail)
    return criterion


@transaction.atomic
def change_criterion(*, actor: Actor, criterion: Criterion, text: CriterionText) -> Criterion:
    """Describe or weigh a criterion anew; raises Refusal where the weights would go over 100."""
    purchase = _open(actor, criterion.purchase)
    _require_room(purchase.weights_total() - criterion.weight + text.weight)
    for name, value in vars(text).items():
        setattr(criterion, name, value)
    with before_publication():
        criterion.save(update_fields=[*vars(text), "updated_at"])
    detail = {"criterion": criterion.title, "weight": criterion.weight}
    record(actor=actor, subject=purchase, verb="criterion changed", detail=detail)
    return criterion


@transaction.atomic
def remove(*, actor: Actor, part: Lot | Requirement | Criterion) -> None:
    """Take a lot, a requirement or a criterion out; raises Refusal where something rests on it."""
    purchase = _open(actor, part.purchase)
    name = str(part)
    try:
        with before_publication():
            part.delete()
    except ProtectedError as error:
        raise Refusal(
            _("Something else rests on this, so it cannot be removed."),
            _("Remove or change the criterion that refers to it first."),
            code="still-used",
        ) from error
    record(actor=actor, subject=purchase, verb=f"{part._meta.model_name} removed", detail={"name": name})


def _open(actor: Actor, purchase: JointPurchase) -> JointPurchase:
    return locked_by_buyer(actor=actor, purchase=purchase, at=Stage.PREPARING)


def _require_room(weights: int) -> None:
    if weights > 100:  # noqa: PLR2004 - the hundred points of the page
        raise Refusal(
            _("The weights would make %(sum)s points, and there are 100 to divide.") % {"sum": weights},
            _("Lower this weight, or another criterion's first."),
            code="weights-over-100",
            place="weight",
        )


def _next_number(siblings: models.QuerySet[models.Model]) -> int:
    """Numbers follow on from the highest, so that a removed line's number is not given to another."""
    highest: int | None = siblings.aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def _write_version(
    actor: Actor, requirement: Requirement, *, number: int, text: str, reason: str
) -> RequirementVersion:
    return RequirementVersion.objects.create(
        owner=actor.tenant,
        purchase=requirement.purchase,
        requirement=requirement,
        number=number,
        text=text,
        reason=reason,
        written_by=actor.name,
    )


def _finding(purchase: JointPurchase, finding_id: UUID) -> pilots.FindingRead:
    """The finding, which must be one of the pilot that the purchase came from."""
    known = [] if purchase.pilot_id is None else pilots.findings_of(purchase.pilot_id)
    for finding in known:
        if finding.id == finding_id:
            return finding
    raise Refusal(
        _("This finding is not one of the pilot that the purchase came from."),
        _("Choose a finding from the list, or leave the choice empty."),
        code="no-such-finding",
        place="finding",
    )
