"""Terms for whoever accepts, and open data: as they were signed, on one more signature or none, until they close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from tests.graphql.gateway.conftest import Api
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import (
    Advice,
    Agreement,
    AgreementAct,
    Audience,
    ExchangeEvent,
    ExchangeRecord,
    Grant,
    IncomingEvent,
    Offer,
    OpenTerms,
    Verb,
    Verdict,
)
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA, AdviceGiven
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement
from vlavirgem_graphql.exchange.services.offers import withdraw_offer
from vlavirgem_graphql.exchange.services.open_terms import accept_open_terms, close_open_terms, open_terms
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_graphql.exchange.signing import signature_is_good
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_graphql.signatures.services import key_of
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

LIST = "{ publicServices { nodes { title description } } }"


@pytest.fixture(autouse=True)
def _marks_at_once(network: Tenant) -> None:
    """A test's transaction never ends, and access marks change when one does."""
    with tenant_scope(network), connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS public.exchange_grant_changes_access, public.exchange_offer_changes_access IMMEDIATE"
        )


@pytest.fixture
def opened_to(brugge: Tenant, offer: Offer) -> Callable[..., OpenTerms]:
    """``opened_to(Audience.EVERYONE)``: titles of Brugge's services, for a year."""

    def make(audience: Audience, **otherwise: Any) -> OpenTerms:
        start = timezone.now() - timedelta(minutes=1)
        wish = Wish(
            purpose="Naast de eigen lijst leggen",
            legal_basis="Decreet",
            fields=["title"],
            period=(start, start + timedelta(days=365)),
            **otherwise,
        )
        with tenant_scope(brugge):
            return open_terms(
                actor=Actor.system(brugge), offer=offer, wish=wish, audience=audience, advice=NO_PERSONAL_DATA
            )

    return make


def accept(tenant: Tenant, terms: OpenTerms) -> Agreement:
    with tenant_scope(tenant):
        return accept_open_terms(actor=Actor.system(tenant), terms=terms, advice=NO_PERSONAL_DATA)


def close(tenant: Tenant, terms: OpenTerms) -> OpenTerms:
    with tenant_scope(tenant):
        return close_open_terms(actor=Actor.system(tenant), terms=terms, reason="Voorbij")


def records_of(tenant: Tenant, offer: Offer) -> int:
    with tenant_scope(tenant):
        return ExchangeRecord.objects.filter(offer=offer).count()


def program_of(tenant: Tenant) -> Api:
    with tenant_scope(tenant):
        _key, text = make_key(actor=Actor.system(tenant), label="proef")
    return Api(Client(HTTP_HOST=tenant.host), text)


def test_a_municipality_that_accepts_reads_at_once_and_both_signatures_hold(
    aalst: Tenant, brugge: Tenant, genk: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms]
) -> None:
    # Given terms for any municipality, when Aalst accepts them
    terms = opened_to(Audience.MUNICIPALITIES)
    assert records_of(aalst, offer) == 0
    agreement = accept(aalst, terms)

    # Then the agreement is in force, signed by both, with the advice of both, and who did not accept reads nothing
    assert (records_of(aalst, offer), records_of(genk, offer)) == (3, 0)
    with tenant_scope(brugge):
        ours = Agreement.objects.select_related("accepts").with_last_act().get(pk=agreement.pk)
        assert (ours.standing().state.value, set(ours.signers)) == ("active", {aalst.pk, brugge.pk})
        signed = AgreementAct.objects.filter(agreement=ours, verb=Verb.SIGNED).select_related("key", "owner")
        assert [signature_is_good(ours, act) for act in signed] == [True, True]
        assert Advice.objects.filter(agreement=ours).count() == 2
        # And its revocation acts as any
        revoke_agreement(actor=Actor.system(brugge), agreement=ours, reason="Genoeg")
    assert records_of(aalst, offer) == 0


def test_who_the_terms_are_not_for_is_told_so(
    agency: Tenant, brugge: Tenant, aalst: Tenant, opened_to: Callable[..., OpenTerms]
) -> None:
    terms = opened_to(Audience.MUNICIPALITIES)
    for tenant, code in ((agency, "not-for-us"), (brugge, "own-offer")):
        with pytest.raises(Refusal) as refused:
            accept(tenant, terms)
        assert refused.value.code == code
    assert accept(aalst, terms).accepts == terms
    with pytest.raises(Refusal) as refused:
        accept(aalst, terms)
    assert refused.value.code == "accepted-already"
    assert accept(agency, opened_to(Audience.EVERYONE)).consumer == agency


def test_closed_terms_are_accepted_no_more_and_what_was_agreed_goes_on(
    aalst: Tenant, brugge: Tenant, genk: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms]
) -> None:
    terms = opened_to(Audience.EVERYONE)
    accept(aalst, terms)
    with pytest.raises(Refusal):
        close(genk, terms)
    assert close(brugge, terms).closed_at is not None

    with pytest.raises(Refusal) as refused:
        accept(genk, terms)
    assert refused.value.code == "terms-closed"
    assert records_of(aalst, offer) == 3


