"""What is told of a service besides its contract: who may say it, what is refused, what everybody then sees."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.describing import Description, read_description
from vlavirgem_sandbox.catalogue.description_files import describe_from, description_of
from vlavirgem_sandbox.catalogue.document_files import DOCX, MOST_BYTES, ODT, PDF, document_file
from vlavirgem_sandbox.catalogue.models import DocumentKind, RoadmapLine, Service, ServiceDocument, ServiceVersion
from vlavirgem_sandbox.catalogue.services_describing import add_document, describe_service, remove_document
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/"
A_PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
CONCEPT = "https://ipdc.vlaanderen.be/id/concept/0a1b2c3d-0000-4000-8000-123456789abc"
PROFILE = "https://data.vlaanderen.be/doc/applicatieprofiel/organisatie-basis"
pytestmark = pytest.mark.usefixtures("association_register")


def zipped(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return packed.getvalue()


AN_ODT = zipped(mimetype=ODT.encode(), content_dot_xml=b"<a/>")


def packed_odt() -> bytes:
    """One whose first part is packed, and damaged."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", b"<a/>")
    data = bytearray(packed.getvalue())
    began = data.index(b"mimetype") + len("mimetype")
    data[began : began + 8] = b"\xff" * 8
    return bytes(data)


A_DOCX = zipped(**{"[Content_Types]_dot_xml": b"<a/>", "word__document_dot_xml": b"<a/>"})
WITH_MACROS = zipped(
    **{"[Content_Types]_dot_xml": b"<a/>", "word__document_dot_xml": b"<a/>", "word__vbaProject_dot_bin": b"x"}
)


def register(tenant: Tenant) -> Service:
    return Service.objects.select_related("owner").get(owner__slug="agentschap")


def test_what_the_publisher_tells_stands_on_the_page_for_all_and_in_the_history(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher = client_for(agency, Role.DEVELOPER)
    sent = {
        "name": "Verenigingsregister",
        "summary": "Registreer verenigingen.",
        "themes": ["leisure", "government"],
        "audience": ["municipalities"],
        "contact_name": "Het registerteam",
        "contact_email": "register@agentschap.example",
        "licence": "EUPL-1.2",
        "ipdc_concept": CONCEPT,
        "oslo_profiles": f"{PROFILE}\n",
    }

    wrong = publisher.post(f"{PAGE}describe/", sent | {"ipdc_concept": "https://elders.example/1", "software": "git"})
    publisher.post(f"{PAGE}describe/", sent)
    page = client_for(aalst, Role.READER).get(PAGE).text
    with tenant_scope(agency):
        service = register(agency)
        changed = History.objects.of(service)[0].detail["changed"]

    assert wrong.status_code == 422
    assert {"ipdc_concept", "software"} <= wrong.context["form"].errors.keys()
    for word in ("Het registerteam", "mailto:register@agentschap.example", "EUPL-1.2", CONCEPT, PROFILE, "Gemeenten"):
        assert word in page
    assert service.themes == ["leisure", "government"]
    assert "contact_email" in changed
    assert "name" not in changed
    assert f"{PAGE}describe/" not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ipdc_concept", "https://ipdc.vlaanderen.be/id/concept/1"),
        ("ipdc_concept", CONCEPT + "\n"),
        ("oslo_profiles", ("javascript:alert(1)",)),
        ("oslo_profiles", (PROFILE,) * 11),
        ("contact_page", "javascript:alert(1)"),
        ("contact_email", "geen adres"),
        ("audience", ("iedereen",)),
        ("licence", "x" * 201),
    ],
)
def test_a_value_that_is_not_what_it_says_is_refused_at_its_field(agency: Tenant, field: str, value: Any) -> None:
    with tenant_scope(agency), pytest.raises(Refusal) as refused:
        describe_service(
            actor=Actor.system(agency), service=register(agency), description=Description(**{field: value})
        )

    assert refused.value.place == field


@pytest.mark.parametrize(
    "given",
    [{"onbekend": "x"}, {"audience": "municipalities"}, {"licence": 7}, {"oslo_profiles": [1]}],
    ids=["unknown", "no list", "no text", "a list of no texts"],
)
def test_a_file_with_something_else_in_it_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as refused:
        read_description(given)

    assert refused.value.place == next(iter(given))


def test_a_file_goes_out_and_comes_in_again_and_a_mistake_in_it_changes_nothing(agency: Tenant) -> None:
    line = {"when": "2027-Q2", "what": "Ook wijzigingen in bulk", "state": "planned"}
    given = {"licence": "EUPL-1.2", "audience": ["municipalities"], "roadmap": [line]}
    actor = Actor.system(agency)
    with tenant_scope(agency):
        service = describe_from(given, actor=actor, service=register(agency))
        told = description_of(service)
        describe_from(told, actor=actor, service=service)
        again = description_of(register(agency))
        with pytest.raises(Refusal) as refused:
            describe_from({"licence": "MIT", "roadmap": [line | {"when": "ooit"}]}, actor=actor, service=service)
        after = description_of(register(agency))
        emptied = description_of(describe_from({"roadmap": []}, actor=actor, service=service))

        what = [entry.detail.get("what") for entry in History.objects.of(service) if entry.verb == "planned"]

    assert what == [line["what"], line["what"]]  # planned and removed
    assert told["roadmap"] == [line]
    assert told == again == after
    assert refused.value.place == "when"
    assert emptied["roadmap"] == []


