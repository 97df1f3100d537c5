"""A table becomes records on a page: its columns are suggested, a person chooses, and next time it is remembered."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vlavirgem_graphql.datasets.models import Dataset, FileUpload, ImportRun
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

CSV = b"nis;officieel;postcodes\n41002;Stad Aalst;9300;\n71016;Stad Genk;3600\n"
# A number with a valid check digit that no test person has.
REAL_NUMBER = "85073003328"


def upload(client: Client, content: bytes = CSV, address: str = "/data/import/", **fields: str) -> Any:
    file = SimpleUploadedFile("besturen.csv", content)
    return client.post(address, {"file": file, "title": "Besturen", "kind": "organisation", **fields})


def test_a_table_is_looked_at_first_and_becomes_records_when_its_columns_are_chosen(
    brugge: Tenant, client: Client
) -> None:
    # Given a table of which one column bears no name that the kind knows
    page = upload(client).headers["Location"]
    shown = client.get(page)
    assert "Column" not in shown.text
    assert "71016" in shown.text

    # When the preview is asked for, and then the import
    chosen = {"place_uri": "/nis", "place_name": "/officieel", "place_postalCodes": "/postcodes"}
    looked = client.post(page, chosen)
    with tenant_scope(brugge):
        assert not Dataset.objects.exists(), "a look stores nothing"
    done = client.post(page, {**chosen, "make": "1"}, follow=True)

    # Then each row is a record under an address of ours, and the table is gone
    assert "Stad Genk" in looked.text
    assert "Stad Aalst" in done.text
    with tenant_scope(brugge):
        dataset = Dataset.objects.get()
        assert [record.key for record in dataset.records.order_by("key")] == [
            f"{brugge.address}/id/organisation/{number}" for number in ("41002", "71016")
        ]
        assert dataset.mapping["name"] == "/officieel"
        assert not FileUpload.objects.exists()


def test_a_table_is_of_no_kind_until_one_is_chosen(brugge: Tenant, client: Client) -> None:
    refused = upload(client, kind="")

    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"kind"}
    form = client.get("/data/import/").context["form"]
    assert form["kind"].value() in (None, "")
    assert next(iter(form.fields["kind"].choices))[0] == ""
    with tenant_scope(brugge):
        assert not FileUpload.objects.exists()


def test_the_preview_does_not_say_that_anything_was_imported_and_the_end_says_what_was_refused(client: Client) -> None:
    page = upload(client, b"nis,naam\n41002,Stad Aalst\n71016,\n").headers["Location"]
    chosen = {"place_uri": "/nis", "place_name": "/naam"}

    looked = client.post(page, chosen).text
    assert "is nieuw" in looked
    assert "Wat ervan zou worden" in looked
    assert "eïmporteerd" not in looked.split('id="preview"')[1].split("</section>")[0]
    done = client.post(page, {**chosen, "make": "1"}, follow=True).text
    assert "1 record is gelezen. 1 is geweigerd: kijk waarom." in done
    assert "Wat ermee gebeurde" in done


def test_the_rows_are_drafts_where_that_was_ticked_with_the_file_and_stayed_so(brugge: Tenant, client: Client) -> None:
    # Given tables of which the first stays ticked, and the second does not
    chosen = {"place_uri": "/nis", "place_name": "/officieel", "make": "1"}
    kept: list[str] = []
    for title, stays in (("Eerst", {"as_drafts": "on"}), ("Dan", {})):
        page = upload(client, title=title, as_drafts="on").headers["Location"]
        kept += re.findall(r'<input[^>]*name="as_drafts"[^>]*\bchecked\b', client.get(page).text)
        client.post(page, {**chosen, **stays})

    # Then the page shows what was ticked, and does what it shows
    with tenant_scope(brugge):
        drafts = {each.title: each.records.filter(is_draft=True).count() for each in Dataset.objects.all()}
    assert drafts == {"Eerst": 2, "Dan": 0}
    assert "drafts=1" in page
    assert len(kept) == 2


def test_the_next_table_begins_with_the_choice_of_the_last(brugge: Tenant, client: Client) -> None:
    page = upload(client).headers["Location"]
    client.post(page, {"place_uri": "/nis", "place_name": "/officieel", "make": "1"})
    with tenant_scope(brugge):
        dataset = Dataset.objects.get()

    again = upload(client, CSV.replace(b"Stad Genk", b"Genk"), f"/data/datasets/{dataset.pk}/import/")
    client.post(again.headers["Location"], {"place_uri": "/nis", "place_name": "/officieel", "make": "1"})

    assert (
        '<option value="/officieel" selected'
        in client.get(upload(client, CSV, f"/data/datasets/{dataset.pk}/import/").headers["Location"]).text
    )
    with tenant_scope(brugge):
        assert ImportRun.objects.latest("imported_at").counts == {"unchanged": 1, "changed": 1, "absent": 0}


def test_of_a_row_about_a_real_person_nothing_is_kept(brugge: Tenant, client: Client) -> None:
    page = upload(client, f"nis;naam\n1;Aalst\n2;{REAL_NUMBER}\n".encode()).headers["Location"]

    with tenant_scope(brugge):
        assert FileUpload.objects.get().rows == [{"nis": "1", "naam": "Aalst"}, {}]
    done = client.post(page, {"place_uri": "/nis", "place_name": "/naam", "make": "1"}, follow=True)

    assert REAL_NUMBER not in done.text
    with tenant_scope(brugge):
        assert ImportRun.objects.get().counts == {"imported": 1, "refused": 1, "absent": 0}


def test_a_second_click_imports_nothing_again(brugge: Tenant, client: Client) -> None:
    page = upload(client).headers["Location"]
    chosen = {"place_uri": "/nis", "place_name": "/officieel", "make": "1"}

    first, second = client.post(page, chosen), client.post(page, chosen)

    assert (first.status_code, second.status_code) == (302, 404)
    with tenant_scope(brugge):
        assert ImportRun.objects.count() == 1


def test_what_is_no_table_or_has_no_rows_is_refused_beside_the_file(brugge: Tenant, client: Client) -> None:
    for content in (b"\x00\x01", b"nis;naam\n"):
        assert upload(client, content).status_code == 422
    with tenant_scope(brugge):
        assert not FileUpload.objects.exists()


def test_rows_of_which_none_fits_are_told_on_the_page(client: Client) -> None:
    page = upload(client, b"nis;naam\n1;\n").headers["Location"]

    answer = client.post(page, {"place_uri": "/nis", "place_name": "/naam", "make": "1"})

    assert answer.status_code == 422


def test_a_table_of_ours_is_there_for_who_imports_and_for_nobody_else(
    brugge: Tenant, aalst: Tenant, client: Client, client_for: Callable[..., Client]
) -> None:
    page = upload(client).headers["Location"]

    assert client.get(page).status_code == 200
    assert client_for(brugge, Role.READER).get(page).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).get(page).status_code == 404
