"""What waits on the start page, and the figures of procurement law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.purchases.models import LegalTerm, TermName
from vlavirgem_sandbox.purchases.services import legal_terms, participation
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
