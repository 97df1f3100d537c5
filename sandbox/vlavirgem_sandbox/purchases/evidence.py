"""This room's links of the evidence chain.

Finding (of a pilot) -> requirement -> award criterion -> commitment -> lot -> award -> call-off. A requirement without
a finding and a criterion without a requirement rest on the need of their purchase, and by it on the pilot's decision
that it was opened from. Each card is read under the wall, so what a tenant may not see ends its branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vlavirgem.plugins import (
    EvidenceCard,
    EvidenceKind,
    EvidenceRef,
    EvidenceStep,
    evidence_kinds,
    evidence_steps,
)
from vlavirgem.ui.charts import written
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import Award, CallOff, Commitment, Criterion, JointPurchase, Lot, Requirement

Card = Callable[[UUID], EvidenceCard | None]
Neighbours = Callable[[UUID], Sequence[EvidenceRef]]


def register() -> None:
    """Called once at start-up (apps.py)."""
    kinds: dict[str, tuple[object, Card, Neighbours, Neighbours]] = {
        "joint purchase": (gettext_lazy("Joint purchase"), _purchase_card, _before_purchase, _after_purchase),
        "requirement": (gettext_lazy("Requirement"), _requirement_card, _before_requirement, _after_requirement),
        "criterion": (gettext_lazy("Award criterion"), _criterion_card, _before_criterion, _after_criterion),
        "commitment": (gettext_lazy("Commitment"), _commitment_card, _before_commitment, _after_commitment),
        "lot": (gettext_lazy("Lot"), _lot_card, _before_lot, _after_lot),
        "award": (gettext_lazy("Award"), _award_card, _before_award, _after_award),
        "call-off": (gettext_lazy("Call-off"), _call_off_card, _before_call_off, _nothing),
    }
    for name, (label, card, before, after) in kinds.items():
        evidence_kinds.register(EvidenceKind(name=name, label=label, card=card, before=before, after=after))
    evidence_steps.register(EvidenceStep(name="requirements of a finding", kind="finding", after=_after_finding))
    evidence_steps.register(EvidenceStep(name="purchases of a decision", kind="pilot decision", after=_after_decision))


def _purchase_card(identity: UUID) -> EvidenceCard | None:
    found = JointPurchase.objects.filter(pk=identity).select_related("owner").first()
    if found is None:
        return None
    return EvidenceCard(
        kind="joint purchase",
        label=_("Joint purchase"),
        title=found.title,
        url=found.get_absolute_url(),
        line=found.get_stage_display(),
        owner=found.owner.name,
    )


def _before_purchase(identity: UUID) -> Sequence[EvidenceRef]:
    decisions = JointPurchase.objects.filter(pk=identity, decision_id__isnull=False).values_list(
        "decision_id", flat=True
    )
    return [EvidenceRef("pilot decision", decision) for decision in decisions if decision]


def _after_purchase(identity: UUID) -> Sequence[EvidenceRef]:
    """What rests on the purchase's need alone; what rests on a finding follows that finding."""
    requirements = Requirement.objects.filter(purchase=identity, finding_id__isnull=True)
    criteria = Criterion.objects.filter(purchase=identity, requirement__isnull=True)
    return [
        *_refs("requirement", list(requirements.values_list("pk", flat=True))),
        *_refs("criterion", list(criteria.values_list("pk", flat=True))),
    ]


def _after_decision(identity: UUID) -> Sequence[EvidenceRef]:
    made = JointPurchase.objects.filter(decision_id=identity).exclude(state=State.WITHDRAWN).order_by("created_at")
    return [EvidenceRef("joint purchase", purchase) for purchase in made.values_list("pk", flat=True)]


def _requirement_card(identity: UUID) -> EvidenceCard | None:
    found = Requirement.objects.filter(pk=identity).select_related("owner", "purchase").with_text().first()
    if found is None:
        return None
    return EvidenceCard(
        kind="requirement",
        label=_("Requirement %(number)s") % {"number": found.number},
        title=found.text,
        url=reverse("purchases:requirement", args=[found.purchase_id, found.pk]),
        line=found.purchase.title,
        owner=found.owner.name,
    )


def _criterion_card(identity: UUID) -> EvidenceCard | None:
    found = Criterion.objects.filter(pk=identity).select_related("owner").first()
    if found is None:
        return None
    return EvidenceCard(
        kind="criterion",
        label=_("Award criterion"),
        title=found.title,
        url=reverse("purchases:criterion", args=[found.purchase_id, found.pk]),
        line=_("%(weight)s of 100 points") % {"weight": found.weight},
        owner=found.owner.name,
    )


