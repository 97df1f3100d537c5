"""Calling off: up to the ceiling, once per form, never over it however many come at once."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import CallOff, CallOffState, JointPurchase, Lot
from vlavirgem_sandbox.purchases.services import awarding, call_offs
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_a_participant_calls_off_and_the_buyers_lot_counts_it(rehearsal: Any) -> None:
    rehearsal.in_force()

    placed = rehearsal.call_off("40")

    assert placed.owner == rehearsal.participant
    assert placed.amount == Decimal(4000)
    with tenant_scope(rehearsal.buyer):
        assert Lot.objects.get(pk=placed.lot_id).called_off == Decimal(40)
        assert CallOff.objects.get().owner == rehearsal.participant


def test_the_ceiling_itself_can_be_called_off_and_one_hundredth_more_cannot(rehearsal: Any) -> None:
    rehearsal.in_force()
    rehearsal.call_off("99.5")

    with pytest.raises(Refusal) as refused:
        rehearsal.call_off("0.51")
    assert refused.value.code == "over-ceiling"
    assert "0.5 licenties" in refused.value.message.replace("\N{NO-BREAK SPACE}", " ").replace(",", ".")

    rehearsal.call_off("0.50")
    with tenant_scope(rehearsal.buyer):
        assert rehearsal.fresh(rehearsal.lots[0]).left == 0


def test_a_form_sent_twice_takes_effect_once(rehearsal: Any) -> None:
    rehearsal.in_force()
    key = uuid.uuid4()

    assert rehearsal.call_off("60", key=key) == rehearsal.call_off("60", key=key)
    with tenant_scope(rehearsal.buyer):
        assert rehearsal.fresh(rehearsal.lots[0]).called_off == Decimal(60)


def test_a_form_sent_again_with_another_quantity_is_refused(rehearsal: Any) -> None:
    rehearsal.in_force()
    key = uuid.uuid4()
    rehearsal.call_off("60", key=key)

    with pytest.raises(Refusal, match="already used"):
        rehearsal.call_off("6", key=key)


def test_a_withdrawn_call_off_frees_its_quantity_once(rehearsal: Any) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("60")

    with tenant_scope(rehearsal.participant):
        call_offs.withdraw_call_off(
            actor=rehearsal.taking_part(), placed=CallOff.objects.get(), reason="Dubbel besteld."
        )
        with pytest.raises(Refusal):
            call_offs.withdraw_call_off(actor=rehearsal.taking_part(), placed=CallOff.objects.get(), reason="Nogmaals.")
        with pytest.raises(IntegrityError, match="stands"), transaction.atomic():
            CallOff.objects.filter(pk=placed.pk).update(state=CallOffState.ACTIVE)
        assert rehearsal.fresh(rehearsal.lots[0]).called_off == 0


def test_only_the_owner_withdraws_and_nobody_changes_a_quantity(rehearsal: Any) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("60")

    with tenant_scope(rehearsal.buyer):
        assert CallOff.objects.update(reference="Gekaapt") == 0
        with pytest.raises(Refusal, match="own call-offs"):
            call_offs.withdraw_call_off(
                actor=rehearsal.buying(), placed=CallOff.objects.get(pk=placed.pk), reason="Van ons."
            )
    with tenant_scope(rehearsal.participant), pytest.raises(IntegrityError, match="stands"), transaction.atomic():
        CallOff.objects.update(quantity=Decimal(1))


def test_the_buyer_cannot_write_the_count_itself(rehearsal: Any) -> None:
    rehearsal.in_force()

    with tenant_scope(rehearsal.buyer), pytest.raises(IntegrityError, match="counted"), transaction.atomic():
        Lot.objects.update(called_off=Decimal(1))


def test_a_tenant_that_takes_no_part_calls_nothing_off(rehearsal: Any, genk: Tenant, actor_of: Any) -> None:
    rehearsal.in_force()

    with tenant_scope(genk), pytest.raises(Refusal, match="does not take part"):
        call_offs.call_off(actor=actor_of(genk, Role.BUYER), lot=rehearsal.lots[0], order=rehearsal.order("1"))


def test_a_price_of_ones_own_is_refused_by_the_database(rehearsal: Any) -> None:
    rehearsal.in_force()

    with tenant_scope(rehearsal.participant):
        lot = Lot.objects.select_related("award").get(pk=rehearsal.lots[0].pk)
        with pytest.raises(IntegrityError, match="awarded price"), transaction.atomic():
            CallOff.objects.create(
                owner=rehearsal.participant,
                purchase_id=lot.purchase_id,
                lot=lot,
                award=lot.award,
                quantity=Decimal(1),
                unit_price=Decimal(1),
                reference="Koopje",
                placed_by="Pia",
                placed_on=timezone.localdate(),
                key=uuid.uuid4(),
            )


def test_a_role_without_the_right_calls_nothing_off_and_a_buyer_does(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.in_force()

    with pytest.raises(Refusal) as refused:
        rehearsal.call_off("1", actor=actor_of(rehearsal.participant, Role.MEMBER))
    assert refused.value.status == 403
    assert rehearsal.call_off("1", actor=actor_of(rehearsal.participant, Role.BUYER)).quantity == 1


def test_nothing_is_called_off_before_the_agreement_or_after_it_is_closed(rehearsal: Any) -> None:
    rehearsal.awarded(days_ago=20)
    with pytest.raises(Refusal, match="stage"):
        rehearsal.call_off("1")
    with tenant_scope(rehearsal.buyer):
        today = timezone.localdate()
        awarding.conclude(
            actor=rehearsal.buying(),
            purchase=rehearsal.fresh(rehearsal.purchase),
            runs_from=today,
            runs_until=today + timedelta(days=9),
        )
    rehearsal.call_off("1")
    with tenant_scope(rehearsal.buyer):
        awarding.close_purchase(actor=rehearsal.buying(), purchase=rehearsal.fresh(rehearsal.purchase), reason="Klaar.")
    with pytest.raises(Refusal, match="stage"):
        rehearsal.call_off("1")


def race(purchase: JointPurchase, orders: list[tuple[str, call_offs.Order]]) -> list[str]:
    """Place all orders at the same moment, each on a connection of its own; returns what became of each."""
    start = Barrier(len(orders))

    def place(slug: str, order: call_offs.Order) -> str:
        try:
            tenant = find_tenant(slug)
            with tenant_scope(tenant):
                lot = Lot.objects.select_related("purchase__owner").get(purchase=purchase, number=1)
                start.wait(timeout=10)
                return str(call_offs.call_off(actor=Actor.system(tenant), lot=lot, order=order).pk)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(orders)) as threads:
        return list(threads.map(place, *zip(*orders, strict=True)))


def committed_for_real(rehearse: Any, ceiling: int) -> Any:
    """A rehearsal in a database of its own, so that other connections see it."""
    rehearsal = rehearse(find_tenant("aalst"), find_tenant("brugge"))
    rehearsal.in_force(ceiling=Decimal(ceiling))
    return rehearsal


def called_off(rehearsal: Any) -> tuple[Decimal, int]:
    with tenant_scope(rehearsal.buyer):
        return Lot.objects.get(purchase=rehearsal.purchase, number=1).called_off, CallOff.objects.count()


def test_of_two_at_once_that_do_not_fit_together_exactly_one_wins(rehearse_for_real: Any) -> None:
    rehearsal = committed_for_real(rehearse_for_real, ceiling=100)

    ends = race(rehearsal.purchase, [("aalst", rehearsal.order("60")), ("brugge", rehearsal.order("60"))])

    assert ends.count("over-ceiling") == 1
    assert called_off(rehearsal) == (Decimal(60), 1)


def test_of_two_at_once_that_fit_together_both_win(rehearse_for_real: Any) -> None:
    rehearsal = committed_for_real(rehearse_for_real, ceiling=100)

    ends = race(rehearsal.purchase, [("aalst", rehearsal.order("60")), ("brugge", rehearsal.order("40"))])

    assert "over-ceiling" not in ends
    assert called_off(rehearsal) == (Decimal(100), 2)


def test_a_double_click_at_the_same_moment_is_one_order_even_at_the_ceiling(rehearse_for_real: Any) -> None:
    rehearsal = committed_for_real(rehearse_for_real, ceiling=60)
    order = rehearsal.order("60")

    ends = race(rehearsal.purchase, [("brugge", order), ("brugge", order)])

    assert len(set(ends)) == 1
    assert called_off(rehearsal) == (Decimal(60), 1)


def test_many_at_once_never_go_over_the_ceiling(rehearse_for_real: Any) -> None:
    rehearsal = committed_for_real(rehearse_for_real, ceiling=50)
    orders = [(slug, rehearsal.order("10")) for slug in ("aalst", "brugge") for _ in range(4)]

    ends = race(rehearsal.purchase, orders)

    assert ends.count("over-ceiling") == 3
    assert called_off(rehearsal) == (Decimal(50), 5)
