"""Our records leave as files and by content negotiation: for us, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from vlavirgem.cli.dataset import app
from vlavirgem_graphql.datasets.exporting import services
from vlavirgem_graphql.datasets.exporting.forms import EXPORT_FORMS
from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def dataset(brugge: Tenant, dataset_of: Callable[..., Dataset]) -> Dataset:
    with tenant_scope(brugge):
        return dataset_of(brugge)


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
    visitor = Client(headers={"host": brugge.host})

    for address in (f"/data/datasets/{dataset.pk}/export/csv/", "/id/public-service/12"):
        assert "/sign-in/" in visitor.get(address).headers["Location"]
