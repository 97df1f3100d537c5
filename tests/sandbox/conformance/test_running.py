"""Runs against a service on this machine: what is called, what is found, and how a run ends."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from tests.sandbox.contracts.soap.dossiers import wsdl
from tests.sandbox.endpoints.conftest import endpoint_of
from tests.sandbox.real_service import SECRET, RealService, Said, published
from vlavirgem.cli import service as service_command
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.conformance import forwarding, running, services
from vlavirgem_sandbox.conformance.forwarding import RunStopped
from vlavirgem_sandbox.conformance.judging import judged_soap
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunState
from vlavirgem_sandbox.conformance.running import run_due
from vlavirgem_sandbox.contracts.compiling import compile_contract
from vlavirgem_sandbox.endpoints.destination import Destination
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_sandbox.endpoints.services import allow_host, remove_endpoint
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.hosts import read_address
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def agency(own_database: str) -> Tenant:
    """One whose runs are really committed: the tool calls from threads of its own."""
    return find_tenant("agentschap")


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forwarding, "CALLS_A_SECOND", 1_000)


def carried_out(agency: Tenant, endpoint: Endpoint, version: ServiceVersion, *, writes: bool = False) -> ConformanceRun:
    with tenant_scope(agency):
        asked = services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version, with_writes=writes)
    assert run_due(agency) == 1
    with tenant_scope(agency):
        return ConformanceRun.objects.select_related("endpoint").get(pk=asked.pk)


def answered(content: str) -> bytes:
    """What the service of dossiers says, in an envelope of SOAP 1.1."""
    envelope = "http://schemas.xmlsoap.org/soap/envelope/"
    inside = f'<d:GeefDossierAntwoord xmlns:d="urn:voorbeeld:dossiers">{content}</d:GeefDossierAntwoord>'
    return f'<s:Envelope xmlns:s="{envelope}"><s:Body>{inside}</s:Body></s:Envelope>'.encode()


def test_a_service_that_keeps_to_its_contract_has_a_hundred(agency: Tenant, real_service: RealService) -> None:
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, real_service.url), version)

    assert (run.state, run.score, run.operations, run.failed) == (RunState.DONE, 100, 1, 0)
    assert run.calls == len(real_service.calls) > 5
    assert {(method in {"GET", "HEAD", "OPTIONS"}, key) for method, _path, key in real_service.calls} == {
        (True, SECRET)
    }
    assert all(path.startswith("/v1/jaren") for _method, path, _key in real_service.calls)


def test_what_breaks_the_contract_is_told_with_its_place_and_how_to_see_it(
    agency: Tenant, real_service: RealService
) -> None:
    real_service.broken = True
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, real_service.url), version)

    with tenant_scope(agency):
        finding = run.findings.get(check_name="response_schema_conformance")
    assert (run.score, run.conforming) == (0, 0)
    assert finding.operation == "GET /jaren/{jaar}"
    assert finding.rule.endswith("/schema/properties/jaar/type")
    assert real_service.url in finding.replay
    assert "-H 'X-Sleutel: '\"$SECRET\"" in finding.replay
    assert '"jaar"' in finding.answer


def test_a_credential_that_the_server_says_back_is_not_kept(agency: Tenant, real_service: RealService) -> None:
    real_service.broken = real_service.echoes = True
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, real_service.url), version)

    with tenant_scope(agency):
        kept = json.dumps(list(run.findings.values("message", "replay", "answer")))
    assert "jaar" in kept
    assert SECRET not in kept


def test_an_answer_with_characters_that_no_row_holds_does_not_break_the_run_off(
    agency: Tenant, real_service: RealService
) -> None:
    real_service.says = Said(body=b'{"jaar": "\\u0000\\ud800"}\x00')
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, real_service.url), version)

    assert (run.state, run.score) == (RunState.DONE, 0)
    with tenant_scope(agency):
        assert any("\N{REPLACEMENT CHARACTER}" in finding.answer for finding in run.findings.all())


def test_calls_that_change_something_are_made_when_that_was_ticked(agency: Tenant, real_service: RealService) -> None:
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, real_service.url, writes=True), version, writes=True)

    assert run.operations == 2
    assert "POST" in {method for method, _path, _key in real_service.calls}


def test_a_server_that_does_not_answer_stops_the_run_with_the_reason(agency: Tenant, settings: Any) -> None:
    settings.OUTGOING_INSIDE_HOSTS = "127.0.0.1:9"
    version = published(agency)

    run = carried_out(agency, endpoint_of(agency, version, "http://127.0.0.1:9"), version)

    assert (run.state, run.score) == (RunState.STOPPED, None)
    assert "127.0.0.1" in run.why_stopped


def test_a_host_that_is_no_longer_allowed_is_not_called(
    agency: Tenant, real_service: RealService, settings: Any
) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    with tenant_scope(agency):
        services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
    settings.OUTGOING_INSIDE_HOSTS = ""

    run_due(agency)

    with tenant_scope(agency):
        assert ConformanceRun.objects.get().state == RunState.STOPPED
    assert real_service.calls == []


def test_what_the_operator_allows_one_publisher_is_for_that_one(agency: Tenant, real_service: RealService) -> None:
    url = "https://acceptatie.voorbeeld.be"
    version = published(agency)
    endpoint = endpoint_of(agency, version, url)
    allow_host(tenant=find_tenant("net"), host="acceptatie.voorbeeld.be")
    with tenant_scope(agency), pytest.raises(Refusal):
        services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)

    allow_host(tenant=agency, host="acceptatie.voorbeeld.be")

    with tenant_scope(agency):
        assert services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)


def test_a_run_that_was_cut_off_says_so_and_can_be_started_again(agency: Tenant, real_service: RealService) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    with tenant_scope(agency):
        run = services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
        silent = timezone.now() - timedelta(minutes=3)
        ConformanceRun.objects.update(state=RunState.RUNNING, began_at=silent, heard_at=silent)
        assert ConformanceRun.objects.get().is_interrupted

    again = carried_out(agency, endpoint, version)

    assert again.pk != run.pk
    assert again.score == 100
    with tenant_scope(agency):
        assert ConformanceRun.objects.get(pk=run.pk).state == RunState.STOPPED


def test_a_run_at_a_slow_server_is_heard_of(
    agency: Tenant, real_service: RealService, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    silent = timezone.now() - timedelta(minutes=3)
    with tenant_scope(agency):
        asked = services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
        ConformanceRun.objects.update(state=RunState.RUNNING, began_at=silent, heard_at=silent)
    monkeypatch.setattr(running, "_TOLD_EVERY", 0.01)

    with running.heard_of(agency, asked.pk):
        for _look in range(1_000):
            time.sleep(0.01)
            with tenant_scope(agency):
                run = ConformanceRun.objects.get()
            if not run.is_interrupted:
                break

    assert run.is_under_way


def test_an_endpoint_that_was_removed_is_called_no_more(agency: Tenant, real_service: RealService) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    with tenant_scope(agency):
        services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
        remove_endpoint(actor=Actor.system(agency), endpoint=endpoint)

    run_due(agency)

    with tenant_scope(agency):
        assert ConformanceRun.objects.get().state == RunState.STOPPED
    assert real_service.calls == []


def test_a_run_that_breaks_off_does_not_hold_up_the_next(
    agency: Tenant, real_service: RealService, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    another = published(agency, name="Nog een")
    other = endpoint_of(agency, another, real_service.url)
    with tenant_scope(agency):
        services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
        services.ask_for_run(actor=Actor.system(agency), endpoint=other, version=another)
    whole = compile_contract
    digests: list[str] = []

    def compiled(document: Any, digest: str) -> Any:
        digests.append(digest)
        if len(digests) == 1:
            raise RuntimeError
        return whole(document, digest)

    monkeypatch.setattr(running, "compile_contract", compiled)

    assert run_due(agency) == 2

    with tenant_scope(agency):
        states = ConformanceRun.objects.order_by("created_at").values_list("state", flat=True)
        assert list(states) == [RunState.STOPPED, RunState.DONE]


def test_a_soap_service_with_nothing_to_send_is_not_said_to_keep_to_its_contract(agency: Tenant) -> None:
    with tenant_scope(agency):
        file = ContractFile(data=wsdl().encode(), filename="dossiers.wsdl")
        details = ServiceDetails(name="Dossiers")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version
        compiled = compile_contract(version.document, version.digest)
    nowhere = Destination(address=read_address("https://acceptatie.voorbeeld.be"), with_writes=True)

    with tenant_scope(agency), pytest.raises(RunStopped):
        list(judged_soap(compiled, version, set(), nowhere, seed=1))


def test_a_soap_service_is_sent_its_examples_and_judged_by_the_xsd(agency: Tenant, real_service: RealService) -> None:
    with tenant_scope(agency):
        file = ContractFile(data=wsdl().encode(), filename="dossiers.wsdl")
        details = ServiceDetails(name="Dossiers")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version

    run = carried_out(agency, endpoint_of(agency, version, real_service.url, writes=True), version, writes=True)

    assert (run.state, run.score) == (RunState.DONE, 0)
    assert {(method, path) for method, path, _key in real_service.calls} == {("POST", "/v1")}
    with tenant_scope(agency):
        finding = run.findings.first()
    assert finding.check_name == "answer_against_xsd"
    assert "Envelope" in finding.replay


def test_a_credential_that_a_soap_service_says_back_is_not_kept(agency: Tenant, real_service: RealService) -> None:
    real_service.says = Said(headers={"Content-Type": "text/xml"}, body=answered(f"<terug-{SECRET}/>"))
    with tenant_scope(agency):
        file = ContractFile(data=wsdl().encode(), filename="dossiers.wsdl")
        details = ServiceDetails(name="Dossiers")
        version = publish_service(actor=Actor.system(agency), file=file, details=details).version

    run = carried_out(agency, endpoint_of(agency, version, real_service.url, writes=True), version, writes=True)

    with tenant_scope(agency):
        kept = json.dumps(list(run.findings.values("message", "replay", "answer")))
    assert "terug" in kept
    assert SECRET not in kept


def test_the_command_tells_the_score_and_fails_where_something_broke(agency: Tenant, real_service: RealService) -> None:
    version = published(agency)
    endpoint_of(agency, version, real_service.url)
    arguments = ["conform", "agentschap/jaren", "--json"]

    good = CliRunner().invoke(service_command.app, arguments)
    real_service.broken = True
    bad = CliRunner().invoke(service_command.app, arguments)

    assert (good.exit_code, json.loads(good.stdout)["score"]) == (0, 100)
    assert (bad.exit_code, json.loads(bad.stdout)["score"]) == (1, 0)


@pytest.mark.usefixtures("in_english")
def test_the_command_says_of_a_run_that_was_cut_off_that_it_was_in_the_publishers_language(
    agency: Tenant, real_service: RealService
) -> None:
    version = published(agency)
    endpoint = endpoint_of(agency, version, real_service.url)
    long_ago = timezone.now() - timedelta(days=1)
    with tenant_scope(agency):
        asked = services.ask_for_run(actor=Actor.system(agency), endpoint=endpoint, version=version)
        ConformanceRun.objects.filter(pk=asked.pk).update(state=RunState.RUNNING, heard_at=long_ago)

    done = CliRunner().invoke(service_command.app, ["conform", "agentschap/jaren", "--json"])

    assert done.exit_code == 0, done.output
    with tenant_scope(agency):
        assert ConformanceRun.objects.get(pk=asked.pk).why_stopped == "Hij werd afgebroken."