def _commitment_card(identity: UUID) -> EvidenceCard | None:
    found = Commitment.objects.filter(pk=identity).select_related("owner", "lot").first()
    if found is None:
        return None
    return EvidenceCard(
        kind="commitment",
        label=_("Commitment"),
        title=written(found.quantity, found.lot.unit),
        url=reverse("purchases:step", args=[found.purchase_id, "participants"]),
        line=found.lot.title,
        owner=found.owner.name,
    )


def _lot_card(identity: UUID) -> EvidenceCard | None:
    found = Lot.objects.filter(pk=identity).first()
    if found is None:
        return None
    return EvidenceCard(
        kind="lot",
        label=_("Lot %(number)s") % {"number": found.number},
        title=found.title,
        url=reverse("purchases:step", args=[found.purchase_id, "requirements"]),
        line=_("at most %(ceiling)s") % {"ceiling": written(found.ceiling, found.unit)},
    )


def _award_card(identity: UUID) -> EvidenceCard | None:
    found = Award.objects.filter(pk=identity).select_related("owner", "lot").first()
    if found is None:
        return None
    return EvidenceCard(
        kind="award",
        label=_("Award of lot %(number)s") % {"number": found.lot.number},
        title=found.supplier,
        url=reverse("purchases:award", args=[found.purchase_id, found.pk]),
        line=_("%(points)s points") % {"points": written(found.points)},
        owner=found.owner.name,
    )


def _call_off_card(identity: UUID) -> EvidenceCard | None:
    found = CallOff.objects.filter(pk=identity).select_related("owner", "lot").first()
    if found is None:
        return None
    return EvidenceCard(
        kind="call-off",
        label=_("Call-off"),
        title=found.reference,
        url=reverse("purchases:calloff", args=[found.purchase_id, found.pk]),
        line=written(found.quantity, found.lot.unit),
        state=found.state,
        owner=found.owner.name,
    )


def _refs(kind: str, identities: Sequence[UUID | None]) -> list[EvidenceRef]:
    return [EvidenceRef(kind, identity) for identity in identities if identity is not None]


def _one_or_purchase(kind: str, links: Iterable[tuple[UUID | None, UUID]]) -> list[EvidenceRef]:
    """The link that is named, else the purchase itself, so that the chain goes on to what it was opened from."""
    return [
        EvidenceRef(kind, named) if named is not None else EvidenceRef("joint purchase", purchase)
        for named, purchase in links
    ]


def _after_finding(identity: UUID) -> list[EvidenceRef]:
    return _refs("requirement", list(Requirement.objects.filter(finding_id=identity).values_list("pk", flat=True)))


def _before_requirement(identity: UUID) -> list[EvidenceRef]:
    found = Requirement.objects.filter(pk=identity)
    return _one_or_purchase("finding", found.values_list("finding_id", "purchase"))


def _after_requirement(identity: UUID) -> list[EvidenceRef]:
    return _refs("criterion", list(Criterion.objects.filter(requirement=identity).values_list("pk", flat=True)))


def _before_criterion(identity: UUID) -> list[EvidenceRef]:
    found = Criterion.objects.filter(pk=identity)
    return _one_or_purchase("requirement", found.values_list("requirement", "purchase"))


def _after_criterion(identity: UUID) -> list[EvidenceRef]:
    """Criteria decide on every lot of their purchase alike."""
    return _refs("award", list(Award.objects.filter(purchase__criteria=identity).values_list("pk", flat=True)))


def _before_commitment(identity: UUID) -> list[EvidenceRef]:
    purchase = Commitment.objects.filter(pk=identity).values("purchase")
    return _refs("criterion", list(Criterion.objects.filter(purchase__in=purchase).values_list("pk", flat=True)))


def _after_commitment(identity: UUID) -> list[EvidenceRef]:
    return _refs("lot", list(Commitment.objects.filter(pk=identity).values_list("lot", flat=True)))


def _before_lot(identity: UUID) -> list[EvidenceRef]:
    return _refs("commitment", list(Commitment.objects.filter(lot=identity).values_list("pk", flat=True)))


def _after_lot(identity: UUID) -> list[EvidenceRef]:
    return _refs("award", list(Award.objects.filter(lot=identity).values_list("pk", flat=True)))


def _before_award(identity: UUID) -> list[EvidenceRef]:
    award = Award.objects.filter(pk=identity)
    lots = _refs("lot", list(award.values_list("lot", flat=True)))
    criteria = Criterion.objects.filter(purchase__in=award.values("purchase")).values_list("pk", flat=True)
    return [*lots, *_refs("criterion", list(criteria))]


def _after_award(identity: UUID) -> list[EvidenceRef]:
    return _refs("call-off", list(CallOff.objects.filter(award=identity).values_list("pk", flat=True)))


def _before_call_off(identity: UUID) -> list[EvidenceRef]:
    return _refs("award", list(CallOff.objects.filter(pk=identity).values_list("award", flat=True)))


def _nothing(_identity: UUID) -> list[EvidenceRef]:
    return []
