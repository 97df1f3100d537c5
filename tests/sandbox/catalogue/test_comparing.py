"""Two versions of a service beside each other, as pages: for the publisher before, for everybody after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.sandbox.contracts.soap.dossiers import wsdl
from tests.sandbox.demo_contracts import changed_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, draft_version, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ADDRESS = "/services/agentschap/verenigingsregister/"


@pytest.fixture
def second_version(agency: Tenant, association_register: ServiceVersion) -> ServiceVersion:
    """Version 2, live: registering takes one more field."""
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        return publish_service(actor=Actor.system(agency), file=changed_contract(), details=details).version


def test_a_municipality_reads_what_breaks_first(
    second_version: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.READER)

    page = person.get(f"{ADDRESS}1/2/")

    assert 'class="tag tag--bad"' in page.text
    assert "POST /verenigingen" in page.text
    assert "activities" in page.text
    assert f'href="{ADDRESS}1/2/"' in person.get(ADDRESS).text


def test_it_is_narrowed_by_what_stands_in_the_address(
    second_version: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(aalst, Role.READER).get(f"{ADDRESS}1/2/?level=compatible")

    assert page.status_code == 200
    assert 'class="tag tag--bad"' not in page.text


@pytest.mark.parametrize("numbers", ["1/1", "1/9"])
def test_versions_that_are_not_two_are_not_found(
    second_version: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client], numbers: str
) -> None:
    assert client_for(aalst, Role.READER).get(f"{ADDRESS}{numbers}/").status_code == 404


def test_a_draft_is_compared_by_its_publisher_alone(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        service = ServiceVersion.objects.select_related("service").get(pk=association_register.pk).service
        draft_version(actor=Actor.system(agency), file=changed_contract(), details=ServiceDetails(), service=service)

    assert client_for(agency, Role.DEVELOPER).get(f"{ADDRESS}1/2/").status_code == 200
    assert client_for(aalst, Role.DEVELOPER).get(f"{ADDRESS}1/2/").status_code == 404


def test_the_publisher_sees_what_breaks_before_it_is_live(
    association_register: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    contract = changed_contract()
    file = SimpleUploadedFile(contract.filename, contract.data)

    page = client_for(agency, Role.DEVELOPER).post(f"{ADDRESS}publish/", {"contract": file}, follow=True)

    assert 'class="tag tag--bad"' in page.text
    assert f'href="{ADDRESS}1/2/"' in page.text


def test_the_page_takes_few_queries_the_second_time(
    second_version: ServiceVersion,
    aalst: Tenant,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    person = client_for(aalst, Role.READER)
    person.get(f"{ADDRESS}1/2/")

    with django_assert_max_num_queries(12):
        person.get(f"{ADDRESS}1/2/")


def _published(agency: Tenant, document: str, filename: str) -> ServiceVersion:
    with tenant_scope(agency):
        file = ContractFile(filename=filename, data=document.encode())
        details = ServiceDetails(name="Dossiers")
        return publish_service(actor=Actor.system(agency), file=file, details=details).version


def test_two_versions_of_a_wsdl_are_compared_by_their_schemas(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    first = _published(agency, wsdl(), "dossiers.wsdl")
    asked = '<xs:element name="Datum" type="xs:date" minOccurs="0"/>'
    _published(agency, wsdl().replace(asked, asked.replace(' minOccurs="0"', "")), "dossiers.wsdl")

    page = client_for(aalst, Role.READER).get(f"/services/agentschap/{first.service.slug}/1/2/")

    assert 'class="tag tag--bad"' in page.text
    assert "<code>Datum</code>" in page.text


def test_contracts_of_two_kinds_are_not_compared(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    first = _published(agency, wsdl(), "dossiers.wsdl")
    _published(agency, "type Query { dossier: String }", "dossiers.graphql")

    page = client_for(aalst, Role.READER).get(f"/services/agentschap/{first.service.slug}/1/2/")

    assert page.status_code == 409
    assert "soort" in page.text