def test_open_data_are_read_by_everybody_with_evidence_and_by_nobody_once_closed(
    aalst: Tenant, brugge: Tenant, agency: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms]
) -> None:
    # Given open data of titles
    terms = opened_to(Audience.OPEN_DATA)

    # When organisations read that signed nothing, then they see those titles and nothing else, and it is on record
    for tenant in (aalst, agency):
        nodes = program_of(tenant).ask(LIST)["data"]["publicServices"]["nodes"]
        assert [(bool(node["title"]), node["description"]) for node in nodes] == [(True, None)] * 3
        with tenant_scope(tenant):
            assert str(terms.pk) in ExchangeEvent.objects.get(kind="read").payload
    with tenant_scope(brugge):
        assert IncomingEvent.objects.filter(kind="read").count() == 2
    # And nobody has to accept
    with pytest.raises(Refusal) as refused:
        accept(aalst, terms)
    assert refused.value.code == "open-data"

    # When they are closed, then the next request finds nothing
    close(brugge, terms)
    answer = program_of(aalst).ask(LIST)
    assert answer["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"
    assert records_of(aalst, offer) == 0


def test_a_rate_of_open_data_is_each_readers_own(
    aalst: Tenant, agency: Tenant, opened_to: Callable[..., OpenTerms]
) -> None:
    opened_to(Audience.OPEN_DATA, daily_reads=1)
    of_aalst, of_agency = program_of(aalst), program_of(agency)
    assert "errors" not in of_aalst.ask(LIST)
    assert of_aalst.ask(LIST)["errors"][0]["extensions"]["code"] == "RATE_USED"
    assert "errors" not in of_agency.ask(LIST)


def test_withdrawing_the_offer_closes_what_is_open_on_it(
    aalst: Tenant, brugge: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms]
) -> None:
    opened_to(Audience.OPEN_DATA)
    accept(aalst, opened_to(Audience.EVERYONE))
    with tenant_scope(brugge):
        withdraw_offer(actor=Actor.system(brugge), offer=offer, reason="Verouderd")
        assert not OpenTerms.objects.open().exists()
        assert not Grant.objects.live().exists()


def test_who_manages_data_withdraws_an_offer_with_open_terms_and_closes_them_with_it_alone(
    brugge: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms], actor_of: Callable[..., Actor]
) -> None:
    # Given a developer, who signs nothing
    terms = opened_to(Audience.EVERYONE)
    with tenant_scope(brugge):
        developer = actor_of(brugge, Role.DEVELOPER)
        with pytest.raises(Refusal) as refused, transaction.atomic():
            close_open_terms(actor=developer, terms=terms, reason="Voorbij")
        assert refused.value.status == 403

        withdraw_offer(actor=developer, offer=offer, reason="Verouderd")

        terms.refresh_from_db()
        assert terms.closed_reason == "Verouderd"


def test_the_same_data_are_opened_to_all_once(opened_to: Callable[..., OpenTerms], brugge: Tenant) -> None:
    first = opened_to(Audience.OPEN_DATA)
    with pytest.raises(Refusal) as refused:
        opened_to(Audience.OPEN_DATA)
    assert refused.value.code == "open-already"
    close(brugge, first)
    assert opened_to(Audience.OPEN_DATA).closed_at is None


def test_terms_are_not_opened_on_anothers_offer_nor_without_whole_advice(
    aalst: Tenant, brugge: Tenant, offer: Offer
) -> None:
    wish = Wish(
        purpose="x", legal_basis="x", fields=["title"], period=(timezone.now(), timezone.now() + timedelta(days=9))
    )
    remarks = AdviceGiven(verdict=Verdict.REMARKS)
    for tenant, advice, code in ((aalst, NO_PERSONAL_DATA, "not-ours"), (brugge, remarks, "advice-incomplete")):
        with tenant_scope(tenant), pytest.raises(Refusal) as refused:
            open_terms(actor=Actor.system(tenant), offer=offer, wish=wish, audience=Audience.EVERYONE, advice=advice)
        assert refused.value.code == code


@pytest.mark.parametrize(
    "otherwise",
    [{"fields": ["title", "description"]}, {"daily_reads": 9}, {"row_filter": []}, {"may_delegate": True}, {}],
)
def test_the_database_puts_no_other_terms_in_force_than_were_opened(
    otherwise: dict[str, Any], aalst: Tenant, offer: Offer, opened_to: Callable[..., OpenTerms]
) -> None:
    # Given open terms on some rows, and an acceptance written by hand
    rows = [{"field": "title", "operator": "is", "values": ["Dienst 1"]}]
    terms = opened_to(Audience.EVERYONE, daily_reads=5)
    as_opened = {name: getattr(terms, name) for name in ("fields", "daily_reads", "row_filter")}
    changed = {**as_opened, **otherwise, **({"row_filter": rows} if "row_filter" in otherwise else {})}

    # When it is signed, then only the very terms are in force
    with tenant_scope(aalst):
        if otherwise:
            with pytest.raises(Error), transaction.atomic():
                _accept_by_hand(aalst, terms, changed)
            assert not Grant.objects.exists()
        else:
            _accept_by_hand(aalst, terms, changed)
            assert Grant.objects.live().get().fields == terms.fields


