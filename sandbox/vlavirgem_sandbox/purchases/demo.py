"""The demo's purchases: one rehearsed to its call-offs, and one that has just begun."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.pilots.reading import DecisionToBuy, decisions_to_buy
from vlavirgem_sandbox.purchases.demo_texts import BIDS, COMMITMENTS, CRITERIA, LOTS, REQUIREMENTS, TERMS, ReceivedBid
from vlavirgem_sandbox.purchases.models import (
    Bid,
    Binding,
    CallOff,
    Category,
    Criterion,
    JointPurchase,
    LegalTerm,
    Lot,
    Method,
    Requirement,
    Rule,
)
from vlavirgem_sandbox.purchases.ranking import ranking_of
from vlavirgem_sandbox.purchases.services import (
    awarding,
    bidding,
    call_offs,
    evaluation,
    legal_terms,
    opening,
    participation,
    publication,
    specification,
)
from vlavirgem_tenants.demo import DemoTown
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DESK: Final = "Verenigingenloket"
BIKES: Final = "Gedeelde fietsen voor het personeel"
PARTICIPANTS: Final = ("aalst", "genk", "leuven")
# The award lies this far back, so that the standstill has passed and the call-offs can be shown.
AWARDED_DAYS_AGO: Final = 20


def fill(town: DemoTown) -> None:
    """Make the terms and the purchases that are not there yet."""
    _terms(town)
    buyer = town.actor("mechelen", Role.BUYER)
    if not _exists(buyer, DESK):
        _desk(town, buyer)
    if not _exists(buyer := town.actor("leuven", Role.BUYER), BIKES):
        _bikes(town, buyer)


def _exists(buyer: Actor, title: str) -> bool:
    with tenant_scope(buyer.tenant):
        return JointPurchase.objects.filter(owner=buyer.tenant, title=title).exists()


def _terms(town: DemoTown) -> None:
    network = town.actor("net", Role.ADMINISTRATOR)
    with tenant_scope(network.tenant):
        known = set(LegalTerm.objects.values_list("name", "valid_from"))
        for name, amount, valid_from, source in TERMS:
            if (name, valid_from) in known:
                continue
            legal_terms.record_term(actor=network, name=name, amount=amount, valid_from=valid_from, source=source)


def _desk(town: DemoTown, buyer: Actor) -> None:
    """From the pilot's decision to two call-offs."""
    purchase = _prepared_desk(town, buyer)
    _commitments(town, purchase)
    bids = _bids(buyer, purchase)
    _scores(town, purchase, bids)
    _award(buyer, purchase)
    _call_offs(town, purchase)


def _prepared_desk(town: DemoTown, buyer: Actor) -> JointPurchase:
    with tenant_scope(buyer.tenant):
        decision = _decision(buyer)
        told = opening.Need(
            title=DESK,
            need="Een vereniging die aan het loket komt, is bij het eerste bezoek geregistreerd in het "
            "Verenigingsregister. We kopen daarvoor samen een loketprogramma en de opleiding erbij.",
            rationale=decision.reason,
            method=Method.OPEN,
            category=Category.SERVICES,
        )
        purchase = opening.open_purchase(actor=buyer, told=told, decision_id=decision.id)
        lots = [specification.add_lot(actor=buyer, purchase=purchase, text=text) for text in LOTS]
        lines = [
            specification.add_requirement(
                actor=buyer,
                purchase=purchase,
                text=text,
                lot=lots[lot] if lot is not None else None,
                finding_id=finding,
            )
            for (text, lot), finding in zip(REQUIREMENTS, decision.finding_ids, strict=False)
        ]
        _criteria(buyer, purchase, lines)
        participation.invite(
            actor=buyer,
            purchase=purchase,
            tenants=[town.tenant(slug) for slug in PARTICIPANTS],
            message="We hebben dit drie weken geprobeerd. Kopen jullie mee?",
        )
        specification.revise_requirement(
            actor=buyer,
            requirement=lines[0],
            text=f"{REQUIREMENTS[0][0]} De melding staat naast het veld, in gewone taal.",
            reason="Genk vroeg wat de medewerker dan te zien krijgt.",
        )
    return purchase


def _decision(buyer: Actor) -> DecisionToBuy:
    for decision in decisions_to_buy(buyer):
        return decision
    raise Refusal("The demo has no decision to buy on.", remedy="Fill the pilots first.", code="demo-order")


def _criteria(buyer: Actor, purchase: JointPurchase, lines: list[Requirement]) -> None:
    for title, weight, rule, explanation, line in CRITERIA:
        text = specification.CriterionText(
            title=title,
            weight=weight,
            rule=rule,
            explanation=explanation,
            requirement=None if line is None else lines[line],
        )
        specification.add_criterion(actor=buyer, purchase=purchase, text=text)


def _commitments(town: DemoTown, purchase: JointPurchase) -> None:
    for slug, quantities in COMMITMENTS.items():
        actor = town.actor(slug, Role.BUYER)
        with tenant_scope(actor.tenant):
            for lot, (quantity, mandate) in zip(Lot.objects.filter(purchase=purchase), quantities, strict=True):
                participation.commit(
                    actor=actor,
                    lot=lot,
                    quantity=quantity,
                    binding=Binding.MANDATED if mandate else Binding.INTENTION,
                    mandate=mandate,
                )


