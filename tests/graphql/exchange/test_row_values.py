"""Values that a condition on rows can be given: the codes of a list for everybody, what occurs for whose data it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.graphql.conftest import propose
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_catalogue
from vlavirgem_graphql.exchange.forms_rows import RowsForm
from vlavirgem_graphql.exchange.kinds import FieldType, KindField, find_kind
from vlavirgem_graphql.exchange.models import Agreement, Offer
from vlavirgem_graphql.exchange.row_filters import Condition, Operator, condition_from_text
from vlavirgem_graphql.exchange.row_values import MOST_VALUES, OwnValues
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Clients = Callable[..., Client]
GROUND = KindField(name="ground", type=FieldType.CODE, label="Ground", property_uri="", known_codes=("gras", "zand"))
TITLE = find_kind("public-service").field("title")
KEPT, ELSEWHERE = "Leen, koop en huur", "urn:x:9"


@pytest.fixture
def keeping(brugge: Tenant, dataset_of: Callable[..., Dataset], turtle: Callable[..., bytes]) -> Offer:
    """Brugge offers two services; of the second neither the type nor the theme is of its list."""
    more = (
        '<http://data.example.org/9> a lpdc:InstancePublicService ; dct:title "Vreemd"@nl ;'
        f' dct:type "{KEPT}" ; m8g:thematicArea "Digitaal" .'
    )
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, 1)
        import_catalogue(actor=Actor.system(brugge), dataset=dataset, source=turtle(1, more), file_name="a.ttl")
        return offer_of(brugge, dataset)


def offer_of(tenant: Tenant, dataset: Dataset) -> Offer:
    """What the dataset holds of a title, a type and themes."""
    made, _done = publish_offer(
        actor=Actor.system(tenant),
        dataset=dataset,
        title="Producten",
        description="",
        fields=["title", "type", "themes"],
    )
    return made


def asked(field: str, value: str) -> dict[str, str]:
    """A condition as the form posts it."""
    return {"row_field_1": field, "row_operator_1": "is-not", "row_value_1": value}


def errors_of(client: Client, page: str, given: dict[str, Any]) -> dict[str, list[str]]:
    """What the form says of the values of its conditions when this is posted; nothing where it is done."""
    response = client.post(page, given)
    if response.status_code == 302:
        return {}
    return {name: said for name, said in response.context["form"].errors.items() if name.startswith("row_")}


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
    themes = find_kind("public-service").field("themes")
    for elsewhere in ("https://data.example.org/id/concept/Type/Oud", ELSEWHERE):
        assert condition_from_text(themes, "is", elsewhere).values == (elsewhere,)
        with pytest.raises(Refusal, match="gras, zand"):
            condition_from_text(GROUND, "is", elsewhere)
    with pytest.raises(Refusal, match="Urn:"):
        condition_from_text(themes, "is", "Urn: zie bijlage")


@pytest.mark.parametrize(
    ("field", "value"), [("type", KEPT), ("themes", "Digitaal"), ("themes", f"Digitaal, {ELSEWHERE}")]
)
def test_what_was_kept_as_it_was_can_be_left_out_by_whose_data_it_is(
    brugge: Tenant, keeping: Offer, client_for: Clients, field: str, value: str
) -> None:
    ours, page = client_for(brugge, Role.ADMINISTRATOR), f"/data/offers/{keeping.pk}/open/"

    assert errors_of(ours, page, asked(field, value)) == {}
    assert errors_of(ours, page, asked(field, "Onzin")).keys() == {"row_value_1"}
    assert errors_of(ours, page, asked("type", "Digitaal")).keys() == {"row_value_1"}, "it is no type"


def test_who_proposes_learns_nothing_from_what_is_refused_and_what_is_taken(
    aalst: Tenant, keeping: Offer, sign_by_both: Callable[[Agreement], Agreement], client_for: Clients
) -> None:
    with tenant_scope(aalst):
        first = propose(Actor.system(aalst), keeping)
    page, theirs = f"/data/offers/{keeping.pk}/propose/rows/", client_for(aalst, Role.ADMINISTRATOR)

    def told() -> list[str]:
        """What is said of a value that occurs, and of one that does not, each with itself left out."""
        return [
            str(errors_of(theirs, page, asked("type", each))).replace(each.split(",")[0], "")
            for each in (KEPT, "Onzin, of niet")
        ]

    before = told()
    assert before[0] == before[1] != "{}"
    sign_by_both(first)
    assert told() == before
    assert errors_of(theirs, page, asked("type", "Bewijs")) == {}


def test_a_counter_proposal_goes_on_with_a_value_that_stands_in_what_it_answers(
    aalst: Tenant, brugge: Tenant, offer: Offer, client_for: Clients
) -> None:
    # Given a condition of before its field had a list, on a value that no record has
    older = Condition(field="type", operator=Operator.IS_NOT, values=("Vroeger",))
    with tenant_scope(aalst):
        proposal = propose(Actor.system(aalst), offer, row_filter=[older])
    ours, page = client_for(brugge, Role.ADMINISTRATOR), f"/data/agreements/{proposal.pk}/counter/"
    form = ours.get(page).context["form"]
    shown = {bound.name: bound.value() for bound in form}
    answer = {**shown, "fields_wanted": ["title"], "reason": "Minder velden"}
    answer = {name: value for name, value in answer.items() if value not in (None, False)}

    other = errors_of(ours, page, {**answer, "row_value_1": "Vroeger, Onzin"})
    made = ours.post(page, answer)

    assert "Onzin" in other["row_value_1"][0]
    assert "Vroeger" not in other["row_value_1"][0]
    assert made.status_code == 302
    with tenant_scope(brugge):
        assert Agreement.objects.get(answers=proposal).row_filter == [older.as_json()]
    again = client_for(aalst, Role.ADMINISTRATOR)
    assert (
        errors_of(
            again,
            f"{made['Location']}counter/",
            {"row_field_1": "type", "row_operator_1": "is", "row_value_1": "Vroeger"},
        )
        == {}
    )


def test_values_are_looked_for_in_one_query_and_not_when_the_form_is_right(
    brugge: Tenant, keeping: Offer, django_assert_num_queries: Any
) -> None:
    with tenant_scope(brugge):
        own = OwnValues(keeping, brugge)
        with django_assert_num_queries(1):
            assert own.to_choose() == {"title": ["Dienst 1", "Vreemd"]}
        form = RowsForm(asked("type", "Bewijs"), kind=keeping.declared_kind, offered=keeping.fields, own=own)
        with django_assert_num_queries(0):
            assert form.is_valid()
        with django_assert_num_queries(1):
            assert "Vreemd" in form.as_p()


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
        assert OwnValues(offer, aalst).to_choose() == {}
        assert not OwnValues(offer, aalst).hold(TITLE, "Dienst 1")
    with tenant_scope(brugge):
        assert OwnValues(offer, brugge).to_choose()["title"] == ["Dienst 1", "Dienst 2", "Dienst 3"]
        assert OwnValues(offer, brugge).hold(TITLE, "Dienst 1")
        assert not OwnValues(offer, brugge).hold(TITLE, "Dienst 9")


@pytest.mark.parametrize(("more", "offered"), [(0, True), (1, False)])
def test_of_a_field_with_many_values_none_is_offered(
    brugge: Tenant, dataset_of: Callable[..., Dataset], client_for: Clients, more: int, offered: bool
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, MOST_VALUES + more)
        offer = offer_of(brugge, dataset)

    page = client_for(brugge, Role.ADMINISTRATOR).get(f"/data/offers/{offer.pk}/open/").content.decode()

    assert ('<option value="Dienst 2">' in page) is offered
    assert '<option value="AdviesBegeleiding">' in page
