"""A SOAP service from publishing to calling: over HTTP, at the console, and what the log keeps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from tests.sandbox.contracts.soap.dossiers import REQUEST, SPACE, envelope, wsdl, zipped
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.soap.faults import PROBLEM
from vlavirgem_sandbox.tryouts.models import Call, DisturbanceKind, TryOut, Verdict
from vlavirgem_sandbox.tryouts.services import KeyScope, issue_key, open_tryout
from vlavirgem_sandbox.tryouts.services_disturbing import DisturbancePlan, calm_tryout, disturb_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def soap_tryout(agency: Tenant, aalst: Tenant) -> TryOut:
    """Aalst's try-out of the dossier service."""
    file = ContractFile(data=zipped({"dienst/dossiers.wsdl": wsdl()}), filename="dossiers.zip")
    with tenant_scope(agency):
        published = publish_service(
            actor=Actor.system(agency), file=file, details=ServiceDetails(name="Dossiers")
        ).version
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=published.pk)
        return open_tryout(actor=Actor.system(aalst), version=version)


@pytest.fixture
def soap_program(aalst: Tenant, soap_tryout: TryOut, client_for: Callable[..., Client]) -> Client:
    """A program with a key."""
    with tenant_scope(aalst):
        issued = issue_key(actor=Actor.system(aalst), tryout=soap_tryout, label="Loket")
    return client_for(aalst, HTTP_X_API_KEY=issued.secret.text)


def send(program: Client, tryout: TryOut, body: str = REQUEST, **headers: Any) -> Any:
    sent: dict[str, Any] = {"HTTP_SOAPACTION": '"geef"'} | headers
    return program.post(tryout.base_path, envelope(body), content_type="text/xml; charset=utf-8", **sent)


def content_of(answer: Any) -> Any:
    return etree.fromstring(answer.content)[0][0]


def test_a_valid_call_is_answered_and_logged_with_its_operation(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant
) -> None:
    answer = send(soap_program, soap_tryout)

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/xml; charset=utf-8")
    assert content_of(answer).tag == f"{{{SPACE}}}GeefDossierAntwoord"
    assert content_of(answer).findtext("Nummer") == "D-0007"
    with tenant_scope(aalst):
        logged = Call.objects.get(pk=answer["VlaVirGem-Call"])
        assert (logged.verdict, logged.operation, logged.origin) == (Verdict.OK, "GeefDossier", "generated")


def test_the_page_gives_the_one_address_that_every_request_goes_to(
    soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(aalst, Role.DEVELOPER).get(soap_tryout.get_absolute_url()).text

    assert f'{soap_tryout.base_path}/"' in page
    assert "De paden van het contract" not in page


def test_a_call_against_the_xsd_gets_a_fault_with_every_violation(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant
) -> None:
    answer = send(
        soap_program, soap_tryout, REQUEST.replace("D-0007", "7").replace(' taal="nl"', ""), HTTP_ACCEPT_LANGUAGE="nl"
    )

    fault = content_of(answer)
    assert (answer.status_code, etree.QName(fault).localname) == (500, "Fault")
    assert fault.findtext("faultcode") == "soap:Client"
    places = [each.text for each in fault.iter(f"{{{PROBLEM}}}xpath")]
    assert places == ["/Envelope/Body/GeefDossier", "/Envelope/Body/GeefDossier/Nummer"]
    assert "De tekst" in "".join(fault.itertext())
    with tenant_scope(aalst):
        logged = Call.objects.get(pk=answer["VlaVirGem-Call"])
        assert (logged.verdict, logged.reason, len(logged.violations)) == (Verdict.VIOLATION, "against-the-contract", 2)


@pytest.mark.parametrize(
    ("sent", "status", "kind"),
    [({"HTTP_SOAPACTION": '"geef"'}, 401, "text/xml; charset=utf-8"), ({}, 401, "application/problem+json")],
)
def test_without_a_key_the_refusal_is_in_the_form_that_the_caller_speaks(
    soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client], sent: dict[str, Any], status: int, kind: str
) -> None:
    answer = client_for(aalst).post(soap_tryout.base_path, envelope(REQUEST), content_type="text/xml", **sent)

    assert (answer.status_code, answer["Content-Type"]) == (status, kind)


def test_a_real_persons_number_is_refused_as_a_fault_and_not_kept(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant
) -> None:
    answer = send(soap_program, soap_tryout, REQUEST.replace("R1", "85073003328"))

    assert answer.status_code == 500
    with tenant_scope(aalst):
        logged = Call.objects.get(pk=answer["VlaVirGem-Call"])
        assert (logged.reason, logged.request_body) == ("real-register-number", "")