def _bids(buyer: Actor, purchase: JointPurchase) -> list[Bid]:
    due = timezone.localdate() - timedelta(days=AWARDED_DAYS_AGO + 4)
    with tenant_scope(buyer.tenant):
        purchase.refresh_from_db()
        publication.publish(actor=buyer, purchase=purchase, bids_due_on=due)
        lots = list(purchase.lots.all())
        quality = list(purchase.criteria.filter(rule=Rule.QUALITY))
        made = [bidding.record_bid(actor=buyer, purchase=purchase, text=_bid(bid, lots, quality)) for bid in BIDS]
        bidding.close_bidding(actor=buyer, purchase=purchase)
        bidding.share_bids(actor=buyer, purchase=purchase)
    return made


def _bid(bid: ReceivedBid, lots: list[Lot], quality: list[Criterion]) -> bidding.BidText:
    return bidding.BidText(
        supplier=bid.supplier,
        kbo_number=bid.kbo_number,
        received_on=timezone.localdate() - timedelta(days=AWARDED_DAYS_AGO + 5),
        prices=dict(zip(lots, bid.prices, strict=True)),
        answers=dict(zip(quality, bid.answers, strict=True)),
    )


def _scores(town: DemoTown, purchase: JointPurchase, bids: list[Bid]) -> None:
    """Two evaluators: of the buyer, and of a participant that the bids were shared with."""
    for number, actor in enumerate((town.actor("mechelen", Role.PILOT_LEAD), town.actor("genk", Role.BUYER))):
        with tenant_scope(actor.tenant):
            quality = list(Criterion.objects.filter(purchase=purchase, rule=Rule.QUALITY))
            for bid, received in zip(bids, BIDS, strict=True):
                here = Bid.objects.select_related("purchase__owner").get(pk=bid.pk)
                for criterion, (points, reason) in zip(quality, received.scores[number], strict=True):
                    evaluation.give_score(actor=actor, bid=here, criterion=criterion, points=points, reason=reason)


def _award(buyer: Actor, purchase: JointPurchase) -> None:
    today = timezone.localdate()
    with tenant_scope(buyer.tenant):
        for lot in Lot.objects.filter(purchase=purchase).select_related("purchase__owner"):
            first = ranking_of(lot).first[0]
            awarding.award_lot(
                actor=buyer,
                lot=lot,
                bid=Bid.objects.get(pk=first.bid_id),
                reason="Deze offerte heeft de meeste punten voor prijs en kwaliteit samen. Dit is een oefening: de "
                "beslissing staat hier met haar datum van toen, dus is de wachttermijn voorbij.",
                decided_on=today - timedelta(days=AWARDED_DAYS_AGO),
                recorded_on=today - timedelta(days=AWARDED_DAYS_AGO),
            )
        purchase.refresh_from_db()
        awarding.conclude(
            actor=buyer,
            purchase=purchase,
            runs_from=today - timedelta(days=1),
            runs_until=date(today.year + 4, today.month, 1),
        )


def _call_offs(town: DemoTown, purchase: JointPurchase) -> list[CallOff]:
    placed = []
    for slug, quantity, reference in (("aalst", 40, "BB-2026-118 loket Burgerzaken"), ("genk", 25, "GENK-ICT-0457")):
        actor = town.actor(slug, Role.BUYER)
        with tenant_scope(actor.tenant):
            lot = Lot.objects.select_related("purchase__owner").get(purchase=purchase, number=1)
            order = call_offs.Order(
                quantity=Decimal(quantity),
                reference=reference,
                key=uuid.uuid4(),
                deliver_by=timezone.localdate() + timedelta(days=60),
            )
            placed.append(call_offs.call_off(actor=actor, lot=lot, order=order))
    return placed


def _bikes(town: DemoTown, buyer: Actor) -> None:
    """An early step: a need, one lot, two invitations, and the weights not divided yet."""
    with tenant_scope(buyer.tenant):
        told = opening.Need(
            title=BIKES,
            need="Medewerkers gaan met een gedeelde fiets naar een afspraak in de stad, en niet met de dienstwagen.",
            method=Method.OPEN,
            category=Category.GOODS,
        )
        purchase = opening.open_purchase(actor=buyer, told=told)
        lot = specification.LotText(
            title="Elektrische deelfietsen",
            unit="fietsen",
            ceiling=Decimal(120),
            estimated_value=Decimal(264_000),
            description="Met slot, batterij en onderhoud voor vier jaar.",
        )
        specification.add_lot(actor=buyer, purchase=purchase, text=lot)
        text = specification.CriterionText(title="Prijs", weight=50, rule=Rule.PRICE)
        specification.add_criterion(actor=buyer, purchase=purchase, text=text)
        invited = [town.tenant(slug) for slug in ("brugge", "mechelen")]
        participation.invite(actor=buyer, purchase=purchase, tenants=invited, message="Hoeveel fietsen willen jullie?")
