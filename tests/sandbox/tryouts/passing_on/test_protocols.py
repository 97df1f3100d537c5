"""SOAP and GraphQL, whose calls all go to the endpoint's own address."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.contracts.sdl.associations import SDL
from tests.sandbox.contracts.soap.dossiers import REQUEST, envelope, wsdl, zipped
from tests.sandbox.real_service import RealService, Said
from tests.sandbox.tryouts.passing_on.conftest import Passed, opened_endpoint, prepare
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_sandbox.tryouts.services_passing_on import keep_calls_here
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

XML = {"Content-Type": "text/xml; charset=utf-8"}
HALLS = json.dumps({"query": "{ zalen { id naam } }"}).encode()
CREATE = json.dumps({"query": 'mutation { registreerVereniging(input: {naam: "Nieuw"}) { id } }'}).encode()


def passed_of(agency: Tenant, aalst: Tenant, service: RealService, file: ContractFile) -> Passed:
    with tenant_scope(agency):
        details = ServiceDetails(name="Dienst")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version
    found = prepare(agency, aalst, version, service)
    found.switch_on()
    return found


@pytest.fixture
def soap(agency: Tenant, aalst: Tenant, real_service: RealService) -> Passed:
    file = ContractFile(data=zipped({"dienst/dossiers.wsdl": wsdl()}), filename="dossiers.zip")
    return passed_of(agency, aalst, real_service, file)


@pytest.fixture
def graphql(agency: Tenant, aalst: Tenant, real_service: RealService) -> Passed:
    return passed_of(agency, aalst, real_service, ContractFile(data=SDL.encode(), filename="verenigingen.graphql"))


def send(soap: Passed, body: str = REQUEST) -> Any:
    return soap.program.post(
        soap.tryout.base_path, envelope(body), content_type="text/xml; charset=utf-8", HTTP_SOAPACTION='"geef"'
    )


def test_a_soap_call_arrives_whole_at_the_endpoints_own_address(soap: Passed) -> None:
    own = right_answer(soap)
    soap.service.says = Said(headers=XML, body=own)

    answer = send(soap)

    [heard] = soap.service.heard
    assert (heard.method, heard.path, heard.body) == ("POST", "/v1", envelope(REQUEST))
    assert (heard.headers["soapaction"], heard.headers["content-type"]) == ('"geef"', "text/xml; charset=utf-8")
    assert (answer.status_code, answer.content) == (200, own)
    assert "VlaVirGem-Violations" not in answer


def right_answer(soap: Passed) -> bytes:
    """What the contract lets it answer: taken from the try-out itself."""
    with tenant_scope(soap.tenant):
        keep_calls_here(actor=Actor.system(soap.tenant), tryout=soap.tryout)
    own = send(soap)
    soap.switch_on()
    assert own.status_code == 200
    return bytes(own.content)


def test_a_fault_is_an_answer_and_another_body_breaks_the_contract(soap: Passed) -> None:
    space = "http://schemas.xmlsoap.org/soap/envelope/"
    fault = envelope(f"<s:Fault xmlns:s='{space}'><faultcode>x</faultcode></s:Fault>")
    soap.service.says = Said(status=500, headers=XML, body=fault)
    faulty = send(soap)
    soap.service.says = Said(headers=XML, body=envelope("<Iets/>"))
    wrong = send(soap)

    assert (faulty.status_code, "VlaVirGem-Violations" in faulty) == (500, False)
    assert (wrong.status_code, "VlaVirGem-Violations" in wrong) == (200, True)


def test_trouble_is_a_fault_that_says_what_happened(soap: Passed, settings: Any) -> None:
    settings.OUTGOING_INSIDE_HOSTS = ""

    answer = send(soap)

    assert answer["Content-Type"].startswith("text/xml")
    assert b"acceptance-not-allowed" in answer.content
    assert send(soap, "<Iets/>").status_code >= 400
    assert soap.service.heard == []


def test_a_soap_service_is_opened_only_where_calls_may_change_something(
    agency: Tenant, soap: Passed, real_service: RealService
) -> None:
    with tenant_scope(agency):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=soap.tryout.version_id)
        Endpoint.objects.update(name="Eerste")
    with pytest.raises(Refusal) as refused:
        opened_endpoint(agency, version, real_service.url, writes=False)
    assert refused.value.place == "version"


def test_a_query_goes_where_only_reading_is_allowed_and_a_mutation_does_not(
    agency: Tenant, graphql: Passed, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        Endpoint.objects.update(writes_allowed=False)
    graphql.service.says = Said(body=b'{"data": {"zalen": []}}')

    query = graphql.call("", "POST", HALLS)
    mutation = graphql.call("", "POST", CREATE)

    assert (query.status_code, query.json()) == (200, {"data": {"zalen": []}})
    assert mutation.status_code == 403
    assert [(each.path, each.body) for each in graphql.service.heard] == [("/v1", HALLS)]
    developer = client_for(graphql.tenant, Role.DEVELOPER)
    address = f"/tryouts/{graphql.tryout.public_id}/console/graphql/"
    explored = developer.post(address, HALLS, content_type="application/json")
    assert explored.json() == {"data": {"zalen": []}}
    assert len(graphql.service.heard) == 2


def test_what_only_tells_the_contract_stays_here(graphql: Passed) -> None:
    asked = json.dumps({"query": "{ __schema { queryType { name } } }"}).encode()

    assert "data" in graphql.call("", "POST", asked).json()
    assert graphql.service.heard == []
