"""A signed condition on a value that records do not hold so any more opens nothing: nothing is published by it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.drafts import RecordDraft
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.datasets.services import import_catalogue, open_dataset
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.models import Agreement, Audience, ExchangeRecord, Offer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator
from vlavirgem_graphql.exchange.services import agreements as signing
from vlavirgem_graphql.exchange.services import wishes
from vlavirgem_graphql.exchange.services.advising import NO_PERSONAL_DATA
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement, sign_agreement
from vlavirgem_graphql.exchange.services.offers import publish_offer, refresh_offer
from vlavirgem_graphql.exchange.services.open_terms import close_open_terms, open_terms
from vlavirgem_graphql.exchange.services.proposing import propose_renewal
from vlavirgem_graphql.exchange.services.wishes import Wish
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

THEMES = PUBLIC_SERVICE.field("themes")
ELSEWHERE = "http://elders.example/thema/9"
SECRET = "http://data.example.org/9"
FIELDS = ["uri", "title", "themes"]
# What an earlier release held of what the file says, and what is held of it today.
OLD_AND_NEW = {
    "a label": ('"Welzijn en gezondheid"', "Welzijn en gezondheid", "WelzijnGezondheid"),
    "no code": (f"<{THEMES.concepts}Onzin>", "Onzin", THEMES.concepts + "Onzin"),
}
Sign = Callable[[Agreement], Agreement]


@pytest.fixture(params=OLD_AND_NEW)
def case(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    return OLD_AND_NEW[request.param]


@pytest.fixture
def file(turtle: Callable[..., bytes], case: tuple[str, str, str]) -> bytes:
    more = f'<{SECRET}> a lpdc:InstancePublicService ; dct:title "Geheim"@nl ; m8g:thematicArea {case[0]} .'
    other = '<http://data.example.org/8> a lpdc:InstancePublicService ; dct:title "Open"@nl ; m8g:thematicArea '
    return turtle(0, more, f"{other}<{ELSEWHERE}> .")


@pytest.fixture
def offer(brugge: Tenant, file: bytes, case: tuple[str, str, str]) -> Offer:
    """Brugge offers what an earlier release made of the file."""
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        dataset = open_dataset(actor=actor, kind=PUBLIC_SERVICE.name, title="P")
        import_catalogue(actor=actor, dataset=dataset, source=file, file_name="a.ttl")
        old = DatasetRecord.objects.get(key=SECRET)
        old.body = old.body | {"themes": [case[1]]}
        old.content_hash = RecordDraft(key=SECRET, body=old.body).content_hash
        old.save()
        return publish_offer(actor=actor, dataset=dataset, title="P", description="", fields=FIELDS)[0]


@pytest.fixture
def as_before(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Terms are proposed and signed as an earlier release did it."""
    monkeypatch.setattr(wishes, "require_conditions", lambda *_given: None)
    monkeypatch.setattr(signing, "require_in_use", lambda *_given: None)
    return monkeypatch


def imported_again(brugge: Tenant, file: bytes, held: str) -> None:
    import_catalogue(actor=Actor.system(brugge), dataset=Dataset.objects.get(), source=file, file_name="a.ttl")
    assert DatasetRecord.objects.get(key=SECRET).body["themes"] == [held]


def refreshed(brugge: Tenant, offer: Offer) -> None:
    with transaction.atomic():
        refresh_offer(actor=Actor.system(brugge), offer=offer)


def republished(brugge: Tenant, offer: Offer) -> None:
    with transaction.atomic():
        publish_offer(
            actor=Actor.system(brugge), dataset=Dataset.objects.get(), title="P", description="", fields=FIELDS
        )


