"""Searching the evidence: who, what, when, under which agreement, of ours and of what others did with our data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.exchange.models import Agreement, EventKind, ExchangeEvent, Offer
from vlavirgem_graphql.exchange.querysets import LONGEST_SEARCH
from vlavirgem_graphql.exchange.services.evidence import append_event
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OURS, ABOUT_US = "/data/evidence/", "/data/evidence/about-us/"


@pytest.fixture
def other(genk: Tenant, dataset_of: Callable[..., Dataset]) -> Offer:
    """An offer of Genk."""
    with tenant_scope(genk):
        made, _done = publish_offer(
            actor=Actor.system(genk), dataset=dataset_of(genk), title="Subsidies", description="", fields=["title"]
        )
    return made


@pytest.fixture
def reads(aalst: Tenant, agreement: Agreement, other: Offer) -> dict[str, UUID]:
    """What Aalst read, of Brugge under the agreement and of Genk."""
    with tenant_scope(aalst):
        return {
            offer.title: append_event(actor=Actor.system(aalst), kind=EventKind.READ, rows_of_offers={offer.pk: 2})
            for offer in (agreement.offer, other)
        }


@pytest.fixture
def shown(client_for: Callable[..., Client]) -> Callable[..., set[UUID]]:
    """``shown(aalst, OURS, q="..."): the events on the page."""

    def make(tenant: Tenant, address: str, **asked: str) -> set[UUID]:
        response = client_for(tenant, Role.READER).get(address, asked)
        assert response.status_code == 200
        return {event.pk for event in response.context["page"].events}

    return make


def test_it_is_found_by_what_it_is_about_by_who_and_by_its_number(
    aalst: Tenant, brugge: Tenant, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    of_brugge, of_genk = reads["Producten van Brugge"], reads["Subsidies"]
    assert shown(aalst, OURS, q="subsid") == {of_genk}
    assert shown(aalst, OURS, q=str(of_brugge)) == {of_brugge}
    assert shown(aalst, OURS, q=str(uuid4())) == shown(aalst, OURS, q="niets van dat alles") == set()
    assert {of_brugge, of_genk} < shown(aalst, OURS, q="aalst")
    assert shown(brugge, ABOUT_US, kind="read") == shown(brugge, ABOUT_US, q="Aalst", kind="read") == {of_brugge}
    assert shown(brugge, ABOUT_US, q="subsid") == set()


def test_an_agreement_shows_what_was_done_with_it_and_read_under_it(
    aalst: Tenant, brugge: Tenant, agreement: Agreement, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    with tenant_scope(aalst):
        acts = ExchangeEvent.objects.filter(kind__in=[EventKind.PROPOSED, EventKind.SIGNED])
        by_aalst = {*acts.values_list("pk", flat=True), reads["Producten van Brugge"]}
    with tenant_scope(brugge):
        signed = ExchangeEvent.objects.get(kind=EventKind.SIGNED).pk
    chosen = str(agreement.pk)
    assert shown(aalst, OURS, agreement=chosen) == by_aalst
    assert shown(brugge, OURS, agreement=chosen) == {signed}
    assert shown(brugge, ABOUT_US, agreement=chosen) == by_aalst
    assert len(by_aalst) == 3


def test_an_agreement_of_others_filters_nothing_and_is_not_named(
    genk: Tenant, agreement: Agreement, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    everything = shown(genk, ABOUT_US)
    assert shown(genk, ABOUT_US, agreement=str(agreement.pk)) == everything == {reads["Subsidies"]}


def test_a_period_leaves_out_what_was_before_it(
    aalst: Tenant, reads: dict[str, UUID], shown: Callable[..., set[UUID]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shown(aalst, OURS, days="7") == shown(aalst, OURS) == shown(aalst, OURS, days="zoveel")
    later = timezone.now() + timedelta(days=8)
    monkeypatch.setattr("vlavirgem_graphql.exchange.views_evidence.timezone.now", lambda: later)
    assert shown(aalst, OURS, days="7") == set()
    assert set(reads.values()) <= shown(aalst, OURS, days="30")


def test_a_search_without_a_result_does_not_say_that_nothing_happened(
    aalst: Tenant, reads: dict[str, UUID], client_for: Callable[..., Client]
) -> None:
    client = client_for(aalst, Role.READER)

    assert "Geen gebeurtenis past bij deze woorden" in client.get(OURS, {"q": "nergens"}).content.decode()
    assert "Geen gebeurtenis past bij deze woorden" not in client.get(OURS).content.decode()


def denied(tenant: Tenant, *offers: Offer, **detail: str) -> UUID:
    """A refusal on record, as the gateway puts it there."""
    with tenant_scope(tenant):
        return append_event(
            actor=Actor.system(tenant),
            kind=EventKind.DENIED,
            rows_of_offers={offer.pk: 0 for offer in offers},
            detail=detail,
        )


def test_a_refusal_is_found_by_its_reason_and_shows_it_to_both_parties(
    aalst: Tenant, brugge: Tenant, offer: Offer, shown: Callable[..., set[UUID]], client_for: Callable[..., Client]
) -> None:
    spent, other = denied(aalst, offer, reason="RATE_USED"), denied(aalst, offer, reason="role-needed")

    for tenant, address in ((aalst, OURS), (brugge, ABOUT_US)):
        assert shown(tenant, address, q="waren op") == shown(tenant, address, q="rate_used") == {spent}
        assert shown(tenant, address, q="geen rol") == shown(tenant, address, q="Role-Needed") == {other}
        client = client_for(tenant, Role.READER)
        for page in (address, f"/data/evidence/{spent}/"):
            assert "de leesvragen van die dag waren op" in client.get(page).text
    assert shown(aalst, OURS, q="geen grens") == set()


@pytest.mark.parametrize("words", ['Zei "nee"', "\\d+", "50%_", "(a", "a\nb", "élan", "x" * 3_000])
def test_a_reason_is_found_by_its_words_to_the_letter(
    aalst: Tenant, offer: Offer, shown: Callable[..., set[UUID]], words: str
) -> None:
    # Given what a caller can put in the log, too: a sign that the database reads in no text
    denied(aalst, offer, reason="Iets anders", page="/\0")
    said = denied(aalst, offer, reason=f"Want: {words}!", page="nergens anders")

    assert shown(aalst, OURS, q=words) == shown(aalst, OURS, q=words.upper()) == {said}
    assert shown(aalst, OURS, q="nergens anders") == set(), "only why is looked at, not what was asked for"


def test_of_a_search_that_is_too_long_the_start_is_looked_for(
    aalst: Tenant, offer: Offer, shown: Callable[..., set[UUID]]
) -> None:
    said = denied(aalst, offer, reason="a" * LONGEST_SEARCH)

    assert shown(aalst, OURS, q="a" * 60_000) == {said}
    assert shown(aalst, OURS, q="b" * 60_000) == set()


def test_what_is_hidden_of_an_event_about_others_too_is_neither_shown_nor_found(
    aalst: Tenant,
    brugge: Tenant,
    offer: Offer,
    other: Offer,
    shown: Callable[..., set[UUID]],
    client_for: Callable[..., Client],
) -> None:
    both = denied(aalst, offer, other, reason="RATE_USED", reader="Loketwijzer")
    said = ("de leesvragen van die dag waren op", "Loketwijzer")

    assert shown(brugge, ABOUT_US, kind="denied") == {both}
    for words in ("RATE_USED", *said):
        assert shown(aalst, OURS, q=words) == {both}
        assert shown(brugge, ABOUT_US, q=words) == set()
    for words in said:
        assert words in client_for(aalst, Role.READER).get(f"/data/evidence/{both}/").text
        assert words not in client_for(brugge, Role.READER).get(f"/data/evidence/{both}/").text
        assert words not in client_for(brugge, Role.READER).get(ABOUT_US).text


def test_an_event_is_found_by_its_number_in_the_chain(
    aalst: Tenant, reads: dict[str, UUID], shown: Callable[..., set[UUID]]
) -> None:
    with tenant_scope(aalst):
        last = ExchangeEvent.objects.latest("sequence")

    assert shown(aalst, OURS, q=str(last.sequence)) == {last.pk}
    for far in (str(last.sequence + 1), "9" * 5_000):
        assert shown(aalst, OURS, q=far) == set()
        assert shown(aalst, OURS, before=far) >= {last.pk}


def test_the_mark_of_a_person_is_no_name_that_a_search_finds(
    aalst: Tenant, agreement: Agreement, actor_of: Callable[..., Actor], shown: Callable[..., set[UUID]]
) -> None:
    developer = actor_of(aalst, Role.DEVELOPER)
    with tenant_scope(aalst):
        read = append_event(actor=developer, kind=EventKind.READ, rows_of_offers={agreement.offer_id: 1})
        mark = ExchangeEvent.objects.get(pk=read).actor

    assert shown(aalst, OURS, q=developer.name) == {read}
    for part in ("person", mark, mark[-12:]):
        assert shown(aalst, OURS, q=part) == set()