def _accept_by_hand(reader: Tenant, terms: OpenTerms, values: dict[str, Any]) -> None:
    same = {
        name: getattr(terms, name)
        for name in ("offer_title", "kind", "purpose", "concept_uri", "legal_basis", "valid_from", "valid_until")
    }
    agreement = Agreement.objects.create(
        owner=reader,
        consumer=reader,
        provider_id=terms.owner_id,
        offer_id=terms.offer_id,
        accepts=terms,
        content_hash="0" * 64,
        visibility=Visibility.PARTNERS,
        partner_ids=[terms.owner_id],
        **same,
        **values,
    )
    Advice.objects.create(owner=reader, agreement=agreement, verdict=Verdict.NOT_NEEDED)
    for verb in (Verb.PROPOSED, Verb.SIGNED):
        signed = {"key": key_of(reader), "signature": bytes(64)} if verb is Verb.SIGNED else {}
        AgreementAct.objects.create(
            owner=reader, agreement=agreement, verb=verb, person_name="x", content_hash="0" * 64, **signed
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.exchange_open_terms SET fields = fields || 'description'::varchar",
        "UPDATE public.exchange_open_terms SET daily_reads = 99",
        "UPDATE public.exchange_open_terms SET closed_at = NULL",
        "DELETE FROM public.exchange_open_terms",
    ],
)
def test_signed_terms_never_change_in_their_own_owners_hands_either(
    statement: str, brugge: Tenant, opened_to: Callable[..., OpenTerms]
) -> None:
    terms = opened_to(Audience.EVERYONE)
    with tenant_scope(brugge), pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert close(brugge, terms).closed_at is not None


def test_pages_lead_from_the_offer_to_acceptance_and_to_closing(
    aalst: Tenant, brugge: Tenant, offer: Offer, client_for: Callable[..., Client]
) -> None:
    # Given somebody of Brugge who opens terms on the page of the offer
    ours = client_for(brugge, Role.ADMINISTRATOR)
    day = timezone.localdate()
    given = {
        "audience": "municipalities",
        "purpose": "Naast de eigen lijst leggen",
        "legal_basis": "Decreet",
        "fields_wanted": ["title"],
        "first_day": day.isoformat(),
        "last_day": (day + timedelta(days=30)).isoformat(),
        "daily_reads": "40",
        "verdict": "not-needed",
    }
    assert "/open/" in ours.get(f"/data/offers/{offer.pk}/").content.decode()
    asked = ours.get(f"/data/offers/{offer.pk}/open/").content.decode()
    assert ("Elke organisatie in het netwerk ziet" in asked, "De andere partij ziet" in asked) == (True, False)
    made = ours.post(f"/data/offers/{offer.pk}/open/", given, follow=True)
    address = made.redirect_chain[-1][0]

    # When somebody of Aalst finds them on the offer and accepts
    theirs = client_for(aalst, Role.ADMINISTRATOR)
    assert address in theirs.get(f"/data/offers/{offer.pk}/").content.decode()
    assert f"{address}accept/" in theirs.get(address).content.decode()
    assert "Naast de eigen lijst leggen" in theirs.get(f"{address}accept/").content.decode()
    assert theirs.post(f"{address}accept/", {}).status_code == 422
    accepted = theirs.post(f"{address}accept/", {"verdict": "not-needed"}, follow=True)
    assert accepted.redirect_chain[-1][0].startswith("/data/agreements/")
    # Then Brugge sees who accepted, and closes them; a reader of Aalst is told which role it takes
    assert "Aalst" in ours.get(address).content.decode()
    assert client_for(aalst, Role.READER).get(f"{address}accept/").status_code == 403
    ours.post(f"{address}close/", {"reason": "Voorbij"})
    assert "Voorbij" in theirs.get(address).content.decode()


def test_the_gateway_lists_them_and_a_person_accepts_there(
    aalst: Tenant, opened_to: Callable[..., OpenTerms], client_for: Callable[..., Client]
) -> None:
    opened_to(Audience.MUNICIPALITIES)
    [terms] = program_of(aalst).ask("{ openTerms { nodes { id audience fields } } }")["data"]["openTerms"]["nodes"]
    accepting = """mutation($t: ID!) { acceptOpenTerms(terms: $t, verdict: NOT_NEEDED) { agreement { live } } }"""

    refused = program_of(aalst).ask(accepting, {"t": terms["id"]})
    done = client_for(aalst, Role.ADMINISTRATOR).post(
        "/graphql", {"query": accepting, "variables": {"t": terms["id"]}}, content_type="application/json"
    )

    assert refused["errors"][0]["extensions"]["code"] == "PERSON_NEEDED"
    assert done.json()["data"]["acceptOpenTerms"]["agreement"] == {"live": True}
