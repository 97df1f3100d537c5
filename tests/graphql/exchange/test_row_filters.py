"""Which rows an agreement covers: a row outside it is not there, however it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import AgreementDraft, Dataset
from vlavirgem_graphql.datasets.services import open_dataset
from vlavirgem_graphql.datasets.services_records import GivenRecord, write_records
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_graphql.exchange.models import Agreement, AgreementAct, ExchangeRecord, Grant, Offer, Verb
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_from_text, rows_told
from vlavirgem_graphql.exchange.services.agreements import revoke_agreement
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.exchange.terms import terms_of
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

KIND = find_kind("public-service")
Sign = Callable[[Agreement], Agreement]
Propose = Callable[..., Agreement]


def titles(tenant: Tenant) -> list[str]:
    with tenant_scope(tenant):
        return sorted(ExchangeRecord.objects.exclude(owner=tenant).values_list("body__title", flat=True))


def condition(field: str, operator: Operator, *values: str | bool | int) -> Condition:
    return Condition(field=field, operator=operator, values=values)


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([], ["Dienst 1", "Dienst 2", "Dienst 3"]),
        ([condition("title", Operator.IS, "Dienst 2")], ["Dienst 2"]),
        ([condition("title", Operator.IS, "Dienst 2", "Dienst 3")], ["Dienst 2", "Dienst 3"]),
        ([condition("title", Operator.IS_NOT, "Dienst 2")], ["Dienst 1", "Dienst 3"]),
        ([condition("title", Operator.STARTS_WITH, "Dienst 3")], ["Dienst 3"]),
        (
            [condition("type", Operator.IS, "Bewijs"), condition("title", Operator.IS_NOT, "Dienst 1", "Dienst 3")],
            ["Dienst 2"],
        ),
        ([condition("title", Operator.IS, 'x" || $."title" == "Dienst 1')], []),
        ([condition("title", Operator.IS, "\\")], []),
    ],
)
def test_the_consumer_reads_the_rows_that_meet_all_conditions(
    aalst: Tenant, offer: Offer, propose_to: Propose, sign_by_both: Sign, conditions: list[Condition], found: list[str]
) -> None:
    with tenant_scope(aalst):
        proposed = propose_to(Actor.system(aalst), offer, row_filter=conditions)
    assert titles(aalst) == []

    sign_by_both(proposed)

    assert titles(aalst) == found


def test_two_agreements_on_one_offer_open_the_rows_of_both_until_each_is_revoked(
    aalst: Tenant, genk: Tenant, offer: Offer, propose_to: Propose, sign_by_both: Sign
) -> None:
    made = []
    for title in ("Dienst 1", "Dienst 3"):
        with tenant_scope(aalst):
            rows = [condition("title", Operator.IS, title)]
            made.append(propose_to(Actor.system(aalst), offer, row_filter=rows))
        sign_by_both(made[-1])
    assert titles(aalst) == ["Dienst 1", "Dienst 3"]
    assert titles(genk) == []

    with tenant_scope(aalst):
        revoke_agreement(actor=Actor.system(aalst), agreement=made[0], reason="Klaar")
    assert titles(aalst) == ["Dienst 3"]


def test_an_offer_that_loses_the_field_of_a_condition_opens_nothing(
    aalst: Tenant, brugge: Tenant, offer: Offer, propose_to: Propose, sign_by_both: Sign
) -> None:
    with tenant_scope(aalst):
        rows = [condition("type", Operator.IS_NOT, "AdviesBegeleiding")]
        sign_by_both(propose_to(Actor.system(aalst), offer, fields=("title",), row_filter=rows))
    assert len(titles(aalst)) == 3

    with tenant_scope(brugge):
        dataset = Dataset.objects.get()
        publish_offer(
            actor=Actor.system(brugge), dataset=dataset, title=offer.title, description="", fields=["uri", "title"]
        )

    assert titles(aalst) == []


def test_a_condition_on_what_is_not_offered_or_cannot_be_compared_is_refused(
    aalst: Tenant, offer: Offer, propose_to: Propose
) -> None:
    wrong = (
        condition("status", Operator.IS, "actief"),
        condition("description", Operator.IS, "x"),
        condition("type", Operator.AT_LEAST, "Bewijs"),
        condition("type", Operator.IS),
    )
    with tenant_scope(aalst):
        for each in wrong:
            with pytest.raises(Refusal) as refused:
                propose_to(Actor.system(aalst), offer, row_filter=[each])
            assert refused.value.code == "row-filter"
        rows = [condition("type", Operator.IS, "Bewijs")]
        assert propose_to(Actor.system(aalst), offer, row_filter=rows).row_filter == [
            {"field": "type", "operator": "is", "values": ["Bewijs"]}
        ]


def test_other_conditions_are_other_terms(aalst: Tenant, offer: Offer, propose_to: Propose) -> None:
    with tenant_scope(aalst):
        rows = [condition("type", Operator.IS, "Bewijs")]
        first, second = (propose_to(Actor.system(aalst), offer, row_filter=each) for each in ((), rows))
    assert first.content_hash != second.content_hash


@pytest.mark.parametrize(
    "stored",
    [
        '[{"field": "title", "operator": "is", "values": []}]',
        '[{"field": "title", "operator": "like", "values": ["x"]}]',
        '[{"field": 5, "operator": "is", "values": ["x"]}]',
        '[{"field": "title", "operator": "is", "values": ["x", ["y"]]}]',
        '[{"operator": "is", "values": ["x"]}]',
        '{"field": "title"}',
    ],
)
def test_the_database_takes_no_proposal_with_conditions_that_it_cannot_read(
    aalst: Tenant, proposed: Agreement, stored: str
) -> None:
    def propose(row_filter: Any) -> None:
        with transaction.atomic():
            made = Agreement.objects.get(pk=proposed.pk)
            made.pk, made.row_filter = uuid4(), row_filter
            made.save(force_insert=True)
            AgreementAct.objects.create(
                owner=aalst, agreement=made, verb=Verb.PROPOSED, person_name="x", content_hash=made.content_hash
            )

    with tenant_scope(aalst):
        with pytest.raises(DatabaseError):
            propose(json.loads(stored))
        propose([condition("title", Operator.IS, "Dienst 1").as_json()])


@pytest.mark.parametrize(
    ("field", "operator", "text", "values"),
    [
        ("type", "is", "bewijs, Advies begeleiding", ("Bewijs", "AdviesBegeleiding")),
        ("title", "is", "Jan, Piet", ("Jan, Piet",)),
        ("forMunicipalityMerger", "is", "Ja", (True,)),
    ],
)
def test_what_a_person_writes_becomes_values(field: str, operator: str, text: str, values: tuple[Any, ...]) -> None:
    assert condition_from_text(KIND.field(field), operator, text).values == values


@pytest.mark.parametrize(
    ("text", "value"),
    [("12,5", 12.5), ("12.50", 12.5), ("1.234,50", 1234.5), ("-3", -3.0), ("0.00001", 0.00001), ("7", 7.0)],
)
def test_a_number_is_written_as_people_do_and_can_be_read_back(text: str, value: float) -> None:
    ceiling = find_kind("purchase").field("ceiling")

    read = condition_from_text(ceiling, "at-least", text)

    assert read.values == (value,)
    assert condition_from_text(ceiling, "at-least", read.as_text()) == read


@pytest.mark.parametrize("text", ["veel", "1e9", "NaN", "12,5,3", "9" * 15 + "9", "1.000.000.000.000.000", ""])
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        condition_from_text(find_kind("purchase").field("ceiling"), "at-most", text)

    assert (refused.value.code, "12,50" in str(refused.value)) == ("row-filter", True)


@pytest.mark.parametrize(
    ("operator", "values", "found"),
    [
        (Operator.AT_LEAST, (12.5,), ["B", "C"]),
        (Operator.AT_MOST, (12.5,), ["A", "B"]),
        (Operator.AT_MOST, (-0.00001,), []),
        (Operator.IS, (12.5, 99.99), ["B", "C"]),
        (Operator.IS_NOT, (12.5,), ["A", "C"]),
    ],
)
def test_rows_are_chosen_by_a_number_with_decimals(
    aalst: Tenant,
    brugge: Tenant,
    propose_to: Propose,
    sign_by_both: Sign,
    operator: Operator,
    values: tuple[float, ...],
    found: list[str],
) -> None:
    # Given purchases with a ceiling, and one without
    ceilings = {"A": 12.49, "B": 12.5, "C": 99.99, "D": None}
    purchases: list[dict[str, Any]] = [
        {"uri": f"https://data.example.org/{title}", "title": title} | ({} if ceiling is None else {"ceiling": ceiling})
        for title, ceiling in ceilings.items()
    ]
    with tenant_scope(brugge):
        actor = Actor.system(brugge)
        dataset = open_dataset(actor=actor, kind="purchase", title="Aankopen")
        given = [GivenRecord(fields=purchase) for purchase in purchases]
        write_records(actor=actor, dataset=dataset, given=given, said_by="proef")
        fields = ["uri", "title", "ceiling"]
        offer, _done = publish_offer(actor=actor, dataset=dataset, title="Aankopen", description="", fields=fields)

    # When both sign conditions on that number
    rows = [Condition(field="ceiling", operator=operator, values=values)]
    with tenant_scope(aalst):
        agreement = propose_to(Actor.system(aalst), offer, fields=("title",), row_filter=rows)
    sign_by_both(agreement)

    # Then only those rows are read, and the terms that come out of the database are the ones that were signed
    assert titles(aalst) == found
    with tenant_scope(aalst):
        kept = Agreement.objects.get()
        assert terms_of(kept).content_hash() == kept.content_hash


@pytest.mark.parametrize("text", ["31/12/2026", "2026-12-31"])
def test_a_day_is_read_as_people_write_it_and_as_programs_do(text: str) -> None:
    founded = find_kind("association").field("startDate")

    assert condition_from_text(founded, "at-least", text).values == ("2026-12-31",)


@pytest.mark.parametrize("text", ["31/2/2026", "gisteren", "2026-13-01"])
def test_a_day_that_there_is_not_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="31/12/2026"):
        condition_from_text(find_kind("association").field("startDate"), "at-least", text)


@pytest.mark.parametrize(
    ("field", "operator", "text"),
    [
        ("type", "is", " , "),
        ("type", "starts-with", "b"),
        ("type", "nonsense", "b"),
        ("forMunicipalityMerger", "is", "misschien"),
        ("requirements", "is", "x"),
    ],
)
def test_what_cannot_be_a_condition_is_refused(field: str, operator: str, text: str) -> None:
    with pytest.raises(Refusal) as refused:
        condition_from_text(KIND.field(field), operator, text)
    assert refused.value.code == "row-filter"


def test_conditions_are_told_in_words() -> None:
    stored = [{"field": "type", "operator": "is", "values": ["Bewijs", "Advies"]}]
    assert rows_told(KIND, stored) == ["Type is Bewijs of Advies"]
    number = [{"field": "ceiling", "operator": "at-least", "values": [1234.5]}]
    assert rows_told(find_kind("purchase"), number) == ["Plafond in euro is minstens 1.234,5"]


def test_rows_are_chosen_in_a_step_of_the_proposal_and_stand_in_the_terms(
    aalst: Tenant, offer: Offer, client_for: Callable[..., Client]
) -> None:
    asking = client_for(aalst, Role.DEVELOPER)
    start = f"/data/offers/{offer.pk}/propose/"
    asking.post(f"{start}purpose/", {"purpose": "Producten vergelijken", "legal_basis": "Decreet lokaal bestuur"})
    assert asking.post(f"{start}fields/", {"fields_wanted": ["title", "type"]})["Location"] == f"{start}rows/"
    asked = {"row_field_1": "type", "row_operator_1": "is"}

    # When a condition has no value, it is asked for; with one, it is kept
    assert asking.post(f"{start}rows/", asked).status_code == 422
    assert asking.post(f"{start}rows/", {**asked, "row_value_1": "Bewijs"})["Location"] == f"{start}period/"
    with tenant_scope(aalst):
        assert AgreementDraft.objects.get().row_filter == [{"field": "type", "operator": "is", "values": ["Bewijs"]}]
    today = timezone.localdate()
    asking.post(f"{start}period/", {"first_day": f"{today:%d/%m/%Y}", "last_day": f"{today:%d/%m/%Y}"})
    assert "Type is Bewijs" in asking.get(start).content.decode()
    made = asking.post(start)["Location"]

    # Then it stands in the agreement
    assert "Type is Bewijs" in asking.get(made).content.decode()
    with tenant_scope(aalst):
        assert not Grant.objects.exists()
