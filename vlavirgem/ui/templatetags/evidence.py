"""The evidence strip: from any link of the chain, what came before it and what came after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import template
from django.template import Context

from vlavirgem.plugins import EvidenceCard, EvidenceRef, evidence_kinds, evidence_steps

register = template.Library()

FURTHEST = 8  # links to each side: the chain of domain.md has nine kinds
MOST = 24  # cards to each side, so that a link with hundreds of neighbours still reads


@register.inclusion_tag("vlavirgem/components/evidence.html", takes_context=True)
def evidence_strip(context: Context, kind: str, identity: UUID | str) -> dict[str, Any]:
    """Draw the strip of one link: ``{% evidence_strip "finding" finding.id %}``."""
    here = EvidenceRef(kind, identity if isinstance(identity, UUID) else UUID(str(identity)))
    before = _walk(here, _before)
    after = _walk(here, _after)
    return {"before": before[::-1], "here": _card(here), "after": after}


def _before(ref: EvidenceRef) -> Sequence[EvidenceRef]:
    return evidence_kinds.get(ref.kind).before(ref.id)


def _after(ref: EvidenceRef) -> Sequence[EvidenceRef]:
    added = [found for step in evidence_steps if step.kind == ref.kind for found in step.after(ref.id)]
    return [*evidence_kinds.get(ref.kind).after(ref.id), *added]


def _walk(start: EvidenceRef, neighbours: Callable[[EvidenceRef], Sequence[EvidenceRef]]) -> list[EvidenceCard]:
    """The cards on one side, nearest first. What the person may not see ends its branch: nothing behind it shows."""
    seen = {start}
    cards: list[EvidenceCard] = []
    edge = [start]
    for _step in range(FURTHEST):
        found = dict.fromkeys(ref for link in edge for ref in neighbours(link) if ref not in seen)
        visible = {ref: card for ref in found if ref.kind in evidence_kinds and (card := _card(ref))}
        seen.update(found)
        cards.extend(visible.values())
        edge = list(visible)
        if not edge or len(cards) >= MOST:
            break
    return cards[:MOST]


def _card(ref: EvidenceRef) -> EvidenceCard | None:
    return evidence_kinds.get(ref.kind).card(ref.id)
