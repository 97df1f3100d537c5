"""What waits on the start page, and the figures of procurement law."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import formats, timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import LegalTerm, TermName
from vlavirgem_sandbox.purchases.running import running
from vlavirgem_sandbox.purchases.services import awarding, evaluation, legal_terms, participation
from vlavirgem_sandbox.purchases.waiting import waiting
from vlavirgem_tenants.commons.base import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def titles(actor: Actor) -> list[str]:
    with tenant_scope(actor.tenant):
        return [one.title for one in waiting(actor)]


def test_an_invitation_waits_for_who_may_commit_until_it_is_answered(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.invited()
    buyer, reader = (actor_of(rehearsal.participant, role) for role in (Role.BUYER, Role.READER))

    assert titles(buyer) == ["Verenigingenloket"]
    assert titles(reader) == []
    with tenant_scope(rehearsal.participant):
        participation.decline(actor=buyer, purchase=rehearsal.fresh(rehearsal.purchase), reason="Geen budget.")
    assert titles(buyer) == []


@pytest.mark.parametrize(("stage", "waits"), [("committed", False), ("published", False), ("scoring", True)])
def test_a_procedure_waits_for_its_buyer_where_it_can_go_on(
    rehearsal: Any, actor_of: Any, stage: str, waits: bool
) -> None:
    getattr(rehearsal, stage)()

    assert bool(titles(actor_of(rehearsal.buyer, Role.BUYER))) is waits


def test_the_agreement_waits_once_the_standstill_has_passed(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.awarded(days_ago=20)

    assert titles(actor_of(rehearsal.buyer, Role.BUYER)) == ["Verenigingenloket"]


def test_during_the_standstill_nothing_waits(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.awarded()

    assert titles(actor_of(rehearsal.buyer, Role.BUYER)) == []


def lines(actor: Actor) -> list[str]:
    with tenant_scope(actor.tenant):
        return [one.line for one in waiting(actor)]


def test_what_waits_follows_the_points_and_the_awards(rehearsal: Any, actor_of: Any) -> None:
    buyer = actor_of(rehearsal.buyer, Role.BUYER)
    rehearsal.scoring()
    unscored = lines(buyer)
    with tenant_scope(rehearsal.buyer):
        for bid in rehearsal.bids:
            evaluation.give_score(
                actor=rehearsal.buying(),
                bid=bid,
                criterion=rehearsal.criteria[1],
                points=Decimal(8),
                reason="Geprobeerd.",
            )
    scored = lines(buyer)
    rehearsal.term()
    with tenant_scope(rehearsal.buyer):
        lot = rehearsal.fresh(rehearsal.lots[0])
        awarding.award_lot(actor=rehearsal.buying(), lot=lot, bid=rehearsal.bids[0], reason="De laagste prijs.")
    half_awarded = lines(buyer)

    assert unscored == ["The bids wait for points"]
    assert scored == ["All bids have their points: 2 lots wait for their award"]
    assert half_awarded == ["All bids have their points: 1 lot waits for its award"]


def test_three_purchases_cost_the_start_page_no_more_queries_than_one(
    rehearsal: Any, actor_of: Any, django_assert_max_num_queries: Any
) -> None:
    buyer = actor_of(rehearsal.buyer, Role.BUYER)
    rehearsal.scoring()
    with tenant_scope(rehearsal.buyer), django_assert_max_num_queries(20) as for_one:
        waiting(buyer)
    for _purchase in range(2):
        rehearsal.scoring()

    with tenant_scope(rehearsal.buyer), django_assert_max_num_queries(len(for_one)):
        assert len(waiting(buyer)) == 3


def test_a_skipped_standstill_is_not_told_as_one_that_passed(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.awarded()
    with tenant_scope(rehearsal.buyer):
        awarding.skip_standstill(actor=rehearsal.buying(), purchase=rehearsal.purchase, reason="Oefening.")

    assert lines(actor_of(rehearsal.buyer, Role.BUYER)) == ["The standstill was skipped: conclude the agreement"]


def test_the_start_page_says_until_when_the_standstill_runs_and_not_after_it(rehearsal: Any, actor_of: Any) -> None:
    rehearsal.awarded()
    buyer = actor_of(rehearsal.buyer, Role.BUYER)
    until = timezone.localdate() + timedelta(days=15)

    with tenant_scope(rehearsal.buyer):
        during = running(buyer)[0].line
        awarding.skip_standstill(actor=rehearsal.buying(), purchase=rehearsal.purchase, reason="Oefening.")
        after = running(buyer)[0].line

    assert formats.date_format(until, "SHORT_DATE_FORMAT") in during
    assert formats.date_format(until, "SHORT_DATE_FORMAT") not in after


def test_the_network_records_a_term_and_everybody_reads_it(rehearsal: Any, aalst: Tenant) -> None:
    rehearsal.term(days=15)

    with tenant_scope(aalst):
        assert legal_terms.term_in_force(TermName.STANDSTILL_DAYS, date(2026, 1, 1)).amount == 15


def test_a_municipality_records_no_terms(aalst: Tenant) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        legal_terms.record_term(
            actor=Actor.system(aalst),
            name=TermName.STANDSTILL_DAYS,
            amount=Decimal(1),
            valid_from=date(2026, 1, 1),
            source="Eigen regel",
        )
    assert refused.value.code == "not-the-network"


def test_a_term_that_a_municipality_slipped_in_counts_for_nobody(rehearsal: Any, aalst: Tenant, brugge: Tenant) -> None:
    rehearsal.term(days=15)
    with tenant_scope(aalst):
        LegalTerm.objects.create(
            owner=aalst,
            visibility=Visibility.NETWORK,
            name=TermName.STANDSTILL_DAYS,
            amount=Decimal(1),
            valid_from=date(2026, 1, 1),
            source="Verzonnen",
            consulted_on=date(2026, 1, 1),
        )

    for tenant in (aalst, brugge):
        with tenant_scope(tenant):
            assert legal_terms.term_in_force(TermName.STANDSTILL_DAYS, timezone.localdate()).amount == 15


def test_the_newest_term_that_holds_on_the_day_is_taken(network: Tenant) -> None:
    with tenant_scope(network):
        for amount, first in ((221_000, date(2024, 1, 1)), (216_000, date(2026, 1, 1))):
            legal_terms.record_term(
                actor=Actor.system(network),
                name=TermName.EU_THRESHOLD,
                amount=Decimal(amount),
                valid_from=first,
                source="Richtlijn 2014/24/EU, artikel 4",
            )

        assert legal_terms.term_in_force(TermName.EU_THRESHOLD, date(2025, 12, 31)).amount == 221_000
        assert legal_terms.term_in_force(TermName.EU_THRESHOLD, date(2026, 1, 1)).amount == 216_000
        with pytest.raises(Refusal, match="not recorded"):
            legal_terms.term_in_force(TermName.EU_THRESHOLD, date(2023, 12, 31))


def test_the_page_of_terms_shows_source_and_date(rehearsal: Any, client_for: Any) -> None:
    rehearsal.term()

    page = client_for(rehearsal.buyer, Role.READER).get("/purchases/terms/").content.decode()

    assert "artikel 11" in page
