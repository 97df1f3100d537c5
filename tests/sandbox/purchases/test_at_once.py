"""Two acts on one purchase at the same moment: each sees what the other did, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.at_once import Prepared, at_once
from vlavirgem.ui.states import State
from vlavirgem_sandbox.purchases.models import Award, Bid, Criterion, JointPurchase, Lot, Participant, Score, Stage
from vlavirgem_sandbox.purchases.services import awarding, bidding, evaluation, opening, participation, publication
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def for_real(rehearse: Any) -> Any:
    return rehearse(find_tenant("aalst"), find_tenant("brugge"))


def awards(rehearsal: Any, number: int) -> Prepared:
    def prepare(actor: Actor) -> Callable[[], object]:
        lot = Lot.objects.select_related("purchase__owner").get(purchase=rehearsal.purchase, number=number)
        bid = Bid.objects.get(pk=rehearsal.bids[0].pk)
        return lambda: awarding.award_lot(actor=actor, lot=lot, bid=bid, reason="Laagste prijs.")

    return prepare


def loaded() -> JointPurchase:
    return JointPurchase.objects.select_related("owner").get()


def test_the_last_two_lots_awarded_at_once_begin_the_standstill(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).scored()
    rehearsal.term()

    ends = at_once(("aalst", awards(rehearsal, 1)), ("aalst", awards(rehearsal, 2)))

    assert ends == ["done", "done"]
    with tenant_scope(rehearsal.buyer):
        assert Award.objects.count() == 2
        assert JointPurchase.objects.get().stage == Stage.STANDSTILL


def test_one_lot_awarded_twice_at_once_is_awarded_once_and_the_other_is_told(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).scored()
    rehearsal.term()

    ends = at_once(("aalst", awards(rehearsal, 1)), ("aalst", awards(rehearsal, 1)))

    assert sorted(ends) == ["awarded-already", "done"]


def test_two_who_invite_at_once_both_let_somebody_in(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).described()

    def invites(slug: str) -> Prepared:
        tenants = [find_tenant(slug)]

        def prepare(actor: Actor) -> Callable[[], object]:
            purchase = loaded()
            return lambda: participation.invite(actor=actor, purchase=purchase, tenants=tenants)

        return prepare

    ends = at_once(("aalst", invites("brugge")), ("aalst", invites("genk")))

    assert ends == ["done", "done"]
    with tenant_scope(rehearsal.buyer):
        invited = set(Participant.objects.values_list("tenant", flat=True))
        assert set(JointPurchase.objects.get().partner_ids) == invited
        assert len(invited) == 2


def test_published_and_withdrawn_at_once_it_stays_withdrawn(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).committed()

    def publishes(actor: Actor) -> Callable[[], object]:
        purchase, due = loaded(), timezone.localdate() + timedelta(days=30)
        return lambda: publication.publish(actor=actor, purchase=purchase, bids_due_on=due)

    def withdraws(actor: Actor) -> Callable[[], object]:
        purchase = loaded()
        return lambda: opening.withdraw_purchase(actor=actor, purchase=purchase, reason="Te duur.")

    ends = at_once(("aalst", publishes), ("aalst", withdraws))

    assert ends in (["done", "done"], ["purchase-withdrawn", "done"])
    with tenant_scope(rehearsal.buyer):
        assert JointPurchase.objects.get().state == State.WITHDRAWN


def test_no_bid_comes_in_beside_the_closing_of_the_bidding(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).published()
    rehearsal.bid("Loketbouwers", "0123.456.749", "100")

    def types_in(actor: Actor) -> Callable[[], object]:
        purchase, lots = loaded(), list(Lot.objects.all())
        text = bidding.BidText(
            supplier="Toegankelijk",
            kbo_number="0999.999.922",
            received_on=timezone.localdate(),
            prices=dict.fromkeys(lots, Decimal(90)),
        )
        return lambda: bidding.record_bid(actor=actor, purchase=purchase, text=text)

    def closes(actor: Actor) -> Callable[[], object]:
        purchase = loaded()
        return lambda: bidding.close_bidding(actor=actor, purchase=purchase)

    ends = at_once(("aalst", types_in), ("aalst", closes))

    assert ends in (["done", "done"], ["other-stage", "done"])
    with tenant_scope(rehearsal.buyer):
        assert Bid.objects.count() == (2 if ends[0] == "done" else 1)


def test_points_of_a_participant_beside_an_award_count_in_it_or_are_refused(rehearse_for_real: Any) -> None:
    rehearsal = for_real(rehearse_for_real).scored()
    rehearsal.term()
    with tenant_scope(rehearsal.buyer):
        bidding.share_bids(actor=rehearsal.buying(), purchase=rehearsal.purchase)

    def scores(actor: Actor) -> Callable[[], object]:
        bid = Bid.objects.select_related("purchase__owner").get(pk=rehearsal.bids[0].pk)
        criterion = Criterion.objects.get(pk=rehearsal.criteria[1].pk)
        return lambda: evaluation.give_score(
            actor=actor, bid=bid, criterion=criterion, points=Decimal(10), reason="Zonder muis geprobeerd."
        )

    ends = at_once(("aalst", awards(rehearsal, 1)), ("brugge", scores))

    assert ends[0] == "done"
    with tenant_scope(rehearsal.buyer):
        rested_on = str(Award.objects.get().ranking)
        counted = Score.objects.filter(owner=rehearsal.participant).exists()
        # 60 points for the price, and 40 times the mean of 6 and 10 over ten where the participant came first.
        assert ("92.00" in rested_on) is counted
    assert ends[1] == ("done" if counted else "scores-stand")
