"""How prices and points become a ranking."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vlavirgem_sandbox.purchases.models import Rule
from vlavirgem_sandbox.purchases.scoring import Offer, UnscoredError, Weighting, price_points, quality_points, rank

# Machines that run tests are shared: how long one example takes says nothing.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PRICE, QUALITY = uuid4(), uuid4()
CRITERIA = [
    Weighting(criterion_id=PRICE, rule=Rule.PRICE, weight=60),
    Weighting(criterion_id=QUALITY, rule=Rule.QUALITY, weight=40),
]

prices = st.decimals(min_value="0.01", max_value="999999.99", places=2)
marks = st.decimals(min_value=0, max_value=10, places=2)


def offer(supplier: str, price: Decimal, given_points: list[Decimal]) -> Offer:
    return Offer(bid_id=uuid4(), supplier=supplier, unit_price=price, quality={QUALITY: given_points})


offers = st.lists(
    st.builds(offer, st.text(min_size=1, max_size=5), prices, st.lists(marks, min_size=1, max_size=4)),
    min_size=1,
    max_size=8,
)


def test_the_lowest_price_gets_all_points_and_twice_the_price_half_of_them() -> None:
    assert price_points(Decimal(100), lowest=Decimal(100), weight=60) == Decimal("60.00")
    assert price_points(Decimal(200), lowest=Decimal(100), weight=60) == Decimal("30.00")


def test_a_half_hundredth_is_rounded_up() -> None:
    # 1 x 0.005 = half a hundredth
    assert price_points(Decimal(200), lowest=Decimal(1), weight=1) == Decimal("0.01")


def test_quality_is_the_mean_of_the_evaluators() -> None:
    assert quality_points([Decimal(7), Decimal(8)], weight=40) == Decimal("30.00")


def test_without_points_there_is_nothing_to_rank() -> None:
    with pytest.raises(UnscoredError):
        rank([offer("A", Decimal(1), [])], CRITERIA)


def test_equal_totals_share_a_place_and_the_next_place_is_left_out() -> None:
    standings = rank(
        [
            offer("Duur en goed", Decimal(125), [Decimal(9)]),
            offer("Goedkoop", Decimal(100), [Decimal(6)]),
            offer("Zwak", Decimal(125), [Decimal(1)]),
        ],
        CRITERIA,
    )

    assert [(s.supplier, s.place, s.tied) for s in standings] == [
        ("Duur en goed", 1, True),
        ("Goedkoop", 1, True),
        ("Zwak", 3, False),
    ]


def test_no_offers_make_an_empty_ranking() -> None:
    assert rank([], CRITERIA) == []


@unhurried
@given(offers)
def test_totals_stay_between_zero_and_a_hundred_and_follow_the_places(found: list[Offer]) -> None:
    standings = rank(found, CRITERIA)

    assert all(0 <= standing.total <= 100 for standing in standings)
    assert [s.total for s in standings] == sorted((s.total for s in standings), reverse=True)
    assert standings[0].place == 1
    assert all(s.tied == (sum(o.total == s.total for o in standings) > 1) for s in standings)


@unhurried
@given(offers, st.randoms())
def test_the_order_in_which_bids_came_changes_nothing(found: list[Offer], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rank(shuffled, CRITERIA) == rank(found, CRITERIA)


@unhurried
@given(offers, st.integers(min_value=2, max_value=1000))
def test_prices_in_another_currency_change_no_points(found: list[Offer], rate: int) -> None:
    elsewhere = [
        Offer(bid_id=o.bid_id, supplier=o.supplier, unit_price=o.unit_price * rate, quality=o.quality) for o in found
    ]

    assert points_by_bid(elsewhere) == points_by_bid(found)


@unhurried
@given(offers, st.data())
def test_a_lower_price_never_costs_a_bid_its_place(found: list[Offer], data: st.DataObject) -> None:
    chosen = data.draw(st.sampled_from(found))
    lower = data.draw(st.decimals(min_value="0.01", max_value=chosen.unit_price, places=2))
    cheaper = [
        Offer(bid_id=o.bid_id, supplier=o.supplier, unit_price=lower, quality=o.quality) if o is chosen else o
        for o in found
    ]

    assert place_of(chosen.bid_id, cheaper) <= place_of(chosen.bid_id, found)


def points_by_bid(found: list[Offer]) -> dict[UUID, Decimal]:
    return {standing.bid_id: standing.total for standing in rank(found, CRITERIA)}


def place_of(bid_id: UUID, found: list[Offer]) -> int:
    return next(standing.place for standing in rank(found, CRITERIA) if standing.bid_id == bid_id)