def titles(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return sorted(ExchangeRecord.objects.exclude(owner=tenant).values_list("body__title", flat=True))


def without(value: str) -> list[Condition]:
    return [Condition(field="themes", operator=Operator.IS_NOT, values=(value,))]


@pytest.fixture
def agreed(aalst: Tenant, offer: Offer, propose_to: Callable[..., Agreement], sign_by_both: Sign) -> Callable[..., Any]:
    """``agreed(rows)``: Aalst and Brugge sign an agreement with conditions."""

    def agree(rows: list[Condition]) -> Agreement:
        with tenant_scope(aalst):
            agreement = propose_to(Actor.system(aalst), offer, fields=tuple(FIELDS), row_filter=rows)
        return sign_by_both(agreement)

    return agree


@pytest.mark.parametrize("publish", [refreshed, republished])
def test_an_agreement_of_before_opens_nothing_after_an_import(
    aalst: Tenant,
    offer: Offer,
    file: bytes,
    case: Any,
    as_before: Any,
    agreed: Callable[..., Agreement],
    publish: Callable[[Tenant, Offer], None],
) -> None:
    brugge = offer.owner
    _said, old, new = case
    agreement = agreed(without(old))
    assert titles(aalst) == ["Open"]

    with tenant_scope(brugge):
        imported_again(brugge, file, new)
        with pytest.raises(Refusal) as refused:
            publish(brugge, offer)

    assert refused.value.code == "row-filter-out-of-use"
    assert "Aalst" in refused.value.message
    assert old in refused.value.message
    assert titles(aalst) == ["Open"]

    as_before.undo()
    with tenant_scope(brugge):
        revoke_agreement(actor=Actor.system(brugge), agreement=agreement, reason="Nieuwe voorwaarden")
        publish(brugge, offer)
    agreed(without(new))
    with tenant_scope(brugge):
        publish(brugge, offer)
    assert titles(aalst) == ["Open"]


def test_open_terms_of_before_open_nothing_until_they_are_closed(
    aalst: Tenant, brugge: Tenant, offer: Offer, file: bytes, case: Any, as_before: Any
) -> None:
    _said, old, new = case
    period = (timezone.now() - timedelta(minutes=1), timezone.now() + timedelta(days=30))
    wish = Wish(purpose="P", legal_basis="D", fields=FIELDS, period=period, row_filter=without(old))
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        terms = open_terms(actor=actor, offer=offer, wish=wish, audience=Audience.OPEN_DATA, advice=NO_PERSONAL_DATA)
        imported_again(brugge, file, new)
        with pytest.raises(Refusal, match=old) as refused:
            refreshed(brugge, offer)
    assert refused.value.code == "row-filter-out-of-use"
    assert titles(aalst) == ["Open"]

    with tenant_scope(brugge):
        close_open_terms(actor=actor, terms=terms, reason="Nieuwe voorwaarden")
        refreshed(brugge, offer)
    assert titles(aalst) == []


def test_what_was_proposed_before_is_not_signed_or_renewed_now(
    aalst: Tenant, offer: Offer, as_before: Any, propose_to: Callable[..., Agreement], sign_by_both: Sign
) -> None:
    case = OLD_AND_NEW["a label"]
    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        signed, proposed = (
            propose_to(actor, offer, fields=tuple(FIELDS), row_filter=without(case[1])) for _each in range(2)
        )
        sign_by_both(signed)
        as_before.undo()
        with pytest.raises(Refusal, match=case[1]):
            sign_agreement(actor=actor, agreement=proposed, advice=NO_PERSONAL_DATA)
        with pytest.raises(Refusal, match=case[1]):
            propose_renewal(actor=actor, agreement=signed, until=signed.valid_until + timedelta(days=1))


def test_a_condition_on_a_code_or_another_lists_address_stands(
    aalst: Tenant, brugge: Tenant, offer: Offer, file: bytes, case: Any, agreed: Callable[..., Agreement]
) -> None:
    agreed([Condition(field="themes", operator=Operator.IS, values=("BouwenWonen", ELSEWHERE))])

    with tenant_scope(brugge):
        imported_again(brugge, file, case[2])
        refreshed(brugge, offer)

    assert titles(aalst) == ["Open"]
