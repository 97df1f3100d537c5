"""Our records leave as files and by content negotiation: for us, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from vlavirgem.cli.dataset import app
from vlavirgem_graphql.datasets.exporting import services
from vlavirgem_graphql.datasets.exporting.forms import EXPORT_FORMS
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.member_or_key import PAGE_COST
from vlavirgem_graphql.gateway.models import GatewayKey
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

QUERIES_A_PAGE = 5  # one for the record, and the savepoints of the request and the view
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture
def record(brugge: Tenant, dataset: Dataset) -> DatasetRecord:
    with tenant_scope(brugge):
        return dataset.records.earliest("key")


@pytest.mark.parametrize("form", EXPORT_FORMS)
def test_a_dataset_is_exported_in_each_form_for_us_and_not_for_others(
    brugge: Tenant, aalst: Tenant, dataset: Dataset, client_for: Callable[..., Client], form: str
) -> None:
    address = f"/data/datasets/{dataset.pk}/export/{form}/"

    ours = client_for(brugge, Role.READER).get(address)

    assert ours.status_code == HTTPStatus.OK
    assert ours.headers["Content-Disposition"].endswith(f'{EXPORT_FORMS[form].suffix}"')
    assert ours.content
    assert client_for(aalst, Role.READER).get(address).status_code == HTTPStatus.NOT_FOUND


def test_a_page_hands_out_so_many_records_and_the_operator_all(
    brugge: Tenant,
    dataset: Dataset,
    client_for: Callable[..., Client],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Given as many records as a page hands out, and a page that hands out one less
    client, address = client_for(brugge, Role.READER), f"/data/datasets/{dataset.pk}/export/csv/"
    with tenant_scope(brugge):
        count = dataset.records.count()
    monkeypatch.setattr(services, "MOST_ON_A_PAGE", count)
    assert client.get(address).status_code == HTTPStatus.OK
    monkeypatch.setattr(services, "MOST_ON_A_PAGE", count - 1)

    # Then it says how many there are, and how to get them: that way gives them all
    refused = client.get(address, headers={"accept-language": "en"})
    assert refused.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert f"{count} records" in refused.text
    assert "vlavirgem dataset export" in refused.text
    monkeypatch.setattr("vlavirgem.cli.dataset_export.database", nullcontext)
    arguments = ["export", dataset.title, "--tenant", "brugge", "--format", "csv", "--to", str(tmp_path)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    (file,) = tmp_path.iterdir()
    assert len(file.read_text().splitlines()) == count + 1


def test_a_form_that_there_is_none_of_is_not_there(
    brugge: Tenant, dataset: Dataset, client_for: Callable[..., Client]
) -> None:
    address = f"/data/datasets/{dataset.pk}/export/pdf/"

    assert client_for(brugge, Role.READER).get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("accept", "begins"),
    [
        ("application/ld+json", b"{"),
        ("text/turtle", b"@prefix"),
        ("application/json", b"{"),
        ("text/html", b"<!doctype"),
    ],
)
def test_a_record_is_there_in_the_form_that_is_asked_for(
    brugge: Tenant, aalst: Tenant, record: DatasetRecord, client_for: Callable[..., Client], accept: str, begins: bytes
) -> None:
    address = f"/data/datasets/{record.dataset_id}/records/{record.pk}/"

    ours = client_for(brugge, Role.READER).get(address, headers={"accept": accept})
    others = client_for(aalst, Role.READER).get(address, headers={"accept": accept})

    assert ours.headers["Content-Type"].startswith(accept)
    assert ours.content.startswith(begins)
    assert b"Dienst 1" in ours.content
    assert "Accept" in ours.headers["Vary"]
    assert others.status_code == HTTPStatus.NOT_FOUND


def test_another_form_is_refused_with_those_that_there_are(
    brugge: Tenant, record: DatasetRecord, client_for: Callable[..., Client]
) -> None:
    address = f"/data/datasets/{record.dataset_id}/records/{record.pk}/"

    refused = client_for(brugge, Role.READER).get(address, headers={"accept": "image/png"})

    assert refused.status_code == HTTPStatus.NOT_ACCEPTABLE


def test_an_identifier_of_ours_leads_to_its_record(
    brugge: Tenant, aalst: Tenant, record: DatasetRecord, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(brugge):
        DatasetRecord.objects.filter(pk=record.pk).update(key=f"{brugge.address}/id/public-service/12")

    ours = client_for(brugge, Role.READER).get("/id/public-service/12")

    assert ours.headers["Location"] == f"/data/datasets/{record.dataset_id}/records/{record.pk}/"
    assert client_for(brugge, Role.READER).get("/id/public-service/13").status_code == HTTPStatus.NOT_FOUND
    assert client_for(aalst, Role.READER).get("/id/public-service/12").status_code == HTTPStatus.NOT_FOUND


def test_a_visitor_is_asked_to_sign_in_first(brugge: Tenant, dataset: Dataset) -> None:
    visitor = Client(headers={"host": brugge.host, "accept": BROWSER})

    for address in (f"/data/datasets/{dataset.pk}/export/csv/", "/id/public-service/12"):
        assert "/sign-in/" in visitor.get(address).headers["Location"]


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "*/*", "text/turtle, text/html;q=0.5", ""])
def test_a_program_without_a_key_is_told_to_bring_one_in_its_language(
    brugge: Tenant, record: DatasetRecord, accept: str
) -> None:
    visitor = Client(headers={"host": brugge.host, "accept": accept, "accept-language": "fr"})

    for address in ("/id/public-service/12", f"/data/datasets/{record.dataset_id}/records/{record.pk}/"):
        refused = visitor.get(address)
        assert refused.status_code == HTTPStatus.UNAUTHORIZED
        assert refused.headers["WWW-Authenticate"] == 'Bearer realm="brugge"'
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["title"].startswith("Envoyez une clé")
        page, anchor = refused.json()["type"].split("#")
        assert f'id="{anchor}"' in visitor.get(page).text


def program(tenant: Tenant, *scopes: KeyScope, only_trusted: bool = False) -> Client:
    with tenant_scope(tenant):
        _key, text = make_key(actor=Actor.system(tenant), label="Oogst", scopes=scopes, only_trusted=only_trusted)
    return Client(headers={"host": tenant.host, "authorization": f"Bearer {text}", "accept-language": "en"})


@pytest.mark.parametrize(
    ("accept", "gives"),
    [
        ("text/turtle", "text/turtle"),
        ("application/json", "application/json"),
        ("*/*", "application/ld+json"),
        (BROWSER, "application/ld+json"),
    ],
)
def test_a_program_whose_key_reads_our_datasets_follows_an_identifier_to_its_record(
    brugge: Tenant, record: DatasetRecord, accept: str, gives: str
) -> None:
    with tenant_scope(brugge):
        DatasetRecord.objects.filter(pk=record.pk).update(key=f"{brugge.address}/id/public-service/12")
    client = program(brugge, KeyScope.DATA)

    answer = client.get("/id/public-service/12", headers={"accept": accept}, follow=True)

    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == f"{gives}; charset=utf-8"
    assert b"Dienst 1" in answer.content
    gone = client.get("/id/public-service/13", headers={"accept": accept})
    assert (gone.status_code, gone.headers["Content-Type"]) == (HTTPStatus.NOT_FOUND, "application/problem+json")
    page = client.get(answer.redirect_chain[-1][0], headers={"accept": "text/html"})
    assert (page.status_code, page.headers["Content-Type"]) == (HTTPStatus.NOT_ACCEPTABLE, "application/problem+json")


@pytest.mark.parametrize(
    ("scopes", "only_trusted", "code"),
    [
        ([], False, "KEY_SCOPE_NEEDED"),
        ([KeyScope.PUBLISH, KeyScope.TRYOUTS, KeyScope.AGREEMENTS], False, "KEY_SCOPE_NEEDED"),
        ([KeyScope.DATA], True, "DOCUMENT_NOT_TRUSTED"),
    ],
)
def test_a_key_that_was_not_made_for_it_opens_no_record_and_that_is_on_record(
    brugge: Tenant, record: DatasetRecord, scopes: list[KeyScope], *, only_trusted: bool, code: str
) -> None:
    for address in ("/id/public-service/12", f"/data/datasets/{record.dataset_id}/records/{record.pk}/"):
        refused = program(brugge, *scopes, only_trusted=only_trusted).get(address)

        assert refused.status_code == HTTPStatus.FORBIDDEN
        assert refused.json()["type"].endswith(f"#{code}")
        with tenant_scope(brugge):
            event = ExchangeEvent.objects.get(pk=refused.json()["evidence"])
        assert f'"{code}"' in event.payload
    # And with the scope, without that limit, it does
    assert program(brugge, *scopes, KeyScope.DATA).get(address).status_code == HTTPStatus.OK


def test_a_key_of_another_organisation_is_unknown_here(aalst: Tenant, brugge: Tenant, record: DatasetRecord) -> None:
    of_aalst = program(aalst, KeyScope.DATA)
    address = f"/data/datasets/{record.dataset_id}/records/{record.pk}/"

    assert of_aalst.get(address, headers={"host": brugge.host}).status_code == HTTPStatus.UNAUTHORIZED
    assert of_aalst.get(address).status_code == HTTPStatus.NOT_FOUND
    assert program(brugge, KeyScope.DATA).get(address).status_code == HTTPStatus.OK


def test_a_key_pays_for_a_record_at_its_address_and_is_told_when_its_minute_is_spent(
    brugge: Tenant, record: DatasetRecord, client_for: Callable[..., Client]
) -> None:
    # Given a key with points for two pages, of which following an identifier takes both
    address = f"/data/datasets/{record.dataset_id}/records/{record.pk}/"
    client = program(brugge, KeyScope.DATA)
    with tenant_scope(brugge):
        DatasetRecord.objects.filter(pk=record.pk).update(key=f"{brugge.address}/id/public-service/12")
        GatewayKey.objects.update(points_a_minute=2 * PAGE_COST)
    answers = [client.get("/id/public-service/12"), client.get(address)]
    assert [answer.status_code for answer in answers] == [HTTPStatus.FOUND, HTTPStatus.OK]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == [f"r={PAGE_COST}", "r=0"]

    # Then the next is refused, in its language, wherever it is
    for beyond in (address, "/id/public-service/12", "/evidence/keys.txt"):
        refused = client.get(beyond, headers={"accept-language": "nl"})
        assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert 1 <= int(refused.headers["Retry-After"]) <= 60
        assert refused.headers["RateLimit"].startswith('"caller";r=0;')
        assert refused.json()["type"].endswith("#BUDGET_USED")
        assert refused.json()["title"].startswith(f"Je hebt {2 * PAGE_COST} punten")
    # And another key, and a member who reads the page, are not
    assert program(brugge, KeyScope.DATA).get(address).status_code == HTTPStatus.OK
    page = client_for(brugge, Role.READER).get(address)
    assert (page.status_code, "RateLimit" in page.headers) == (HTTPStatus.OK, False)


def test_what_a_key_is_refused_there_costs_as_much(brugge: Tenant, record: DatasetRecord) -> None:
    client = program(brugge)
    with tenant_scope(brugge):
        GatewayKey.objects.update(points_a_minute=PAGE_COST)

    answers = [client.get(f"/data/datasets/{record.dataset_id}/records/{record.pk}/") for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS]
    assert answers[0].headers["RateLimit"].startswith('"caller";r=0;')


def test_a_record_and_its_identifier_ask_the_database_a_fixed_number_of_questions(
    brugge: Tenant, record: DatasetRecord, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with tenant_scope(brugge):
        DatasetRecord.objects.filter(pk=record.pk).update(key=f"{brugge.address}/id/public-service/12")
    client = program(brugge, KeyScope.DATA)
    address = client.get("/id/public-service/12").headers["Location"]

    for asked in ("/id/public-service/12", address):
        with django_assert_max_num_queries(QUERIES_A_PAGE):
            assert client.get(asked).status_code in {HTTPStatus.FOUND, HTTPStatus.OK}


def test_a_program_is_told_that_an_export_is_for_members_and_where_a_key_reads(
    brugge: Tenant, dataset: Dataset, client_for: Callable[..., Client]
) -> None:
    for address in (f"/data/datasets/{dataset.pk}/export/csv/", "/data/evidence/export/"):
        for client in (program(brugge, KeyScope.DATA), Client(headers={"host": brugge.host, "accept": "text/csv"})):
            refused = client.get(address, headers={"accept-language": "nl"})
            assert refused.status_code == HTTPStatus.FORBIDDEN
            assert refused.headers["Content-Type"] == "application/problem+json"
            assert refused.json()["title"].startswith("Een export is voor leden")
            assert "/id/..." in refused.json()["detail"]
            page, anchor = refused.json()["type"].split("#")
            assert f'id="{anchor}"' in client.get(page).text
        assert client_for(brugge, Role.READER).get(address, headers={"accept": "text/csv"}).status_code == HTTPStatus.OK
        browser = Client(headers={"host": brugge.host, "accept": BROWSER})
        assert "/sign-in/" in browser.get(address).headers["Location"]
