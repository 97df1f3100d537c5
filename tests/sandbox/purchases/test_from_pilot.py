"""From a pilot's decision to a purchase, and the evidence chain over both rooms."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from vlavirgem.plugins import evidence_kinds, evidence_steps
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import JointPurchase, Requirement, Rule
from vlavirgem_sandbox.purchases.services import opening, specification
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_a_purchase_takes_the_decisions_reason_and_names_its_pilot(
    aalst: Tenant, actor_of: Any, decided_pilot: Any
) -> None:
    decision = decided_pilot(aalst)

    with tenant_scope(aalst):
        purchase = opening.open_purchase(
            actor=actor_of(aalst, Role.BUYER),
            told=opening.Need(title="Loket", need="Samen kopen."),
            decision_id=decision.id,
        )

    assert (purchase.pilot_id, purchase.pilot_title) == (decision.pilot_id, "Aan het loket")
    assert purchase.rationale == "Gehaald."


def test_another_tenant_cannot_buy_on_that_decision(
    aalst: Tenant, brugge: Tenant, actor_of: Any, decided_pilot: Any
) -> None:
    decision = decided_pilot(aalst)

    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        opening.open_purchase(
            actor=actor_of(brugge, Role.BUYER),
            told=opening.Need(title="Loket", need="Samen kopen."),
            decision_id=decision.id,
        )
    assert refused.value.status == 404


def test_the_page_starts_from_the_decision_in_the_address(aalst: Tenant, client_for: Any, decided_pilot: Any) -> None:
    decision = decided_pilot(aalst)
    client = client_for(aalst, Role.BUYER)

    form = client.get(f"/purchases/open/?decision={decision.id}").context["form"]
    typed = {"decision": str(decision.id), "title": "Loket", "need": "Nodig.", "method": "open", "category": "services"}
    opened = client.post("/purchases/open/", typed)

    assert form["rationale"].value() == "Gehaald."
    assert opened.status_code == 302
    with tenant_scope(aalst):
        assert JointPurchase.objects.get().decision_id == decision.id


def test_a_requirement_rests_on_a_finding_of_that_pilot_and_on_no_other(
    aalst: Tenant, actor_of: Any, decided_pilot: Any
) -> None:
    decision = decided_pilot(aalst)
    actor = actor_of(aalst, Role.BUYER)
    told = opening.Need(title="Loket", need="Samen kopen.")

    with tenant_scope(aalst):
        purchase = opening.open_purchase(actor=actor, told=told, decision_id=decision.id)
        line = specification.add_requirement(
            actor=actor, purchase=purchase, text="Kijkt het adres na.", finding_id=decision.finding_ids[0]
        )
        without = opening.open_purchase(actor=actor, told=told)
        with pytest.raises(Refusal, match="not one of the pilot"):
            specification.add_requirement(
                actor=actor, purchase=without, text="Kijkt het adres na.", finding_id=decision.finding_ids[0]
            )

    assert line.finding_text == "Het adres eerst nakijken."


def test_the_chain_is_walked_both_ways_between_finding_and_requirement(
    aalst: Tenant, actor_of: Any, decided_pilot: Any
) -> None:
    decision = decided_pilot(aalst)
    actor = actor_of(aalst, Role.BUYER)

    with tenant_scope(aalst):
        purchase = opening.open_purchase(
            actor=actor, told=opening.Need(title="Loket", need="Samen kopen."), decision_id=decision.id
        )
        line = specification.add_requirement(
            actor=actor, purchase=purchase, text="Kijkt het adres na.", finding_id=decision.finding_ids[0]
        )
        before = evidence_kinds.get("requirement").before(line.pk)
        after = [
            ref for step in evidence_steps if step.kind == "finding" for ref in step.after(decision.finding_ids[0])
        ]

    assert [(ref.kind, ref.id) for ref in before] == [("finding", decision.finding_ids[0])]
    assert [(ref.kind, ref.id) for ref in after] == [("requirement", line.pk)]


def test_what_names_no_finding_leads_back_to_the_decision_that_the_purchase_was_opened_from(
    aalst: Tenant, actor_of: Any, decided_pilot: Any
) -> None:
    decision = decided_pilot(aalst)
    actor = actor_of(aalst, Role.BUYER)

    with tenant_scope(aalst):
        purchase = opening.open_purchase(
            actor=actor, told=opening.Need(title="Loket", need="Samen kopen."), decision_id=decision.id
        )
        line = specification.add_requirement(actor=actor, purchase=purchase, text="Werkt zonder muis.")
        text = specification.CriterionText(title="Prijs", weight=60, rule=Rule.PRICE)
        price = specification.add_criterion(actor=actor, purchase=purchase, text=text)
        backward = [walked(kind, row.pk, "before") for kind, row in (("criterion", price), ("requirement", line))]
        forward = walked("joint purchase", purchase.pk, "after")

    for reached in backward:
        assert {("joint purchase", purchase.pk), ("pilot decision", decision.id)} <= reached
    assert {("criterion", price.pk), ("requirement", line.pk)} <= forward


def test_a_criterion_with_a_requirement_leads_back_to_that_and_not_round_it(rehearsal: Any) -> None:
    rehearsal.described()

    with tenant_scope(rehearsal.buyer):
        before = evidence_kinds.get("criterion").before(rehearsal.criteria[1].pk)

    assert [ref.kind for ref in before] == ["requirement"]


def test_every_link_leads_on_from_the_requirement_to_the_call_off_and_back(rehearsal: Any) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("10")

    with tenant_scope(rehearsal.participant):
        forward = walked("requirement", Requirement.objects.get().pk, "after")
        backward = walked("call-off", placed.pk, "before")
        for kind, identity in forward | backward:
            assert evidence_kinds.get(kind).card(identity) is not None

    assert ("call-off", placed.pk) in forward
    assert {"award", "lot", "commitment", "criterion", "requirement"} <= {kind for kind, _id in backward}


def test_the_cards_of_a_purchase_are_hidden_from_who_takes_no_part(rehearsal: Any, genk: Tenant) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("10")

    with tenant_scope(genk):
        assert evidence_kinds.get("call-off").card(placed.pk) is None
    with tenant_scope(rehearsal.participant):
        card = evidence_kinds.get("call-off").card(placed.pk)
    assert card is not None
    assert card.url == reverse("purchases:calloff", args=[rehearsal.purchase.pk, placed.pk])


def walked(kind: str, identity: Any, way: str) -> set[tuple[str, Any]]:
    """Everything reached from one link, in one direction, within this room's kinds."""
    seen: set[tuple[str, Any]] = {(kind, identity)}
    edge = [(kind, identity)]
    while edge:
        found = [ref for link in edge for ref in getattr(evidence_kinds.get(link[0]), way)(link[1])]
        edge = [(ref.kind, ref.id) for ref in found if (ref.kind, ref.id) not in seen and ref.kind != "finding"]
        seen |= set(edge)
    return seen
