"""The page: what becomes of each record is shown before it is done, and nothing is done by looking."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Ceiling = Callable[[int], Any]


def address(dataset: Dataset) -> str:
    return f"/data/datasets/{dataset.pk}/change/"


def titles(dataset: Dataset, brugge: Tenant) -> set[str]:
    with tenant_scope(brugge):
        return set(dataset.records.values_list("title", flat=True))


def test_a_change_is_shown_first_and_done_when_it_is_confirmed(
    dataset: Dataset, brugge: Tenant, client: Client
) -> None:
    # Given a person who takes all records that were found
    asked = {"deed": "change", "field": "title", "value": "Zelfde titel", "everything": "yes"}
    preview = client.post(address(dataset), asked)

    # Then nothing has changed yet, and each is shown with what it will be
    assert preview.status_code == 200
    assert preview.text.count("Zelfde titel") >= 3
    assert titles(dataset, brugge) != {"Zelfde titel"}

    # When it is confirmed
    sent = {**asked, "confirmed": "yes", "records": preview.context["sent"]}
    del sent["everything"]
    done = client.post(address(dataset), sent)
    assert done.status_code == 302
    assert titles(dataset, brugge) == {"Zelfde titel"}

    # Then the same once more finds other versions, and changes nothing
    assert client.post(address(dataset), {**sent, "value": "Te laat"}).status_code == 409
    assert titles(dataset, brugge) == {"Zelfde titel"}


def test_as_many_records_as_may_be_are_confirmed_in_few_fields_of_the_form(
    dataset: Dataset, brugge: Tenant, client: Client, settings: Any
) -> None:
    # Given a server that takes fewer fields than there are records
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 6
    preview = client.post(address(dataset), {"deed": "remove", "everything": "yes"})

    # When the form of the page is sent as it stands
    form = next(form for form in preview.text.split("<form") if 'name="confirmed"' in form)
    sent = urlencode(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    done = client.post(address(dataset), sent, content_type="application/x-www-form-urlencoded")
    assert done.status_code == 302

    # Then all of them are gone
    assert titles(dataset, brugge) == set()


@pytest.mark.parametrize(
    "sent",
    [
        {"deed": "remove"},
        {"deed": "nothing", "everything": "yes"},
        {"deed": "change", "everything": "yes"},
        {"deed": "change", "field": "uri", "value": "x", "everything": "yes"},
        {"deed": "remove", "records": ["no-id"]},
        {"deed": "remove", "records": ["00000000-0000-0000-0000-000000000001"]},
    ],
)
def test_what_is_not_a_choice_is_told_at_the_form(
    dataset: Dataset, brugge: Tenant, client: Client, sent: dict[str, Any]
) -> None:
    assert client.post(address(dataset), sent).status_code == 422
    with tenant_scope(brugge):
        assert dataset.records.count() == 3


def test_a_value_that_fits_no_record_cannot_be_confirmed(dataset: Dataset, client: Client) -> None:
    asked = {"deed": "change", "field": "validFrom", "value": "gisteren", "everything": "yes"}
    preview = client.post(address(dataset), asked)
    assert preview.context["refused_count"] == 3
    assert "button--primary" not in preview.text.split('name="confirmed"')[1]


def test_a_reader_changes_nothing(dataset: Dataset, brugge: Tenant, client_for: Callable[..., Client]) -> None:
    assert client_for(brugge, Role.READER).get(address(dataset)).status_code == 403
    assert client_for(brugge, Role.DEVELOPER).get(address(dataset)).status_code == 200


def test_drafts_are_marked_and_can_be_found(dataset: Dataset, brugge: Tenant, client: Client) -> None:
    with tenant_scope(brugge):
        one = dataset.records.earliest("key")
    preview = client.post(address(dataset), {"deed": "hold", "records": [str(one.pk)]})
    client.post(address(dataset), {"deed": "hold", "confirmed": "yes", "records": preview.context["sent"]})
    assert [each.pk for each, _ticked in client.get(address(dataset) + "?drafts=1").context["records"]] == [one.pk]
    assert "state--draft" in client.get(f"/data/datasets/{dataset.pk}/records/{one.pk}/").text


def test_the_list_takes_no_query_for_each_record(
    dataset: Dataset, client: Client, django_assert_max_num_queries: Ceiling
) -> None:
    client.get(address(dataset))
    with django_assert_max_num_queries(14):
        client.get(address(dataset))
