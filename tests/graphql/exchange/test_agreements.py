"""An agreement's course: each step by the party whose turn it is, on terms that nobody can change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.graphql.conftest import state_seen_by
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, Grant, Offer, Verb
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import (
    pause_agreement,
    refuse_agreement,
    resume_agreement,
    revoke_agreement,
    sign_agreement,
    withdraw_proposal,
)
from vlavirgem_graphql.exchange.services.offers import withdraw_offer
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_both_parties_see_a_proposal_and_a_third_does_not(
    aalst: Tenant, brugge: Tenant, genk: Tenant, proposed: Agreement
) -> None:
    assert state_seen_by(aalst) == state_seen_by(brugge) == "proposed"
    with tenant_scope(genk):
        assert not Agreement.objects.exists()
        assert not AgreementAct.objects.exists()
        assert not History.objects.of(proposed).exists()
    with tenant_scope(brugge):
        assert [line.verb for line in History.objects.of(proposed)] == ["proposed"]


def test_the_signature_compiles_the_grant(aalst: Tenant, genk: Tenant, brugge: Tenant, agreement: Agreement) -> None:
    for party in (aalst, brugge):
        with tenant_scope(party):
            grant = Grant.objects.live().get()
            assert (grant.owner, grant.consumer, grant.fields) == (brugge, aalst, ["uri", "title", "type"])
            assert (grant.valid_from, grant.valid_until) == (agreement.valid_from, agreement.valid_until)
    with tenant_scope(genk):
        assert not Grant.objects.exists()


def test_each_party_signs_once_and_both_put_it_in_force(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    with tenant_scope(aalst):
        sign_agreement(actor=Actor.system(aalst), agreement=proposed, advice=NO_PERSONAL_DATA)
        with pytest.raises(Refusal) as refused:
            sign_agreement(actor=Actor.system(aalst), agreement=proposed, advice=NO_PERSONAL_DATA)
    assert refused.value.code == "signed-already"
    assert state_seen_by(brugge) == "proposed"

    with tenant_scope(brugge):
        assert not Grant.objects.exists()
        sign_agreement(actor=Actor.system(brugge), agreement=proposed, advice=NO_PERSONAL_DATA)
        assert Grant.objects.live().exists()
    assert state_seen_by(aalst) == "active"


def test_only_who_proposed_withdraws(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        withdraw_proposal(actor=Actor.system(brugge), agreement=proposed, reason="")
    assert refused.value.code == "not-your-turn"

    with tenant_scope(aalst):
        withdraw_proposal(actor=Actor.system(aalst), agreement=proposed, reason="")
    assert state_seen_by(brugge) == "withdrawn"


def test_a_refusal_gives_its_reason_and_is_final(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    actor = Actor.system(brugge)
    with tenant_scope(brugge):
        with pytest.raises(Refusal) as refused:
            refuse_agreement(actor=actor, agreement=proposed, reason="  ")
        assert refused.value.place == "reason"

        refuse_agreement(actor=actor, agreement=proposed, reason="Het doel is te ruim")
        with pytest.raises(Refusal) as refused:
            sign_agreement(actor=actor, agreement=proposed, advice=NO_PERSONAL_DATA)
        assert refused.value.code == "not-in-this-state"
    with tenant_scope(aalst):
        refused_one: Any = Agreement.objects.with_last_act().get()
        assert refused_one.last_reason == "Het doel is te ruim"


def test_only_the_party_that_paused_resumes(aalst: Tenant, brugge: Tenant, agreement: Agreement) -> None:
    with tenant_scope(brugge):
        pause_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Onderhoud")
    assert state_seen_by(aalst) == "paused"

    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        resume_agreement(actor=Actor.system(aalst), agreement=agreement)
    assert refused.value.code == "paused-by-other"

    with tenant_scope(brugge):
        resume_agreement(actor=Actor.system(brugge), agreement=agreement)
    assert state_seen_by(aalst) == "active"


def test_a_revoked_agreement_cannot_be_taken_up_again(aalst: Tenant, agreement: Agreement) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        revoke_agreement(actor=actor, agreement=agreement, reason="Klaar")
        with pytest.raises(Refusal) as refused:
            resume_agreement(actor=actor, agreement=agreement)
        assert refused.value.code == "not-in-this-state"


def test_the_database_refuses_an_act_out_of_turn_too(brugge: Tenant, agreement: Agreement) -> None:
    # When the service's own checks are gone round
    def act(verb: Verb, content_hash: str) -> None:
        AgreementAct.objects.create(
            owner=brugge, agreement=agreement, verb=verb, person_name="x", content_hash=content_hash
        )

    with tenant_scope(brugge):
        for verb, content_hash in ((Verb.SIGNED, agreement.content_hash), (Verb.REVOKED, "0" * 64)):
            with pytest.raises(IntegrityError), transaction.atomic():
                act(verb, content_hash)

        # Then only the act in turn, on the terms as they stand, is taken
        act(Verb.REVOKED, agreement.content_hash)
        assert not Grant.objects.live().exists()


def test_signing_takes_a_role_that_may_bind(
    brugge: Tenant, actor_of: Callable[..., Actor], proposed: Agreement
) -> None:
    developer, administrator = actor_of(brugge, Role.DEVELOPER), actor_of(brugge, Role.ADMINISTRATOR)
    with tenant_scope(brugge):
        with pytest.raises(Refusal) as refused:
            sign_agreement(actor=developer, agreement=proposed, advice=NO_PERSONAL_DATA)
        assert refused.value.code == "role-needed"

        assert sign_agreement(actor=administrator, agreement=proposed, advice=NO_PERSONAL_DATA).verb == "signed"


def test_what_cannot_be_proposed_is_refused_with_its_reason(
    aalst: Tenant, brugge: Tenant, offer: Offer, propose_to: Callable[..., Agreement]
) -> None:
    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        propose_to(Actor.system(brugge), offer)
    assert refused.value.code == "own-offer"

    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        with pytest.raises(Refusal) as refused:
            propose_to(actor, offer, fields=("contactPoints",))
        assert refused.value.code == "field-not-offered"
        with pytest.raises(Refusal) as refused:
            propose_to(actor, offer, days=-1)
        assert refused.value.code == "period"
        assert propose_to(actor, offer).fields == ["uri", "title", "type"]

    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="")
    with tenant_scope(aalst):
        offer.refresh_from_db()
        with pytest.raises(Refusal) as refused:
            propose_to(Actor.system(aalst), offer)
    assert refused.value.code == "offer-withdrawn"
