"""Bids, scores, award and standstill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import Award, Bid, BidPrice, QualityAnswer, Score, Stage
from vlavirgem_sandbox.purchases.ranking import ranking_of, rankings
from vlavirgem_sandbox.purchases.services import awarding, bidding, evaluation
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_participants_do_not_see_bids_before_the_award_and_do_after_it(rehearsal: Any) -> None:
    rehearsal.scored()
    with tenant_scope(rehearsal.buyer):
        assert Bid.objects.count() == 2
    with tenant_scope(rehearsal.participant):
        for model in (Bid, BidPrice, QualityAnswer, Score):
            assert not model.objects.exists(), model

    rehearsal.term()
    with tenant_scope(rehearsal.buyer):
        for lot in rehearsal.lots:
            awarding.award_lot(
                actor=rehearsal.buying(), lot=rehearsal.fresh(lot), bid=rehearsal.bids[0], reason="Laagste prijs."
            )
    with tenant_scope(rehearsal.participant):
        assert Bid.objects.count() == 2
        assert Score.objects.count() == 2
        assert Award.objects.count() == 2


def test_shared_bids_let_a_participant_score_and_the_buyer_reads_it(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.scored()
    evaluator = actor_of(rehearsal.participant, Role.BUYER)

    with tenant_scope(rehearsal.buyer):
        bidding.share_bids(actor=rehearsal.buying(), purchase=rehearsal.fresh(rehearsal.purchase))
    with tenant_scope(rehearsal.participant):
        assert not Score.objects.exists(), "the buyer's own points stay with the buyer"
        evaluation.give_score(
            actor=evaluator,
            bid=Bid.objects.get(supplier="Toegankelijk"),
            criterion=rehearsal.criteria[1],
            points=Decimal(10),
            reason="Zonder muis geprobeerd.",
        )
    with tenant_scope(rehearsal.buyer):
        first = ranking_of(rehearsal.fresh(rehearsal.lots[0])).first

    assert [standing.supplier for standing in first] == ["Toegankelijk"]
    assert first[0].total == Decimal("86.00")


@pytest.mark.parametrize("points", ["-1", "10.01"])
def test_points_outside_0_to_10_are_refused(rehearsal: Any, points: str) -> None:
    rehearsal.scoring()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="0 to 10"):
        evaluation.give_score(
            actor=rehearsal.buying(),
            bid=rehearsal.bids[0],
            criterion=rehearsal.criteria[1],
            points=Decimal(points),
            reason="Te veel.",
        )


def test_points_need_a_reason_and_a_quality_criterion(rehearsal: Any) -> None:
    rehearsal.scoring()
    given = {"actor": rehearsal.buying(), "bid": rehearsal.bids[0], "points": Decimal(5)}

    with tenant_scope(rehearsal.buyer):
        with pytest.raises(Refusal, match="reason"):
            evaluation.give_score(criterion=rehearsal.criteria[1], reason=" ", **given)
        with pytest.raises(Refusal, match="computed"):
            evaluation.give_score(criterion=rehearsal.criteria[0], reason="Goedkoop.", **given)
        assert evaluation.give_score(criterion=rehearsal.criteria[1], reason="Half.", **given).points == 5


def test_a_second_bid_of_one_supplier_is_refused(rehearsal: Any) -> None:
    rehearsal.published()
    rehearsal.bid("Loketbouwers", "0123.456.749", "100")

    with pytest.raises(Refusal, match="KBO number"):
        rehearsal.bid("Loketbouwers bis", "BE 0123 456 749", "90")


def test_a_kbo_number_with_wrong_check_digits_makes_no_bid(rehearsal: Any) -> None:
    rehearsal.published()

    with pytest.raises(ValidationError):
        rehearsal.bid("Loketbouwers", "0123.456.748", "100")
    with tenant_scope(rehearsal.buyer):
        assert not Bid.objects.exists()


def test_a_late_bid_is_refused(rehearsal: Any) -> None:
    rehearsal.published()
    text = bidding.BidText(
        supplier="Laat",
        kbo_number="0123.456.749",
        received_on=timezone.localdate() + timedelta(days=1),
        prices={rehearsal.lots[0]: Decimal(1)},
    )

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="last day"):
        bidding.record_bid(actor=rehearsal.buying(), purchase=rehearsal.purchase, text=text)


def test_bidding_closes_with_a_bid_and_not_without(rehearsal: Any) -> None:
    rehearsal.published()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="no bid"):
        bidding.close_bidding(actor=rehearsal.buying(), purchase=rehearsal.purchase)
    rehearsal.bid("Loketbouwers", "0123.456.749", "100")
    with tenant_scope(rehearsal.buyer):
        assert bidding.close_bidding(actor=rehearsal.buying(), purchase=rehearsal.purchase).stage == Stage.SCORING


def test_without_all_scores_there_is_no_ranking_and_no_award(rehearsal: Any) -> None:
    rehearsal.scoring()
    rehearsal.term()

    with tenant_scope(rehearsal.buyer):
        ranking = ranking_of(rehearsal.fresh(rehearsal.lots[0]))
        assert ranking.standings == []
        assert {missing.supplier for missing in ranking.missing} == {"Loketbouwers", "Toegankelijk"}
        with pytest.raises(Refusal, match="no points yet"):
            awarding.award_lot(
                actor=rehearsal.buying(),
                lot=rehearsal.fresh(rehearsal.lots[0]),
                bid=rehearsal.bids[0],
                reason="Nu al.",
            )


def test_the_ranking_shows_a_tie_and_either_of_the_tied_can_win(rehearsal: Any) -> None:
    rehearsal.scored()
    rehearsal.term()

    with tenant_scope(rehearsal.buyer):
        ranking = ranking_of(rehearsal.fresh(rehearsal.lots[0]))
        assert [(s.supplier, s.total, s.place, s.tied) for s in ranking.standings] == [
            ("Loketbouwers", Decimal("84.00"), 1, True),
            ("Toegankelijk", Decimal("84.00"), 1, True),
        ]
        award = awarding.award_lot(
            actor=rehearsal.buying(), lot=rehearsal.fresh(rehearsal.lots[0]), bid=rehearsal.bids[1], reason="Beter."
        )
        assert award.supplier == "Toegankelijk"
        assert award.ranking["standings"][0]["tied"] is True


def test_who_is_not_first_cannot_win(rehearsal: Any) -> None:
    rehearsal.scored(first="2")
    rehearsal.term()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="not first"):
        awarding.award_lot(
            actor=rehearsal.buying(), lot=rehearsal.fresh(rehearsal.lots[0]), bid=rehearsal.bids[0], reason="Toch."
        )


def test_the_standstill_comes_from_the_term_in_force_with_its_source(rehearsal: Any) -> None:
    rehearsal.awarded()

    with tenant_scope(rehearsal.buyer):
        award = Award.objects.first()
    assert award.standstill_days == 15
    assert award.standstill_source == "Wet van 17 juni 2013, artikel 11"
    assert award.standstill_until == timezone.localdate() + timedelta(days=15)


def test_without_a_recorded_term_nothing_is_awarded(rehearsal: Any) -> None:
    rehearsal.scored()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="has not recorded"):
        awarding.award_lot(
            actor=rehearsal.buying(), lot=rehearsal.fresh(rehearsal.lots[0]), bid=rehearsal.bids[0], reason="Prijs."
        )


@pytest.mark.parametrize("days", [-1, 1])
def test_a_decision_is_no_older_than_the_bids_and_not_of_a_day_to_come(rehearsal: Any, days: int) -> None:
    rehearsal.scored()
    rehearsal.term()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal) as refused:
        awarding.award_lot(
            actor=rehearsal.buying(),
            lot=rehearsal.fresh(rehearsal.lots[0]),
            bid=rehearsal.bids[0],
            reason="Prijs.",
            decided_on=timezone.localdate() + timedelta(days=days),
        )
    assert refused.value.place == "decided_on"


def test_the_standstill_counts_from_the_day_it_was_recorded_whenever_it_was_decided(rehearsal: Any) -> None:
    rehearsal.days_ago = 20
    rehearsal.scored()
    rehearsal.term()

    with tenant_scope(rehearsal.buyer):
        award = awarding.award_lot(
            actor=rehearsal.buying(),
            lot=rehearsal.fresh(rehearsal.lots[0]),
            bid=rehearsal.bids[0],
            reason="Prijs.",
            decided_on=rehearsal.day,
        )
    assert award.decided_on == rehearsal.day
    assert award.standstill_until == timezone.localdate() + timedelta(days=15)


def test_two_evaluators_of_one_name_each_have_their_points_and_a_new_name_keeps_ones_own(rehearsal: Any) -> None:
    rehearsal.scoring()
    first, second = (replace(rehearsal.buying(), person_id=uuid4()) for _person in range(2))
    given = {"bid": rehearsal.bids[0], "criterion": rehearsal.criteria[1], "reason": "Geprobeerd."}

    with tenant_scope(rehearsal.buyer):
        evaluation.give_score(actor=first, points=Decimal(4), **given)
        evaluation.give_score(actor=second, points=Decimal(8), **given)
        evaluation.give_score(actor=replace(first, name="Bea Buyer-Peeters"), points=Decimal(6), **given)

        assert sorted(Score.objects.values_list("points", flat=True)) == [Decimal(6), Decimal(8)]


def test_the_agreement_waits_for_the_standstill(rehearsal: Any) -> None:
    rehearsal.awarded()
    today = timezone.localdate()

    with tenant_scope(rehearsal.buyer), pytest.raises(Refusal, match="standstill"):
        awarding.conclude(
            actor=rehearsal.buying(),
            purchase=rehearsal.purchase,
            runs_from=today + timedelta(days=30),
            runs_until=today + timedelta(days=60),
        )


def test_after_the_standstill_it_is_concluded(rehearsal: Any) -> None:
    rehearsal.in_force()

    assert rehearsal.purchase.stage == Stage.FRAMEWORK


def test_an_award_stands_even_for_its_owner(rehearsal: Any) -> None:
    rehearsal.awarded()

    with tenant_scope(rehearsal.buyer), pytest.raises(Exception, match="permission denied"), transaction.atomic():
        Award.objects.update(supplier="Vriendje")


def test_scores_stand_from_the_first_award_on(rehearsal: Any) -> None:
    rehearsal.scored()
    rehearsal.term()

    with tenant_scope(rehearsal.buyer):
        awarding.award_lot(
            actor=rehearsal.buying(), lot=rehearsal.fresh(rehearsal.lots[0]), bid=rehearsal.bids[0], reason="Prijs."
        )
        with pytest.raises(Refusal, match="awarded already"):
            evaluation.give_score(
                actor=rehearsal.buying(),
                bid=rehearsal.bids[0],
                criterion=rehearsal.criteria[1],
                points=Decimal(1),
                reason="Toch minder.",
            )


def test_rankings_take_the_same_few_queries_however_many_bids(
    rehearsal: Any, django_assert_max_num_queries: Any
) -> None:
    rehearsal.scored()

    with tenant_scope(rehearsal.buyer), django_assert_max_num_queries(5):
        assert len(rankings(rehearsal.purchase)) == 2
