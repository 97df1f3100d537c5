"""The pages: who sees what, what may be done, and how many questions a page asks the database."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from vlavirgem_sandbox.purchases.models import (
    Award,
    Bid,
    CallOff,
    Commitment,
    Criterion,
    JointPurchase,
    Lot,
    Participant,
    Requirement,
    Stage,
)
from vlavirgem_sandbox.purchases.services.participation import invite
from vlavirgem_sandbox.purchases.services.specification import LotText, add_lot
from vlavirgem_sandbox.purchases.steps import TITLES
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def address(rehearsal: Any, name: str, *args: Any) -> str:
    return reverse(f"purchases:{name}", args=[rehearsal.purchase.pk, *args])


def everything(rehearsal: Any) -> list[str]:
    """Every address below one purchase that is read."""
    with tenant_scope(rehearsal.buyer):
        return [
            address(rehearsal, "detail"),
            address(rehearsal, "ocds"),
            *(address(rehearsal, "step", name) for name in TITLES),
            *(address(rehearsal, "requirement", one.pk) for one in Requirement.objects.all()),
            *(address(rehearsal, "criterion", one.pk) for one in Criterion.objects.all()),
            *(address(rehearsal, "award", one.pk) for one in Award.objects.all()),
            *(address(rehearsal, "calloff", one.pk) for one in CallOff.objects.all()),
        ]


def test_buyer_and_participant_open_every_page_and_a_stranger_none(
    rehearsal: Any, client_for: Any, genk: Tenant
) -> None:
    rehearsal.in_force()
    rehearsal.call_off("10")

    for url in everything(rehearsal):
        assert client_for(rehearsal.buyer, Role.BUYER).get(url).status_code == 200, url
        assert client_for(rehearsal.participant, Role.READER).get(url).status_code == 200, url
        assert client_for(genk, Role.BUYER).get(url).status_code == 404, url
        assert client_for(rehearsal.buyer).get(url).status_code == 302, url


@pytest.mark.parametrize("stage", ["opened", "described", "committed", "published", "scoring", "scored", "awarded"])
def test_every_step_can_be_read_at_every_stage(rehearsal: Any, client_for: Any, stage: str) -> None:
    getattr(rehearsal, stage)()
    client = client_for(rehearsal.buyer, Role.BUYER)

    for name in TITLES:
        assert client.get(address(rehearsal, "step", name)).status_code == 200, name


def test_an_empty_list_says_what_the_first_step_is(client_for: Any, genk: Tenant) -> None:
    page = client_for(genk, Role.BUYER).get("/purchases/")

    assert reverse("purchases:open") in page.content.decode()


def test_search_and_state_in_the_address_narrow_the_list(rehearsal: Any, client_for: Any) -> None:
    rehearsal.committed()
    client = client_for(rehearsal.buyer, Role.BUYER)

    for query, expected in (("q=verenig", 1), ("q=zwembad", 0), ("state=proposed", 1), ("state=active", 0)):
        assert client.get(f"/purchases/?{query}").context["page"].paginator.count == expected, query
    assert client.get("/purchases/?whose=ours").context["page"].paginator.count == 1
    assert client.get("/purchases/?whose=invited").context["page"].paginator.count == 0


def test_the_list_asks_as_much_for_many_as_for_one(
    rehearsal: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    for _number in range(6):
        rehearsal.opened()
    client = client_for(rehearsal.buyer, Role.BUYER)

    with django_assert_max_num_queries(12):
        assert client.get("/purchases/").context["page"].paginator.count == 6


def test_a_step_asks_a_bounded_number_of_questions(
    rehearsal: Any, client_for: Any, django_assert_max_num_queries: Any
) -> None:
    rehearsal.in_force()
    for _number in range(4):
        rehearsal.call_off("10")
    client = client_for(rehearsal.participant, Role.BUYER)

    for name in TITLES:
        with django_assert_max_num_queries(30):
            client.get(address(rehearsal, "step", name))


def test_a_buyer_opens_a_purchase_on_the_page_and_a_member_gets_the_role_named(client_for: Any, aalst: Tenant) -> None:
    typed = {"title": "Vaatwassers", "need": "Voor de scholen.", "method": "open", "category": "goods"}

    opened = client_for(aalst, Role.BUYER).post("/purchases/open/", typed)
    refused = client_for(aalst, Role.MEMBER).post("/purchases/open/", typed)

    assert opened.status_code == 302
    assert refused.status_code == 403
    with tenant_scope(aalst):
        assert JointPurchase.objects.get().title == "Vaatwassers"


def test_a_commitment_is_typed_as_people_write_it(rehearsal: Any, client_for: Any) -> None:
    rehearsal.invited()
    client = client_for(rehearsal.participant, Role.BUYER)
    url = address(rehearsal, "commit", rehearsal.lots[0].pk)

    answer = client.post(url, {"quantity": "1.234,50", "binding": "intention"}, headers={"accept-language": "nl"})

    assert answer.status_code == 302
    with tenant_scope(rehearsal.participant):
        assert Commitment.objects.get().quantity == Decimal("1234.50")


def test_what_a_service_refuses_stands_with_the_form_and_nothing_is_lost(rehearsal: Any, client_for: Any) -> None:
    rehearsal.invited()
    url = address(rehearsal, "commit", rehearsal.lots[0].pk)

    answer = client_for(rehearsal.participant, Role.BUYER).post(url, {"quantity": "5", "binding": "mandated"})

    assert answer.status_code == 422
    assert "mandate" in answer.context["form"].errors
    assert 'value="5"' in answer.content.decode()


def test_a_participant_cannot_open_the_buyers_forms(rehearsal: Any, client_for: Any) -> None:
    rehearsal.committed()
    with tenant_scope(rehearsal.buyer):
        participant, requirement = Participant.objects.get(), Requirement.objects.get()
    theirs = [
        address(rehearsal, "change_need"),
        address(rehearsal, "withdraw"),
        address(rehearsal, "invite"),
        address(rehearsal, "withdraw_invitation", participant.pk),
        address(rehearsal, "add_lot"),
        address(rehearsal, "change_lot", rehearsal.lots[0].pk),
        address(rehearsal, "add_requirement"),
        address(rehearsal, "reword", requirement.pk),
        address(rehearsal, "add_criterion"),
        address(rehearsal, "change_criterion", rehearsal.criteria[0].pk),
        address(rehearsal, "publish"),
        address(rehearsal, "add_bid"),
    ]

    for url in theirs:
        assert client_for(rehearsal.participant, Role.BUYER).get(url).status_code == 403, url
        assert client_for(rehearsal.buyer, Role.BUYER).get(url).status_code == 200, url


def test_the_whole_procedure_goes_through_the_pages(rehearsal: Any, client_for: Any) -> None:
    rehearsal.committed()
    rehearsal.term()
    buyer = client_for(rehearsal.buyer, Role.BUYER)
    later = "31/12/2099"

    assert buyer.post(address(rehearsal, "publish"), {"bids_due_on": later}).status_code == 302
    bid = {
        "supplier": "Loketbouwers",
        "kbo_number": "0123.456.749",
        "received_on": "20/11/2020",
        "price_1": "99,50",
        "price_2": "1.000",
        "answer_2": "Met sneltoetsen.",
    }
    wrong = buyer.post(address(rehearsal, "add_bid"), {**bid, "kbo_number": "0123.456.748"})
    assert wrong.status_code == 422
    assert buyer.post(address(rehearsal, "add_bid"), bid).status_code == 302
    assert buyer.post(address(rehearsal, "close_bidding")).status_code == 302
    with tenant_scope(rehearsal.buyer):
        made = Bid.objects.get()
    score = address(rehearsal, "score", made.pk, rehearsal.criteria[1].pk)
    assert buyer.post(score, {"points": "7,5", "reason": "Werkt goed."}).status_code == 302
    for lot in rehearsal.lots:
        decision = {"bid": str(made.pk), "reason": "De enige en goed."}
        award, today = address(rehearsal, "award_lot", lot.pk), f"{timezone.localdate():%d/%m/%Y}"
        assert buyer.post(award, {**decision, "decided_on": "20/11/2020"}).status_code == 422
        assert buyer.post(award, {**decision, "decided_on": today}).status_code == 302
    agreement = {"runs_from": "01/01/2098", "runs_until": later}
    too_early = buyer.post(address(rehearsal, "conclude"), agreement)

    assert too_early.status_code == 422
    with tenant_scope(rehearsal.buyer):
        assert JointPurchase.objects.get().stage == Stage.STANDSTILL
        assert Lot.objects.get(number=1).award.unit_price == Decimal("99.50")


def test_after_the_standstill_the_agreement_is_concluded_on_its_page(rehearsal: Any, client_for: Any) -> None:
    rehearsal.awarded(days_ago=20)
    agreement = {"runs_from": f"{timezone.localdate():%d/%m/%Y}", "runs_until": "31/12/2099"}

    answer = client_for(rehearsal.buyer, Role.BUYER).post(address(rehearsal, "conclude"), agreement)

    assert answer.status_code == 302
    with tenant_scope(rehearsal.buyer):
        assert JointPurchase.objects.get().stage == Stage.FRAMEWORK


def test_a_rehearsal_may_skip_the_standstill_in_the_open(rehearsal: Any, client_for: Any) -> None:
    rehearsal.awarded()
    buyer = client_for(rehearsal.buyer, Role.BUYER)
    today = timezone.localdate()
    agreement = {"runs_from": f"{today:%d/%m/%Y}", "runs_until": "31/12/2099"}
    skip = address(rehearsal, "skip_standstill")

    assert client_for(rehearsal.participant, Role.BUYER).post(skip, {"reason": "Oefening."}).status_code == 403
    assert buyer.post(skip, {"reason": ""}).status_code == 422
    assert buyer.post(address(rehearsal, "conclude"), agreement).status_code == 422
    assert buyer.post(skip, {"reason": "We oefenen ook de afroep."}).status_code == 302
    assert buyer.post(skip, {"reason": "Nog eens."}).status_code == 422
    assert buyer.post(address(rehearsal, "conclude"), agreement).status_code == 302

    with tenant_scope(rehearsal.buyer):
        purchase = JointPurchase.objects.get()
        assert (purchase.stage, purchase.standstill_skipped_on) == (Stage.FRAMEWORK, today)
        assert Lot.objects.get(number=1).award.standstill_until > today  # the decision keeps its own days
    assert "We oefenen ook de afroep." in buyer.get(purchase.get_absolute_url()).text


def test_closing_before_the_day_is_asked_again_and_that_day_becomes_today(rehearsal: Any, client_for: Any) -> None:
    rehearsal.published()
    rehearsal.bid("Loketbouwers", "0123.456.749", "100")
    later = timezone.localdate() + timedelta(days=20)
    with tenant_scope(rehearsal.buyer):
        JointPurchase.objects.update(bids_due_on=later)
    buyer = client_for(rehearsal.buyer, Role.BUYER)

    asked = buyer.get(address(rehearsal, "close_bidding"))

    assert f"{later:%Y}" in asked.text
    with tenant_scope(rehearsal.buyer):
        assert JointPurchase.objects.get().stage == Stage.BIDDING
    assert buyer.post(address(rehearsal, "close_bidding")).status_code == 302
    with tenant_scope(rehearsal.buyer):
        assert JointPurchase.objects.get().bids_due_on == timezone.localdate()


def test_a_call_off_form_that_is_sent_twice_makes_one_call_off(rehearsal: Any, client_for: Any) -> None:
    rehearsal.in_force()
    client = client_for(rehearsal.participant, Role.BUYER)
    url = address(rehearsal, "call_off", rehearsal.lots[0].pk)
    key = client.get(url).context["form"]["key"].value()
    typed = {"quantity": "10", "reference": "BB-1", "key": str(key)}

    assert [client.post(url, typed).status_code for _click in range(2)] == [302, 302]
    with tenant_scope(rehearsal.participant):
        assert CallOff.objects.count() == 1


def test_over_the_ceiling_the_form_says_how_much_is_left(rehearsal: Any, client_for: Any) -> None:
    rehearsal.in_force()
    rehearsal.call_off("90")
    client = client_for(rehearsal.participant, Role.BUYER)
    url = address(rehearsal, "call_off", rehearsal.lots[0].pk)
    key = client.get(url).context["form"]["key"].value()

    answer = client.post(url, {"quantity": "20", "reference": "BB-1", "key": str(key)})

    assert answer.status_code == 422
    assert "10\N{NO-BREAK SPACE}licenties" in answer.context["form"].errors["quantity"][0]


def test_the_evidence_strip_of_a_call_off_leads_back_to_criterion_and_requirement(
    rehearsal: Any, client_for: Any
) -> None:
    rehearsal.in_force()
    placed = rehearsal.call_off("10")

    page = client_for(rehearsal.participant, Role.READER).get(address(rehearsal, "calloff", placed.pk)).content.decode()

    with tenant_scope(rehearsal.buyer):
        requirement = Requirement.objects.get()
    assert address(rehearsal, "criterion", rehearsal.criteria[1].pk) in page
    assert address(rehearsal, "requirement", requirement.pk) in page


def test_the_download_is_the_release_package(rehearsal: Any, client_for: Any) -> None:
    rehearsal.published()

    answer = client_for(rehearsal.participant, Role.READER).get(address(rehearsal, "ocds"))

    assert json.loads(answer.content)["releases"][0]["tag"] == ["planning", "tender"]
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_step_that_is_not_reached_leads_to_the_one_where_work_waits(rehearsal: Any, client_for: Any) -> None:
    rehearsal.opened()
    buyer = client_for(rehearsal.buyer, Role.BUYER)

    waits_here = f'class="button" href="{address(rehearsal, "step", "requirements")}"'

    for name in ("bids", "scores", "award", "calloffs"):
        assert waits_here in buyer.get(address(rehearsal, "step", name)).text, name
    assert waits_here not in buyer.get(address(rehearsal, "step", "requirements")).text


def test_who_was_invited_lands_where_it_commits_while_the_buyer_still_prepares(rehearsal: Any, client_for: Any) -> None:
    rehearsal.opened()
    licences = LotText(title="Licenties", unit="licenties", ceiling=Decimal(9), estimated_value=Decimal(90))
    with tenant_scope(rehearsal.buyer):
        add_lot(actor=rehearsal.buying(), purchase=rehearsal.purchase, text=licences)
        invite(actor=rehearsal.buying(), purchase=rehearsal.purchase, tenants=[rehearsal.participant])
    heading = "<h2>Deelnemers en engagementen</h2>"

    assert heading in client_for(rehearsal.participant, Role.BUYER).get(address(rehearsal, "detail")).text
    assert heading not in client_for(rehearsal.buyer, Role.BUYER).get(address(rehearsal, "detail")).text


def test_the_lots_stand_before_the_commitments_that_are_made_to_them(rehearsal: Any, client_for: Any) -> None:
    rehearsal.opened()
    page = client_for(rehearsal.buyer, Role.BUYER).get(address(rehearsal, "detail")).text.partition('id="steps"')[2]

    order = [page.index(address(rehearsal, "step", name)) for name in ("need", "requirements", "participants")]
    assert order == sorted(order)


def test_commitments_above_the_ceiling_are_said_in_figures_and_led_to_the_ceiling(
    rehearsal: Any, client_for: Any
) -> None:
    rehearsal.committed(ceiling=Decimal(39))
    change = address(rehearsal, "change_lot", rehearsal.lots[0].pk)
    page = address(rehearsal, "step", "participants")

    buyer = client_for(rehearsal.buyer, Role.BUYER).get(page).text
    participant = client_for(rehearsal.participant, Role.BUYER).get(page).text

    assert "40 licenties" in buyer.replace("\N{NO-BREAK SPACE}", " ")
    assert "Plafond aanpassen" in buyer
    assert change in buyer
    assert "Er is meer gevraagd dan het perceel toelaat" in participant
    assert change not in participant


def test_complete_scores_lead_on_to_the_award(rehearsal: Any, client_for: Any) -> None:
    rehearsal.scored()
    scores, onwards = address(rehearsal, "step", "scores"), f'href="{address(rehearsal, "step", "award")}">Verder'

    assert onwards in client_for(rehearsal.buyer, Role.BUYER).get(scores).text
    assert onwards not in client_for(rehearsal.participant, Role.BUYER).get(scores).text
