"""The button in the header: what is next for this person, and nothing where nothing is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from vlavirgem_sandbox.purchases.services import participation
from vlavirgem_tenants.commons.models import record
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def offered(rehearsal: Any, client_for: Any, tenant: Tenant, step: str, role: Role = Role.BUYER) -> str:
    """The address behind the header's button on a step's page; empty without one."""
    page = client_for(tenant, role).get(reverse("purchases:step", args=[rehearsal.purchase.pk, step]))
    return page.context["next_act"].url if page.context["next_act"] else ""


def test_committing_is_offered_away_from_its_page_while_a_lot_has_no_answer(rehearsal: Any, client_for: Any) -> None:
    rehearsal.invited()
    there = reverse("purchases:step", args=[rehearsal.purchase.pk, "participants"])

    assert offered(rehearsal, client_for, rehearsal.participant, "need") == there
    assert offered(rehearsal, client_for, rehearsal.participant, "participants") == ""
    with tenant_scope(rehearsal.participant):
        for lot in rehearsal.lots:
            participation.commit(actor=rehearsal.taking_part(), lot=rehearsal.fresh(lot), quantity=Decimal(1))
    assert offered(rehearsal, client_for, rehearsal.participant, "need") == ""


def test_who_declined_or_finds_no_lot_is_not_asked_to_commit(rehearsal: Any, client_for: Any) -> None:
    rehearsal.opened()
    with tenant_scope(rehearsal.buyer):
        participation.invite(actor=rehearsal.buying(), purchase=rehearsal.purchase, tenants=[rehearsal.participant])
    without_lots = offered(rehearsal, client_for, rehearsal.participant, "need")
    rehearsal.invited()
    with tenant_scope(rehearsal.participant):
        participation.decline(actor=rehearsal.taking_part(), purchase=rehearsal.purchase, reason="Geen budget.")

    assert without_lots == ""
    assert offered(rehearsal, client_for, rehearsal.participant, "need") == ""


@pytest.mark.parametrize(
    ("stage", "step", "name"),
    [
        ("opened", "need", "add_lot"),
        ("described", "need", "invite"),
        ("committed", "need", "publish"),
        ("published", "need", "add_bid"),
        ("scoring", "need", "scores"),
        ("scored", "scores", "award"),
    ],
)
def test_the_buyer_is_led_from_stage_to_stage(
    rehearsal: Any, client_for: Any, stage: str, step: str, name: str
) -> None:
    getattr(rehearsal, stage)()
    key = rehearsal.purchase.pk
    expected = (
        reverse("purchases:step", args=[key, name])
        if name in {"scores", "award"}
        else reverse(f"purchases:{name}", args=[key])
    )

    assert offered(rehearsal, client_for, rehearsal.buyer, step) == expected


def test_the_standstill_offers_nothing_until_it_has_passed(rehearsal: Any, client_for: Any) -> None:
    rehearsal.awarded()
    during = offered(rehearsal, client_for, rehearsal.buyer, "award")
    rehearsal.lots, rehearsal.criteria, rehearsal.bids = [], [], []
    rehearsal.awarded(days_ago=20)

    assert during == ""
    assert offered(rehearsal, client_for, rehearsal.buyer, "award") == reverse(
        "purchases:conclude", args=[rehearsal.purchase.pk]
    )


def test_calling_off_is_offered_while_something_is_left(rehearsal: Any, client_for: Any) -> None:
    rehearsal.in_force()
    there = reverse("purchases:step", args=[rehearsal.purchase.pk, "calloffs"])
    before = offered(rehearsal, client_for, rehearsal.participant, "need")
    rehearsal.call_off("100")
    rehearsal.lots.reverse()
    rehearsal.call_off("100")

    assert before == there
    assert offered(rehearsal, client_for, rehearsal.participant, "need") == ""


def test_after_the_last_points_the_page_says_that_the_award_is_next(rehearsal: Any, client_for: Any) -> None:
    rehearsal.scoring()
    buyer = client_for(rehearsal.buyer, Role.BUYER)
    first, last = (
        buyer.post(
            reverse("purchases:score", args=[rehearsal.purchase.pk, bid.pk, rehearsal.criteria[1].pk]),
            {"points": "7", "reason": "Geprobeerd."},
            follow=True,
        ).text
        for bid in rehearsal.bids
    )

    assert "ga naar de gunning" not in first
    assert "ga naar de gunning" in last


def test_a_history_that_does_not_fit_leads_to_all_of_it(rehearsal: Any, client_for: Any) -> None:
    rehearsal.opened()
    client = client_for(rehearsal.buyer, Role.READER)
    page, whole = rehearsal.purchase.get_absolute_url(), reverse("purchases:history", args=[rehearsal.purchase.pk])
    short = client.get(page).text
    with tenant_scope(rehearsal.buyer):
        for number in range(60):
            record(actor=rehearsal.buying(), subject=rehearsal.purchase, verb="changed need", reason=f"Reden {number}.")

    assert whole not in short
    assert whole in client.get(page).text
    assert "Reden 59." in client.get(whole).text
    assert "Reden 0." in client.get(f"{whole}?page=2").text


def test_the_history_is_for_who_takes_part(rehearsal: Any, client_for: Any, genk: Tenant) -> None:
    rehearsal.invited()
    whole = reverse("purchases:history", args=[rehearsal.purchase.pk])

    assert client_for(rehearsal.participant, Role.READER).get(whole).status_code == 200
    assert client_for(genk, Role.READER).get(whole).status_code == 404