def test_programs_get_the_wsdl_with_the_try_outs_address_for_their_key_only(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    found = soap_program.get(f"{soap_tryout.base_path}?wsdl")

    assert found.status_code == 200
    assert f'{soap_tryout.base_path}"' in found.content.decode()
    assert "echt.example" not in found.content.decode()
    assert client_for(aalst).get(f"{soap_tryout.base_path}?wsdl").status_code == 401
    assert soap_program.get(f"{soap_tryout.base_path}?xsd=../../etc/passwd").status_code == 405


def test_the_console_starts_from_an_envelope_and_sends_it(
    soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    page = person.get(f"/tryouts/{soap_tryout.public_id}/console/")
    form = page.context["form"]

    answered = person.post(
        f"/tryouts/{soap_tryout.public_id}/console/", {name: str(form[name].initial) for name in form.fields}
    )

    assert 'name="header:SOAPAction"' in page.content.decode()
    assert "Envelope" in form["body"].initial
    assert answered.context["performed"].reply.status == 200
    assert "SOAPAction" in answered.content.decode()
    assert "\n  <" in answered.context["answer_body"]


def test_the_contracts_page_shows_the_wsdl_and_offers_a_zip(
    soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    reader = client_for(aalst, Role.READER)

    page = reader.get(f"/tryouts/{soap_tryout.public_id}/contract/")
    file = reader.get(f"/tryouts/{soap_tryout.public_id}/contract/file?download")

    assert soap_tryout.base_path in page.context["as_text"]
    assert "swagger" not in page.content.decode()
    assert file["Content-Disposition"] == 'attachment; filename="dossiers-1.zip"'
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        assert archive.namelist() == ["dossiers.wsdl"]


def test_an_agency_publishes_a_zip_on_the_website(agency: Tenant, client_for: Callable[..., Client]) -> None:
    upload = SimpleUploadedFile("dossiers.zip", zipped({"dossiers.wsdl": wsdl()}))

    answer = client_for(agency, Role.DEVELOPER).post(
        "/services/publish/", {"contract": upload, "name": "Dossiers", "theme": "government"}, follow=True
    )

    version = answer.context["version"]
    assert (version.state, version.dialect, version.working_count) == (PublicationState.DRAFT, "wsdl-1.1", 1)


def test_operations_and_calls_are_told_by_the_name_of_the_operation(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    send(soap_program, soap_tryout)
    person = client_for(aalst, Role.DEVELOPER)

    overview = person.get(f"/tryouts/{soap_tryout.public_id}/").content.decode()
    calls = person.get(f"/tryouts/{soap_tryout.public_id}/calls/").content.decode()

    assert f'<a href="/tryouts/{soap_tryout.public_id}/console/?operation=GeefDossier">GeefDossier</a>' in overview
    assert "<code>SOAP GeefDossier</code>" in calls


def test_a_disturbance_answers_with_a_fault_and_the_status_that_was_chosen(
    soap_program: Client, soap_tryout: TryOut, aalst: Tenant
) -> None:
    plan = DisturbancePlan(kind=DisturbanceKind.STATUS, status=503, operation="GeefDossier")
    with tenant_scope(aalst):
        disturb_tryout(actor=Actor.system(aalst), tryout=soap_tryout, plan=plan, lasts=timedelta(minutes=5))

    struck = send(soap_program, soap_tryout)

    assert (struck.status_code, struck["VlaVirGem-Disturbance"]) == (503, "status")
    assert content_of(struck).tag.endswith("Fault")
    with tenant_scope(aalst):
        calm_tryout(actor=Actor.system(aalst), tryout=soap_tryout)
    assert send(soap_program, soap_tryout).status_code == 200


def test_a_key_for_one_operation_of_a_soap_service_opens_that_one(
    soap_tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    def program(operation: str) -> Client:
        scope = KeyScope(operations=(operation,))
        with tenant_scope(aalst):
            issued = issue_key(actor=Actor.system(aalst), tryout=soap_tryout, label=operation, scope=scope)
        return client_for(aalst, HTTP_X_API_KEY=issued.secret.text)

    refused = send(program("IetsAnders"), soap_tryout)

    assert content_of(refused).tag.endswith("Fault")
    assert "GeefDossier" in refused.text
    assert send(program("GeefDossier"), soap_tryout).status_code == 200