def test_the_roadmap_is_planned_changed_and_cleared_by_its_publisher_only(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher, stranger = client_for(agency, Role.DEVELOPER), client_for(aalst, Role.ADMINISTRATOR)
    sent = {"when": "2027-Q1", "what": "Zoeken op activiteit", "state": "planned"}

    assert stranger.post(f"{PAGE}roadmap/", sent).status_code == 404
    assert publisher.post(f"{PAGE}roadmap/", sent | {"when": "straks"}).status_code == 422
    publisher.post(f"{PAGE}roadmap/", sent)
    with tenant_scope(agency):
        line = RoadmapLine.objects.get()
    publisher.post(f"{PAGE}roadmap/{line.pk}/", sent | {"state": "done"})
    seen = stranger.get(PAGE).text
    removed = publisher.post(f"{PAGE}roadmap/{line.pk}/remove/", follow=True).text
    gone = "Zoeken op activiteit</" not in stranger.get(PAGE).text.split("Geschiedenis")[0]
    publisher.post(f"{PAGE}roadmap/{line.pk}/undo/")

    assert "Zoeken op activiteit" in seen
    assert f"{PAGE}roadmap/{line.pk}/" not in seen
    assert f"{PAGE}roadmap/{line.pk}/undo/" in removed
    assert gone
    with tenant_scope(agency):
        assert RoadmapLine.objects.shown().get().state == "done"


@pytest.mark.parametrize(("data", "kind"), [(A_PDF, PDF), (AN_ODT, ODT), (A_DOCX, DOCX)], ids=["pdf", "odt", "docx"])
def test_a_document_is_known_by_its_content(data: bytes, kind: str) -> None:
    assert document_file(data, "rapport.exe").media_type == kind


@pytest.mark.parametrize(
    "data",
    [b"", b"<html></html>", b"%PDF-1.7 zonder einde", b"PK\x03\x04kapot", zipped(a=b"b"), WITH_MACROS, packed_odt()],
    ids=["empty", "html", "half a pdf", "broken zip", "another zip", "macros", "damaged odt"],
)
def test_what_is_none_of_the_three_kinds_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        document_file(data, "rapport.pdf")

    assert refused.value.code == "document-kind"


def test_a_document_above_the_limit_is_refused_and_its_name_is_no_path() -> None:
    with pytest.raises(Refusal) as refused:
        document_file(A_PDF + b" " * MOST_BYTES, "groot.pdf")

    assert refused.value.status == 413
    assert document_file(A_PDF, '..\\..\\a";b.pdf').filename == "ab.pdf"
    assert document_file(A_PDF, "../..").filename == "document.pdf"


def test_a_document_comes_as_an_attachment_to_who_sees_the_service_until_it_is_removed(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    publisher, reader = client_for(agency, Role.DEVELOPER), client_for(aalst, Role.READER)
    sent = {"kind": "dpia", "file": SimpleUploadedFile("Effecten 2026.pdf", A_PDF)}

    stranger = client_for(aalst, Role.ADMINISTRATOR).post(f"{PAGE}documents/", sent)
    publisher.post(f"{PAGE}documents/", sent | {"file": SimpleUploadedFile("Effecten 2026.pdf", A_PDF)})
    with tenant_scope(agency):
        address = f"{PAGE}documents/{ServiceDocument.objects.get().pk}/"
    got = reader.get(address)
    listed = reader.get(PAGE).text
    publisher.post(f"{address}remove/")
    gone = reader.get(address).status_code
    publisher.post(f"{address}undo/")

    assert stranger.status_code == 404
    assert (got.content, got["Content-Type"]) == (A_PDF, PDF)
    assert got["Content-Disposition"] == 'attachment; filename="Effecten 2026.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert address in listed
    assert gone == 404
    assert reader.get(address).status_code == 200
    assert client_for(aalst).get(address).status_code == 302


def test_a_document_of_a_draft_is_for_its_publisher_only(
    agency: Tenant, aalst: Tenant, association_register: ServiceVersion, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        service = Service.objects.create(owner=agency, slug="concept", name="Concept", summary="-", themes=["leisure"])
        file = document_file(A_PDF, "a.pdf")
        kept = add_document(actor=Actor.system(agency), service=service, kind=DocumentKind.TERMS, file=file)
        again = add_document(actor=Actor.system(agency), service=service, kind=DocumentKind.TERMS, file=file)
    address = f"/services/agentschap/concept/documents/{kept.pk}/"

    assert kept.pk == again.pk
    assert client_for(agency, Role.READER).get(address).status_code == 200
    assert client_for(aalst, Role.READER).get(address).status_code == 404
    with tenant_scope(aalst), pytest.raises(Refusal):
        remove_document(actor=Actor.system(aalst), document=kept)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"name": "x" * 121}, "name"),
        ({"summary": "x" * 301}, "summary"),
        ({"roadmap": [{"when": "2027", "what": "x" * 201}]}, "what"),
    ],
    ids=["name", "summary", "roadmap"],
)
def test_a_file_with_too_long_a_text_is_refused_at_its_place_and_the_longest_is_taken(
    agency: Tenant, given: dict[str, Any], place: str
) -> None:
    with tenant_scope(agency):
        with pytest.raises(Refusal) as refused:
            describe_from(given, actor=Actor.system(agency), service=register(agency))
        longest = {"name": "x" * 120, "summary": "x" * 300, "roadmap": [{"when": "2027", "what": "x" * 200}]}
        told = description_of(describe_from(longest, actor=Actor.system(agency), service=register(agency)))

    assert refused.value.place == place
    assert (told["name"], told["summary"]) == ("x" * 120, "x" * 300)
