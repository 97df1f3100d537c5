"""A file of records is looked at before it is imported: what would become of each stands on a page first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, FileUpload, ImportRun
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Turtle = Callable[..., bytes]


def upload(client: Client, content: bytes, address: str = "/data/import/", **fields: str) -> str:
    file = SimpleUploadedFile("catalogus.ttl", content)
    response = client.post(address, {"file": file, "title": "Producten", **fields})
    assert response.status_code == 302, response.text
    return str(response.headers["Location"])


def test_a_file_is_looked_at_first_and_imported_when_that_is_said(
    brugge: Tenant, client: Client, turtle: Turtle, catalogue_entry: Callable[..., str]
) -> None:
    # When a catalogue with an untitled entry is uploaded
    page = upload(client, turtle(2, catalogue_entry(7, title=None)))
    shown = client.get(page)

    # Then each record stands there with what would become of it, and nothing is imported
    assert "Dienst 1" in shown.text
    assert "Wat ervan zou worden" in shown.text
    assert "geen titel" in shown.text
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
        assert not ImportRun.objects.exists()

    # And the button imports it, once
    done = client.post(page, {"make": "1"}, follow=True)
    assert "Dienst 1" in done.text
    assert client.post(page, {"make": "1"}).status_code == 404
    with tenant_scope(brugge):
        assert DatasetRecord.objects.count() == 3
        assert ImportRun.objects.get().counts["imported"] == 3
        assert not FileUpload.objects.exists()


def test_a_second_import_is_shown_as_a_difference(
    brugge: Tenant, client: Client, dataset_of: Callable[..., Dataset], turtle: Turtle
) -> None:
    # Given a dataset of three records
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, 3)

    # When a file that holds all there is has two of them
    page = upload(client, turtle(2), f"/data/datasets/{dataset.pk}/import/", whole="on")
    shown = client.get(page)

    # Then the third is shown as one that goes, and is there as long as nobody imports
    assert "verdwijnt" in shown.text
    with tenant_scope(brugge):
        assert dataset.records.count() == 3
    client.post(page, {"make": "1"})
    with tenant_scope(brugge):
        assert dataset.records.count() == 2
        assert dataset.imports.order_by("imported_at").last().counts == {"unchanged": 2, "removed": 1}


def test_a_file_under_the_title_of_a_dataset_is_laid_beside_it(
    brugge: Tenant, client: Client, dataset_of: Callable[..., Dataset], turtle: Turtle
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, 2)

    shown = client.get(upload(client, turtle(2), title=dataset.title))

    assert "blijft gelijk" in shown.text.lower()


def test_a_file_can_be_left(brugge: Tenant, client: Client, turtle: Turtle) -> None:
    page = upload(client, turtle(1))

    client.post(page, {"leave": "1"})

    assert client.get(page).status_code == 404
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
        assert not FileUpload.objects.exists()


def test_a_file_is_no_table(client: Client, turtle: Turtle) -> None:
    page = upload(client, turtle(1))

    assert client.get(page.replace("/files/", "/tables/")).status_code == 404
    assert client.get(page).status_code == 200


def test_who_cannot_import_cannot_look_at_an_upload_either(
    brugge: Tenant, aalst: Tenant, client: Client, client_for: Callable[..., Client], turtle: Turtle
) -> None:
    page = upload(client, turtle(1))

    assert client_for(brugge, Role.READER).get(page).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).get(page).status_code == 404


def test_where_nothing_can_be_imported_there_is_no_button_for_it(client: Client) -> None:
    file: Any = SimpleUploadedFile("a.jsonld", b'{"@id": "urn:x:1", "@type": "http://www.w3.org/ns/org#Organization"}')
    response = client.post("/data/import/", {"file": file, "title": "Besturen", "kind": "organisation"}, follow=True)

    assert "Geen van deze records" in response.text
    assert 'name="make"' not in response.text


NAMELESS = b'{"@id": "http://a.example/1", "@type": "http://www.w3.org/ns/org#Organization"}'
NAMED = b"""{"@id": "http://a.example/2", "@type": "http://www.w3.org/ns/org#Organization",
 "http://www.w3.org/2004/02/skos/core#prefLabel": {"@value": "Aalst", "@language": "nl"}}"""
GONE = b"""{"@id": "http://a.example/2#v2", "@type": "https://www.w3.org/ns/activitystreams#Delete",
 "http://purl.org/dc/terms/isVersionOf": {"@id": "http://a.example/2"}}"""
BESTUREN = {"title": "Besturen", "kind": "organisation"}


@pytest.mark.parametrize(
    ("content", "form"), [(NAMELESS, "json-ld"), (GONE, "ldes")], ids=["all refused", "only something that is gone"]
)
def test_an_import_that_is_asked_for_all_the_same_is_refused_and_leaves_no_dataset(
    brugge: Tenant, client: Client, content: bytes, form: str
) -> None:
    page = upload(client, content, **BESTUREN, format=form)
    assert 'name="make"' not in client.get(page).text

    refused = client.post(page, {"make": "1"})

    assert refused.status_code == 422
    assert "Geen van deze records kan geïmporteerd worden, dus er is niets bewaard." in refused.text
    assert f'href="{page}"' in refused.text, "back to what says why"
    assert client.get(page).status_code == 200
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
        assert not ImportRun.objects.exists()


def test_beside_one_that_fits_the_refused_stand_in_the_report(brugge: Tenant, client: Client) -> None:
    page = upload(client, b"[" + NAMELESS + b"," + NAMED + b"]", **BESTUREN, format="json-ld")

    assert client.post(page, {"make": "1"}).status_code == 302
    with tenant_scope(brugge):
        assert ImportRun.objects.get().counts == {"imported": 1, "refused": 1, "absent": 0}


def test_what_is_gone_is_imported_where_it_was(brugge: Tenant, client: Client) -> None:
    client.post(upload(client, NAMED, **BESTUREN, format="json-ld"), {"make": "1"})

    assert client.post(upload(client, GONE, **BESTUREN, format="ldes"), {"make": "1"}).status_code == 302
    with tenant_scope(brugge):
        assert not DatasetRecord.objects.exists()
