"""The pages of our own datasets: who gets in, what stands on them, and that a bad file breaks nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset, DatasetRecord, ImportRun
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Turtle = Callable[..., bytes]
Ceiling = Callable[[int], Any]
QUERIES_OF_A_LIST = 16


def upload(client: Client, source: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("catalogus.ttl", source, content_type="text/turtle")
    return imported(client, {"file": file, "title": "Producten", **fields})


def imported(client: Client, fields: dict[str, Any]) -> Any:
    """Upload a file and press the button below its preview, where there is one."""
    shown = client.post("/data/import/", fields, follow=True)
    return client.post(shown.redirect_chain[-1][0], {"make": "1"}, follow=True) if shown.redirect_chain else shown


def test_a_developer_imports_a_catalogue_and_gets_a_report(
    brugge: Tenant, client_for: Callable[..., Client], turtle: Turtle, catalogue_entry: Callable[..., str]
) -> None:
    # When a catalogue with an untitled entry is uploaded
    source = turtle(2, catalogue_entry(7, title=None))
    response = upload(client_for(brugge, Role.DEVELOPER), source)

    # Then the report names all three, and the remark
    assert response.status_code == 200
    page = response.content.decode().replace("<wbr>", "")
    assert "Dienst 1" in page
    assert "public-service/7" in page
    assert "catalogus.ttl" in page
    with tenant_scope(brugge):
        assert DatasetRecord.objects.count() == 3


@pytest.mark.parametrize(("ticked", "drafts"), [({}, 0), ({"as_drafts": "on"}, 2)], ids=["at once", "as drafts"])
def test_a_file_is_imported_as_drafts_where_that_is_ticked(
    brugge: Tenant, client_for: Callable[..., Client], turtle: Turtle, ticked: dict[str, str], drafts: int
) -> None:
    upload(client_for(brugge, Role.DEVELOPER), turtle(2), **ticked)

    with tenant_scope(brugge):
        assert DatasetRecord.objects.filter(is_draft=True).count() == drafts


def test_a_file_of_another_kind_and_format_is_imported_as_what_was_chosen(
    brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    # Given a JSON-LD file with an organisation and something else
    source = b"""{"@context": {"naam": "http://www.w3.org/2004/02/skos/core#prefLabel"}, "@graph": [
        {"@id": "http://a.example/1", "@type": "http://www.w3.org/ns/org#Organization", "naam": "Stad Aalst"},
        {"@id": "http://a.example/2", "@type": "http://xmlns.com/foaf/0.1/Document", "naam": "Een pagina"}]}"""
    file = SimpleUploadedFile("besturen.jsonld", source)
    client = client_for(brugge, Role.DEVELOPER)

    # When it is imported as organisations, and then by a format that holds another kind
    fields = {"title": "Besturen", "kind": "organisation"}
    response = imported(client, {"file": file, **fields})
    refused = client.post("/data/import/", {"file": SimpleUploadedFile("b.ttl", b""), "title": "B", "format": "refnis"})

    # Then the organisation is a record, and the other file is refused beside the field
    assert response.status_code == 200
    with tenant_scope(brugge):
        dataset = Dataset.objects.get()
        assert (dataset.kind, [record.title for record in dataset.records.all()]) == ("organisation", ["Stad Aalst"])
    assert refused.status_code == 422


def test_a_file_that_is_no_turtle_is_refused_beside_the_field_and_leaves_nothing(
    brugge: Tenant, client_for: Callable[..., Client], turtle: Turtle
) -> None:
    client = client_for(brugge, Role.DEVELOPER)

    response = upload(client, b"<html>dit is geen catalogus</html>")

    assert response.status_code == 422
    assert "Kies het bestand opnieuw" in response.text
    assert "Kies het bestand opnieuw" not in client.get(response.request["PATH_INFO"]).text
    with tenant_scope(brugge):
        assert not Dataset.objects.exists()
        assert not ImportRun.objects.exists()
    assert upload(client, turtle(1)).status_code == 200


def test_a_reader_can_look_and_not_import(
    brugge: Tenant, client_for: Callable[..., Client], dataset_of: Callable[..., Dataset], turtle: Turtle
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
    reader = client_for(brugge, Role.READER)

    assert reader.get(f"/data/datasets/{dataset.pk}/").status_code == 200
    assert reader.get("/data/import/").status_code == 403
    assert upload(reader, turtle(1)).status_code == 403
    assert client_for(brugge).get("/data/").status_code == 302


def test_every_page_of_a_dataset_is_there_for_us_and_not_for_others(
    brugge: Tenant, aalst: Tenant, client_for: Callable[..., Client], dataset_of: Callable[..., Dataset]
) -> None:
    # Given a dataset of Brugge
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)
        record, run = dataset.records.first(), dataset.imports.get()
    pages = [
        f"/data/datasets/{dataset.pk}/",
        f"/data/datasets/{dataset.pk}/?q=dienst+2",
        f"/data/datasets/{dataset.pk}/import/",
        f"/data/datasets/{dataset.pk}/offer/",
        f"/data/datasets/{dataset.pk}/records/{record.pk}/",
        f"/data/imports/{run.pk}/",
    ]

    # Then Brugge opens each page, and Aalst none
    ours, theirs = client_for(brugge, Role.ADMINISTRATOR), client_for(aalst, Role.ADMINISTRATOR)
    for page in pages:
        assert ours.get(page).status_code == 200, page
        assert theirs.get(page).status_code == 404, page


def test_a_search_finds_records_by_words_of_the_title(
    brugge: Tenant, client_for: Callable[..., Client], dataset_of: Callable[..., Dataset]
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge)

    page = client_for(brugge, Role.READER).get(f"/data/datasets/{dataset.pk}/?q=2+dienst").content.decode()

    assert "Dienst 2" in page
    assert "Dienst 1" not in page


@pytest.mark.parametrize("records", [3, 60])
def test_the_list_of_records_stays_under_its_ceiling_of_queries(
    records: int,
    brugge: Tenant,
    client_for: Callable[..., Client],
    dataset_of: Callable[..., Dataset],
    django_assert_max_num_queries: Ceiling,
) -> None:
    with tenant_scope(brugge):
        dataset = dataset_of(brugge, records)
    client = client_for(brugge, Role.READER)

    with django_assert_max_num_queries(QUERIES_OF_A_LIST):
        assert client.get(f"/data/datasets/{dataset.pk}/").status_code == 200
