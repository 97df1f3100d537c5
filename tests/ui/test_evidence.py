"""The evidence strip walks the chain both ways and stops at what the person may not see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import UUID, uuid4

import pytest
from django.template import Context, Template

from vlavirgem.plugins import EvidenceCard, EvidenceKind, EvidenceRef, EvidenceStep, evidence_kinds, evidence_steps

CALLS, FINDING, EIS, LOT = uuid4(), uuid4(), uuid4(), uuid4()
HIDDEN: set[UUID] = set()


def _kind(name: str, before: list[EvidenceRef], after: list[EvidenceRef]) -> EvidenceKind:
    def card(identity: UUID) -> EvidenceCard | None:
        if identity in HIDDEN:
            return None
        return EvidenceCard(kind=name, label=name, title=f"title of {name}", url=f"/{name}/")

    return EvidenceKind(name=name, label=name, card=card, before=lambda _id: before, after=lambda _id: after)


@pytest.fixture(autouse=True)
def chain() -> Iterator[None]:
    """Calls, then a finding; another room adds an eis after it; then a lot that points back at itself."""
    HIDDEN.clear()
    kinds = [
        _kind("test-calls", [], [EvidenceRef("test-finding", FINDING)]),
        _kind("test-finding", [EvidenceRef("test-calls", CALLS)], []),
        _kind("test-eis", [EvidenceRef("test-finding", FINDING)], [EvidenceRef("test-lot", LOT)]),
        _kind("test-lot", [EvidenceRef("test-eis", EIS)], [EvidenceRef("test-lot", LOT)]),
    ]
    step = EvidenceStep(name="test-step", kind="test-finding", after=lambda _id: [EvidenceRef("test-eis", EIS)])
    with ExitStack() as stack:
        for kind in kinds:
            stack.enter_context(evidence_kinds.registered_temporarily(kind))
        stack.enter_context(evidence_steps.registered_temporarily(step))
        yield


def _strip(kind: str, identity: UUID) -> str:
    return Template("{% load evidence %}{% evidence_strip kind id %}").render(Context({"kind": kind, "id": identity}))


def test_the_strip_shows_what_came_before_and_after_in_order() -> None:
    strip = _strip("test-finding", FINDING)
    name, _tag, strip = strip.partition("<ol")

    assert "title of test-finding" in name, "a page may have several strips"
    places = [strip.index(f"title of {name}") for name in ("test-calls", "test-finding", "test-eis", "test-lot")]
    assert places == sorted(places)
    assert 'href="/test-calls/"' in strip
    assert 'href="/test-finding/"' not in strip, "the link itself is where we are"


def test_from_the_last_link_one_walks_back_to_the_calls() -> None:
    assert "title of test-calls" in _strip("test-lot", LOT)


def test_what_may_not_be_seen_hides_what_lies_behind_it() -> None:
    HIDDEN.add(EIS)

    strip = _strip("test-finding", FINDING)

    assert "title of test-eis" not in strip
    assert "title of test-lot" not in strip
    assert "title of test-calls" in strip


def test_a_link_without_neighbours_draws_no_strip() -> None:
    HIDDEN.update({EIS, CALLS})

    assert _strip("test-finding", FINDING).strip() == ""
