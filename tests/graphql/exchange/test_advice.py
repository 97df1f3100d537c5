"""What the data protection officers advised: asked before each signature, read by both parties."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.forms_deeds import AdviceForm
from vlavirgem_graphql.exchange.models import Advice, Agreement, AgreementAct, Grant, Verb, Verdict
from vlavirgem_graphql.exchange.services.advising import AdviceGiven
from vlavirgem_graphql.exchange.services.agreements import sign_agreement
from vlavirgem_graphql.signatures.services import key_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DAY = date(2026, 11, 2)


def test_both_parties_read_what_each_officer_advised_and_a_third_does_not(
    aalst: Tenant, brugge: Tenant, genk: Tenant, proposed: Agreement
) -> None:
    advice = AdviceGiven(verdict=Verdict.REMARKS, officer="An Peeters", given_on=DAY, text="Bewaar ze een jaar.")
    with tenant_scope(aalst):
        sign_agreement(actor=Actor.system(aalst), agreement=proposed, advice=advice)

    for party in (aalst, brugge):
        with tenant_scope(party):
            told = Advice.objects.get()
            assert (told.owner, told.verdict, told.officer, told.given_on, told.text) == (
                aalst,
                "remarks",
                "An Peeters",
                DAY,
                "Bewaar ze een jaar.",
            )
    with tenant_scope(genk):
        assert not Advice.objects.exists()


def test_the_form_says_when_it_needs_what() -> None:
    with override("nl"):
        drawn = AdviceForm().as_div()

    assert drawn.count("Nodig als er een advies is.") == 2
    assert "(niet verplicht)" not in drawn


@pytest.mark.parametrize(
    ("advice", "place"),
    [
        (AdviceGiven(verdict=Verdict.FAVOURABLE), "officer"),
        (AdviceGiven(verdict=Verdict.FAVOURABLE, officer="An"), "given_on"),
        (AdviceGiven(verdict=Verdict.FAVOURABLE, officer="An", given_on=date(2999, 1, 1)), "given_on"),
        (AdviceGiven(verdict=Verdict.UNFAVOURABLE, officer="An", given_on=DAY, text=" "), "text"),
    ],
)
def test_an_advice_says_who_when_and_what(brugge: Tenant, proposed: Agreement, advice: AdviceGiven, place: str) -> None:
    with tenant_scope(brugge):
        with pytest.raises(Refusal) as refused:
            sign_agreement(actor=Actor.system(brugge), agreement=proposed, advice=advice)
        assert refused.value.place == place
        assert not AgreementAct.objects.filter(verb=Verb.SIGNED).exists()


def test_a_name_of_an_officer_is_as_long_as_a_name(brugge: Tenant, proposed: Agreement) -> None:
    day = timezone.localdate()
    with tenant_scope(brugge):
        for length, refused in ((201, pytest.raises(ValidationError, match="officer")), (200, nullcontext())):
            advice = AdviceGiven(verdict=Verdict.FAVOURABLE, officer="x" * length, given_on=day)
            with refused, transaction.atomic():
                sign_agreement(actor=Actor.system(brugge), agreement=proposed, advice=advice)


def test_an_unfavourable_advice_is_on_record_and_the_organisation_decides(
    aalst: Tenant, brugge: Tenant, proposed: Agreement
) -> None:
    advice = AdviceGiven(verdict=Verdict.UNFAVOURABLE, officer="An", given_on=DAY, text="Te veel velden.")
    for party in (aalst, brugge):
        with tenant_scope(party):
            sign_agreement(actor=Actor.system(party), agreement=proposed, advice=advice)
    with tenant_scope(aalst):
        assert Grant.objects.live().exists()


def test_the_database_takes_no_signature_without_it(brugge: Tenant, proposed: Agreement) -> None:
    def sign() -> None:
        with transaction.atomic():
            AgreementAct.objects.create(
                owner=brugge,
                agreement=proposed,
                verb=Verb.SIGNED,
                person_name="x",
                content_hash=proposed.content_hash,
                key=key_of(brugge),
                signature=bytes(64),
            )

    with tenant_scope(brugge):
        with pytest.raises(IntegrityError):
            sign()
        Advice.objects.create(owner=brugge, agreement=proposed, verdict=Verdict.NOT_NEEDED)
        sign()


def test_the_page_asks_for_it_before_signing_and_shows_it(
    aalst: Tenant, brugge: Tenant, proposed: Agreement, client_for: Callable[..., Client]
) -> None:
    page = f"/data/agreements/{proposed.pk}/"
    signing = client_for(brugge, Role.ADMINISTRATOR)
    today = timezone.localdate()
    form = {"verdict": "remarks", "officer": "An Peeters", "given_on": f"{today - timedelta(days=1):%d/%m/%Y}"}

    # Without the remarks it is asked again, and nothing is signed
    assert signing.post(f"{page}sign/", form).status_code == 422
    with tenant_scope(brugge):
        assert not Advice.objects.exists()

    assert signing.post(f"{page}sign/", {**form, "text": "Bewaar ze een jaar."}).status_code == 302
    told = client_for(aalst, Role.READER).get(page).content.decode()
    assert "An Peeters" in told
    assert "Bewaar ze een jaar." in told


def test_the_page_says_at_each_field_what_the_advice_lacks(
    brugge: Tenant, proposed: Agreement, client_for: Callable[..., Client]
) -> None:
    signing = client_for(brugge, Role.ADMINISTRATOR)
    page = f"/data/agreements/{proposed.pk}/sign/"
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"

    refused = signing.post(page, {"verdict": "remarks", "officer": "An Peeters", "given_on": tomorrow})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"given_on", "text"}
    assert "moet nog komen" in refused.content.decode()
    nothing = signing.post(page, {"verdict": "favourable", "given_on": "31/31/2026"})
    assert set(nothing.context["form"].errors) == {"officer", "given_on"}
    assert len(nothing.context["form"].errors["given_on"]) == 1


def test_an_agreement_that_cannot_be_signed_any_more_shows_no_form(
    brugge: Tenant, agreement: Agreement, client_for: Callable[..., Client]
) -> None:
    page = f"/data/agreements/{agreement.pk}/"
    signing = client_for(brugge, Role.ADMINISTRATOR)

    for shown in (signing.get(f"{page}sign/"), signing.post(f"{page}sign/", {"verdict": "not-needed"})):
        told = shown.content.decode()
        assert shown.status_code == 409
        assert 'name="verdict"' not in told
        assert "De staat van deze overeenkomst is: actief" in told
        assert f'href="{page}"' in told.split("<main")[1]


def test_a_purpose_names_its_public_service_with_name_and_address(
    aalst: Tenant, proposed: Agreement, offer: object, client_for: Callable[..., Client]
) -> None:
    asking = client_for(aalst, Role.DEVELOPER)
    start = f"/data/offers/{proposed.offer_id}/propose/purpose/"
    form = {"purpose": "Vergelijken", "legal_basis": "Decreet", "concept_label": "Geboortepremie"}

    assert asking.post(start, form).status_code == 422
    uri = "https://ipdc.vlaanderen.be/id/concept/1"
    assert asking.post(start, {**form, "concept_uri": uri}).status_code == 302
    assert uri in asking.get(start).content.decode()
