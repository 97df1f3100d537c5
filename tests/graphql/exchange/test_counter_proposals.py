"""Answering a proposal with other terms: the first can no longer be signed, the new ones can, by both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.changes.models import Change, Subject
from vlavirgem_graphql.exchange.comparing import changes_between
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, ExchangeEvent, Grant, Offer, Verb
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import refuse_agreement, sign_agreement
from vlavirgem_graphql.exchange.services.offers import withdraw_offer
from vlavirgem_graphql.exchange.services.proposing import counter_proposal
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]
Answer = Callable[..., Agreement]


def wish_of(agreement: Agreement, **otherwise: Any) -> Wish:
    """The same terms, with something otherwise."""
    same = Wish(
        purpose=agreement.purpose,
        legal_basis=agreement.legal_basis,
        fields=agreement.fields,
        period=(agreement.valid_from, agreement.valid_until),
    )
    return replace(same, **otherwise)


def counter(tenant: Tenant, agreement: Agreement, **otherwise: Any) -> Agreement:
    with tenant_scope(tenant):
        return counter_proposal(
            actor=Actor.system(tenant),
            agreement=agreement,
            wish=wish_of(agreement, **otherwise),
            reason="Minder mag ook",
        )


def state_of(tenant: Tenant, agreement: Agreement) -> str:
    with tenant_scope(tenant):
        return Agreement.objects.with_last_act().get(pk=agreement.pk).standing().state.value


def sign(tenant: Tenant, agreement: Agreement) -> None:
    with tenant_scope(tenant):
        sign_agreement(actor=Actor.system(tenant), agreement=agreement, advice=NO_PERSONAL_DATA)


def test_both_parties_follow_what_is_done_with_terms_that_either_wrote(
    aalst: Tenant, brugge: Tenant, genk: Tenant, proposed: Agreement
) -> None:
    made = counter(brugge, proposed, fields=["title"])
    sign(aalst, made)
    sign(brugge, made)

    for party in (aalst, brugge):
        with tenant_scope(party):
            told = Change.objects.filter(subject=Subject.AGREEMENT, subject_id=made.pk)
            assert list(told.values_list("verb", "owner__slug")) == [
                ("proposed", "brugge"),
                ("signed", "aalst"),
                ("signed", "brugge"),
            ]
    with tenant_scope(genk):
        assert not Change.objects.filter(subject=Subject.AGREEMENT).exists()


def test_the_provider_answers_with_other_terms_and_both_sign_those(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    # Given a proposal that its proposer signed
    sign(aalst, proposed)

    # When the provider answers with fewer fields
    made = counter(brugge, proposed, fields=["title"])

    # Then the first is over, and the second opens nothing before both have signed it
    assert state_of(aalst, proposed) == "ended"
    assert (made.consumer, made.provider, made.owner, made.answers) == (aalst, brugge, brugge, proposed)
    sign(aalst, made)
    with tenant_scope(aalst):
        assert not Grant.objects.exists()
    sign(brugge, made)
    with tenant_scope(aalst):
        assert Grant.objects.live().get().fields == ["uri", "title"]
    assert state_of(brugge, made) == "active"


def test_the_consumer_can_answer_the_answer(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    first = counter(brugge, proposed, fields=["title"])
    second = counter(aalst, first, purpose="Enkel tellen")

    assert (state_of(brugge, proposed), state_of(brugge, first), state_of(brugge, second)) == (
        "ended",
        "ended",
        "proposed",
    )
    with tenant_scope(brugge):
        verbs = ExchangeEvent.objects.order_by("sequence").values_list("kind", flat=True)
        assert list(verbs)[-2:] == ["countered", "proposed"]


def test_what_was_answered_can_no_longer_be_signed_and_the_answer_can(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    made = counter(brugge, proposed, fields=["title"])

    for party in (aalst, brugge):
        with tenant_scope(party), pytest.raises(Refusal) as refused:
            sign_agreement(actor=Actor.system(party), agreement=proposed, advice=NO_PERSONAL_DATA)
        assert refused.value.code == "not-in-this-state"
        sign(party, made)


def test_who_proposed_does_not_answer_itself_nor_who_signed_and_the_other_does(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    with pytest.raises(Refusal) as refused:
        counter(aalst, proposed, fields=["title"])
    assert refused.value.code == "not-your-turn"

    made = counter(brugge, proposed, fields=["title"])
    sign(aalst, made)
    with pytest.raises(Refusal) as refused:
        counter(aalst, made, purpose="Toch iets anders")
    assert refused.value.code == "signed-already"


@pytest.mark.parametrize(
    "otherwise",
    [
        {"purpose": "Enkel tellen"},
        {"legal_basis": "Een ander decreet"},
        {"fields": ["title"]},
        {"row_filter": [Condition(field="type", operator=Operator.IS, values=("Bewijs",))]},
        {"daily_reads": 40},
        {"may_delegate": True},
        {"concept": ("https://ipdc.vlaanderen.be/id/concept/1", "Parkeerkaart")},
    ],
)
def test_each_term_by_itself_makes_other_terms(brugge: Tenant, proposed: Agreement, otherwise: dict[str, Any]) -> None:
    assert counter(brugge, proposed, **otherwise).content_hash != proposed.content_hash


def test_the_same_terms_and_terms_without_a_reason_are_no_answer(brugge: Tenant, proposed: Agreement) -> None:
    with pytest.raises(Refusal) as refused:
        counter(brugge, proposed)
    assert refused.value.code == "same-terms"
    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        counter_proposal(
            actor=Actor.system(brugge), agreement=proposed, wish=wish_of(proposed, fields=["title"]), reason=" "
        )
    assert refused.value.place == "reason"
    assert state_of(brugge, proposed) == "proposed"


def test_a_third_party_answers_nothing(genk: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    with pytest.raises(Agreement.DoesNotExist):
        counter(genk, proposed, fields=["title"])
    assert counter(brugge, proposed, fields=["title"]).owner == brugge


def test_withdrawing_the_offer_takes_our_own_answer_back_too(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, offer: Offer
) -> None:
    made = counter(brugge, proposed, fields=["title"])

    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="Verouderd")

    assert state_of(aalst, made) == "withdrawn"


def test_the_database_takes_no_answer_that_was_not_announced_and_no_first_proposal_of_a_provider(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    def written(answers: Agreement | None) -> Agreement:
        return Agreement.objects.create(
            owner=brugge,
            consumer=aalst,
            provider=brugge,
            offer=proposed.offer,
            offer_title="x",
            kind=proposed.kind,
            purpose="x",
            legal_basis="x",
            fields=["uri"],
            valid_from=proposed.valid_from,
            valid_until=proposed.valid_until,
            answers=answers,
            content_hash="0" * 64,
            visibility=Visibility.PARTNERS,
            partner_ids=[aalst.pk],
        )

    def act(agreement: Agreement, verb: Verb) -> None:
        with transaction.atomic():
            AgreementAct.objects.create(
                owner=brugge,
                agreement=agreement,
                verb=verb,
                person_name="x",
                content_hash=agreement.content_hash,
            )

    # When the service's own checks are gone round
    with tenant_scope(brugge):
        for agreement, verb in ((proposed, Verb.COUNTERED), (written(None), Verb.PROPOSED)):
            with pytest.raises(IntegrityError):
                act(agreement, verb)
        answer = written(proposed)
        with pytest.raises(IntegrityError):
            act(answer, Verb.PROPOSED)

        # Then only the steps in turn are taken
        act(proposed, Verb.COUNTERED)
        act(answer, Verb.PROPOSED)


def test_the_changes_are_told_term_by_term(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    made = counter(brugge, proposed, fields=["title", "concept"], purpose="Enkel tellen")

    with tenant_scope(aalst):
        changes = changes_between(proposed, made)

    assert [(change.before, change.after) for change in changes] == [
        ("Producten vergelijken", "Enkel tellen"),
        ("Type", ""),
        ("", "Concept"),
    ]


def test_other_terms_are_proposed_through_the_page_and_both_read_the_difference(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, client_for: Clients
) -> None:
    page = f"/data/agreements/{proposed.pk}/"
    answering = client_for(brugge, Role.DEVELOPER)
    assert f"{page}counter/" in answering.get(page).content.decode()
    assert f"{page}counter/" not in client_for(aalst, Role.DEVELOPER).get(page).content.decode()
    assert client_for(brugge, Role.READER).post(f"{page}counter/").status_code == 403
    form = {
        "purpose": "Producten vergelijken",
        "legal_basis": "Decreet lokaal bestuur, art. 2",
        "fields_wanted": ["title"],
        "first_day": "01/01/2027",
        "last_day": "31/12/2027",
    }

    # When the reason is missing, then nothing happens; with it, the terms are proposed
    assert answering.post(f"{page}counter/", form).status_code == 422
    assert state_of(brugge, proposed) == "proposed"
    made = answering.post(f"{page}counter/", {**form, "reason": "Het type heb je niet nodig"})["Location"]

    # Then both see what changed and why, and the first leads to the second
    for party in (aalst, brugge):
        told = client_for(party, Role.READER).get(made).content.decode()
        assert "Het type heb je niet nodig" in told
        assert "Wat veranderde" in told
        assert made in client_for(party, Role.READER).get(page).content.decode()


def test_terms_that_are_the_same_are_told_above_the_form_that_keeps_what_was_typed(
    brugge: Tenant, proposed: Agreement, client_for: Clients
) -> None:
    page = f"/data/agreements/{proposed.pk}/counter/"
    answering = client_for(brugge, Role.DEVELOPER)
    with tenant_scope(brugge):
        first = Agreement.objects.get()
    start = answering.get(page).context["form"].initial
    days = {"first_day": f"{start['first_day']:%d/%m/%Y}", "last_day": f"{start['last_day']:%d/%m/%Y}"}
    form = {"purpose": first.purpose, "legal_basis": first.legal_basis, "fields_wanted": first.fields, **days}
    second = answering.post(page, {**form, "fields_wanted": ["title"], "reason": "Minder velden"})["Location"]

    asking = client_for(first.consumer, Role.DEVELOPER)
    again = asking.post(f"{second}counter/", {**form, "fields_wanted": ["title"], "reason": "Dit moet blijven staan"})

    told = again.content.decode()
    assert again.status_code == 422
    assert "Dit zijn dezelfde voorwaarden" in told
    assert "Dit moet blijven staan" in told


def test_what_was_answered_or_signed_shows_no_form_to_answer(
    brugge: Tenant, agreement: Agreement, client_for: Clients
) -> None:
    shown = client_for(brugge, Role.DEVELOPER).get(f"/data/agreements/{agreement.pk}/counter/")
    assert shown.status_code == 409
    assert 'name="reason"' not in shown.content.decode()


def test_an_answer_can_be_refused_by_who_asked_first(aalst: Tenant, brugge: Tenant, proposed: Agreement) -> None:
    made = counter(brugge, proposed, fields=["title"])
    with tenant_scope(brugge), pytest.raises(Refusal) as refused:
        refuse_agreement(actor=Actor.system(brugge), agreement=made, reason="Toch niet")
    assert refused.value.code == "not-your-turn"

    with tenant_scope(aalst):
        refuse_agreement(actor=Actor.system(aalst), agreement=made, reason="Dan niet")
    assert state_of(brugge, made) == "ended"


@pytest.mark.parametrize(("slug", "taken"), [("aalst", False), ("genk", False), ("brugge", True)])
def test_only_who_got_a_proposal_takes_the_place_of_its_answer(
    slug: str, proposed: Agreement, offer: Offer, *, taken: bool
) -> None:
    # Given a proposal of Aalst to Brugge, when an organisation that knows its id writes terms that answer it
    writer, consumer = find_tenant(slug), find_tenant("genk" if slug == "genk" else "aalst")

    def write() -> None:
        Agreement.objects.create(
            owner=writer,
            consumer=consumer,
            provider=offer.owner,
            offer=offer,
            offer_title="x",
            kind=offer.kind,
            purpose="x",
            legal_basis="x",
            fields=["uri"],
            valid_from=proposed.valid_from,
            valid_until=proposed.valid_until,
            answers_id=proposed.pk,
            content_hash="0" * 64,
            visibility=Visibility.PARTNERS,
            partner_ids=[offer.owner_id],
        )

    # Then the one that proposed and a third party are refused, and Brugge is not
    with tenant_scope(writer):
        if not taken:
            with pytest.raises(IntegrityError, match="do not answer or renew"), transaction.atomic():
                write()
        else:
            write()
            assert Agreement.objects.filter(answers=proposed).exists()
