"""A purchase at each stage, made through the services as people make it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from django.utils import timezone, translation

from vlavirgem_sandbox.pilots import services as pilots
from vlavirgem_sandbox.pilots.models import Outcome, PilotState
from vlavirgem_sandbox.pilots.reading import DecisionToBuy, decisions_to_buy
from vlavirgem_sandbox.purchases.models import Bid, CallOff, Criterion, JointPurchase, Lot, Requirement, Rule, TermName
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
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

Row = TypeVar("Row", Lot, JointPurchase)

# Made-up companies: the check digits fit, the numbers are not given out.
KBO_FIRST, KBO_SECOND, KBO_THIRD = "0123.456.749", "0999.999.922", "0888.888.895"


@dataclass(kw_only=True)
class Rehearsal:
    """Walks one purchase from stage to stage; ``buyer`` runs it and ``participant`` takes part."""

    network: Tenant
    buyer: Tenant
    participant: Tenant
    purchase: JointPurchase = field(init=False)
    lots: list[Lot] = field(default_factory=list)
    criteria: list[Criterion] = field(default_factory=list)
    bids: list[Bid] = field(default_factory=list)
    days_ago: int = 0

    def buying(self) -> Actor:
        return Actor.system(self.buyer, name="Bea Buyer")

    def taking_part(self) -> Actor:
        return Actor.system(self.participant, name="Pia Participant")

    @property
    def day(self) -> date:
        """The day on which bids were due and came in, and on which it was decided."""
        return timezone.localdate() - timedelta(days=self.days_ago)

    def opened(self) -> Rehearsal:
        told = opening.Need(title="Verenigingenloket", need="Verenigingen registreren aan het loket.")
        with tenant_scope(self.buyer):
            self.purchase = opening.open_purchase(actor=self.buying(), told=told)
        return self

    def described(self, *, ceiling: Decimal = Decimal(100)) -> Rehearsal:
        """With two lots, a requirement and criteria of 60 and 40."""
        self.opened()
        texts = [
            specification.LotText(title=title, unit="licenties", ceiling=ceiling, estimated_value=Decimal(20_000))
            for title in ("Software", "Opleiding")
        ]
        with tenant_scope(self.buyer):
            self.lots = [
                specification.add_lot(actor=self.buying(), purchase=self.purchase, text=text) for text in texts
            ]
            requirement = specification.add_requirement(
                actor=self.buying(), purchase=self.purchase, text="Werkt zonder muis."
            )
            self.criteria = [
                self._criterion("Prijs", 60, Rule.PRICE),
                self._criterion("Gemak", 40, Rule.QUALITY, requirement),
            ]
        return self

    def invited(self, **options: Decimal) -> Rehearsal:
        self.described(**options)
        with tenant_scope(self.buyer):
            participation.invite(actor=self.buying(), purchase=self.purchase, tenants=[self.participant])
        return self

    def committed(self, **options: Decimal) -> Rehearsal:
        self.invited(**options)
        with tenant_scope(self.participant):
            for lot in self.lots:
                participation.commit(actor=self.taking_part(), lot=self.fresh(lot), quantity=Decimal(40))
        return self

    def published(self, **options: Decimal) -> Rehearsal:
        self.committed(**options)
        with tenant_scope(self.buyer):
            self.purchase = publication.publish(
                actor=self.buying(), purchase=self.fresh(self.purchase), bids_due_on=self.day
            )
        return self

    def bid(self, supplier: str, kbo: str, price: str) -> Bid:
        text = bidding.BidText(
            supplier=supplier,
            kbo_number=kbo,
            received_on=self.day,
            prices={lot: Decimal(price) for lot in self.lots},
            answers={self.criteria[1]: "Elke knop heeft een sneltoets."},
        )
        with tenant_scope(self.buyer):
            return bidding.record_bid(actor=self.buying(), purchase=self.purchase, text=text)

    def scoring(self, **options: Decimal) -> Rehearsal:
        """With two bids: the first cheaper, the second better."""
        self.published(**options)
        self.bids = [self.bid("Loketbouwers", KBO_FIRST, "100"), self.bid("Toegankelijk", KBO_SECOND, "125")]
        with tenant_scope(self.buyer):
            bidding.close_bidding(actor=self.buying(), purchase=self.purchase)
        return self

    def scored(self, first: str = "6", second: str = "9", **options: Decimal) -> Rehearsal:
        self.scoring(**options)
        with tenant_scope(self.buyer):
            for bid, points in zip(self.bids, (first, second), strict=True):
                evaluation.give_score(
                    actor=self.buying(),
                    bid=bid,
                    criterion=self.criteria[1],
                    points=Decimal(points),
                    reason="Geprobeerd.",
                )
        return self

    def awarded(self, *, days_ago: int = 0, **options: Any) -> Rehearsal:
        """Both lots to the first bid (60 + 24 points against 48 + 36: a tie that the reason decides)."""
        self.days_ago = days_ago
        self.scored(**options)
        self.term()
        with tenant_scope(self.buyer):
            for lot in self.lots:
                awarding.award_lot(
                    actor=self.buying(),
                    lot=self.fresh(lot),
                    bid=self.bids[0],
                    reason="Bij gelijke stand de laagste prijs.",
                    decided_on=self.day,
                    recorded_on=self.day,
                )
            self.purchase.refresh_from_db()
        return self

    def in_force(self, **options: Decimal) -> Rehearsal:
        """Decided twenty days ago, in force since four days."""
        today = timezone.localdate()
        self.awarded(days_ago=20, **options)
        with tenant_scope(self.buyer):
            self.purchase = awarding.conclude(
                actor=self.buying(),
                purchase=self.purchase,
                runs_from=today - timedelta(days=4),
                runs_until=today + timedelta(days=365),
            )
        return self

    def term(self, days: int = 15) -> None:
        with tenant_scope(self.network):
            legal_terms.record_term(
                actor=Actor.system(self.network),
                name=TermName.STANDSTILL_DAYS,
                amount=Decimal(days),
                valid_from=date(2017, 6, 30),
                source="Wet van 17 juni 2013, artikel 11",
            )

    def order(self, quantity: str, key: uuid.UUID | None = None) -> call_offs.Order:
        return call_offs.Order(quantity=Decimal(quantity), reference="BB-2026-14", key=key or uuid.uuid4())

    def call_off(self, quantity: str, *, actor: Actor | None = None, key: uuid.UUID | None = None) -> CallOff:
        actor = actor or self.taking_part()
        with tenant_scope(actor.tenant):
            return call_offs.call_off(actor=actor, lot=self.fresh(self.lots[0]), order=self.order(quantity, key))

    @staticmethod
    def fresh(row: Row) -> Row:
        """As the current tenant reads it now."""
        return type(row).objects.get(pk=row.pk)

    def _criterion(self, title: str, weight: int, rule: Rule, requirement: Requirement | None = None) -> Criterion:
        text = specification.CriterionText(title=title, weight=weight, rule=rule, requirement=requirement)
        return specification.add_criterion(actor=self.buying(), purchase=self.purchase, text=text)


@pytest.fixture
def decided_pilot() -> Callable[[Tenant], DecisionToBuy]:
    """``decided_pilot(aalst)``: a pilot with one measurement, three findings on it, and the decision to scale up."""

    def decide(tenant: Tenant) -> DecisionToBuy:
        actor = Actor.system(tenant, name="Piet Pilot")
        with tenant_scope(tenant):
            pilot = pilots.open_pilot(actor=actor, title="Aan het loket", goal="In één bezoek klaar.")
            terms = pilots.KpiTerms(name="Tijd", unit="minuten", target=Decimal(10))
            kpi = pilots.add_kpi(actor=actor, pilot=pilot, terms=terms)
            pilots.change_state(actor=actor, pilot=pilot, to=PilotState.ACTIVE)
            measured = pilots.record_measurement(actor=actor, kpi=kpi, value=Decimal(8), period_to=timezone.localdate())
            findings = [
                pilots.record_finding(actor=actor, pilot=pilot, title=title, measurements=[measured])
                for title in ("Het adres eerst nakijken.", "Fouten bij het veld.", "Zoeken op een deel.")
            ]
            pilots.decide(actor=actor, pilot=pilot, outcome=Outcome.SCALE_UP, reason="Gehaald.", findings=findings)
            return decisions_to_buy(actor)[0]

    return decide


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Refusals are matched in the language they are written in; pages answer in the language of their request."""
    with translation.override("en"):
        yield


@pytest.fixture
def rehearsal(network: Tenant, aalst: Tenant, brugge: Tenant) -> Rehearsal:
    """Aalst runs a purchase, Brugge takes part; nothing of it is made yet."""
    return Rehearsal(network=network, buyer=aalst, participant=brugge)


@pytest.fixture
def rehearse_for_real(own_database: str) -> Callable[[Tenant, Tenant], Rehearsal]:
    """``rehearse_for_real(buyer, participant)``: committed, so that other connections see it."""
    return lambda buyer, participant: Rehearsal(network=find_tenant("net"), buyer=buyer, participant=participant)
