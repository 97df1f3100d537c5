"""Values that a condition on rows can be given: the codes of a list for everybody, what occurs for whose data it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.kinds import FieldType, KindField, find_kind
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.row_filters import condition_from_text
from vlavirgem_graphql.exchange.row_values import MOST_VALUES, values_that_occur
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]
GROUND = KindField(name="ground", type=FieldType.CODE, label="Ground", property_uri="", known_codes=("gras", "zand"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Type: Advies begeleiding"), ("fr", "Type: Advies begeleiding"), ("en", "Type: Advies begeleiding")],
)
def test_who_proposes_is_offered_the_codes_of_a_list_with_their_words(
    aalst: Tenant, offer: Offer, client_for: Clients, language: str, words: str
) -> None:
    asking = client_for(aalst, Role.DEVELOPER)

    page = asking.get(f"/data/offers/{offer.pk}/propose/rows/", headers={"accept-language": language}).content.decode()

    assert f'<option value="AdviesBegeleiding">{words}</option>' in page
    assert page.count("<datalist") == 1
    assert page.count('list="row_values"') == 3


def test_a_code_that_is_in_no_list_is_told_at_its_field_with_the_list_and_a_known_one_goes_on(
    aalst: Tenant, offer: Offer, client_for: Clients
) -> None:
    asking = client_for(aalst, Role.DEVELOPER)
    rows = f"/data/offers/{offer.pk}/propose/rows/"
    asking.post(f"/data/offers/{offer.pk}/propose/fields/", {"fields_wanted": ["title", "type"]})
    asked = {"row_field_1": "type", "row_operator_1": "is-not"}

    refused = asking.post(rows, {**asked, "row_value_1": "Bewijs, Bewijsstuk"})
    taken = asking.post(rows, {**asked, "row_value_1": "bewijs"})

    [told] = refused.context["form"].errors["row_value_1"]
    assert refused.status_code == 422
    assert told.startswith("“Bewijsstuk” staat niet in de lijst van “Type”. Kies uit: AdviesBegeleiding, Bewijs, ")
    assert taken["Location"].endswith("/propose/period/")


def test_a_concept_of_another_list_is_taken_by_its_address_where_the_list_is_not_ours() -> None:
    elsewhere = "https://data.example.org/id/concept/Type/Oud"
    assert condition_from_text(find_kind("public-service").field("type"), "is", elsewhere).values == (elsewhere,)

    with pytest.raises(Refusal, match="gras, zand"):
        condition_from_text(GROUND, "is", elsewhere)


def test_what_occurs_is_offered_to_whose_data_it_is_and_to_nobody_else(
    aalst: Tenant, brugge: Tenant, offer: Offer, proposed: Agreement, client_for: Clients
) -> None:
    ours, theirs = client_for(brugge, Role.ADMINISTRATOR), client_for(aalst, Role.ADMINISTRATOR)
    value = '<option value="Dienst 2">'

    assert value in ours.get(f"/data/offers/{offer.pk}/open/").content.decode()
    countering = ours.get(f"/data/agreements/{proposed.pk}/counter/")
    assert value in countering.content.decode()
    assert value not in theirs.get(f"/data/offers/{offer.pk}/propose/rows/").content.decode()

    # When the consumer answers the answer, it sees the same form without what occurs
    answer = {**countering.context["form"].initial, "fields_wanted": ["title"], "reason": "Minder velden"}
    made = ours.post(f"/data/agreements/{proposed.pk}/counter/", {k: v for k, v in answer.items() if v is not None})
    again = theirs.get(f"{made['Location']}counter/")
    assert again.status_code == 200
    assert value not in again.content.decode()


def test_who_reads_data_under_an_agreement_is_not_offered_what_occurs_in_them(
    aalst: Tenant, brugge: Tenant, offer: Offer, agreement: Agreement
) -> None:
    with tenant_scope(aalst):
        assert offer.records.count() == 3
        assert values_that_occur(offer, aalst) == {}
    with tenant_scope(brugge):
        assert values_that_occur(offer, brugge)["title"] == ["Dienst 1", "Dienst 2", "Dienst 3"]


def test_of_a_field_with_many_values_none_is_offered(brugge: Tenant, offer: Offer) -> None:
    with tenant_scope(brugge):
        assert offer.records.values_in("title", most=3) == ["Dienst 1", "Dienst 2", "Dienst 3"]
        assert offer.records.values_in("title", most=2) == []
    assert MOST_VALUES < 100
