"""When a run may start."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.endpoints.conftest import register
from vlavirgem.cli.prove_tryouts import quiet
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.conformance import services
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunState
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


def ask(agency: Tenant, endpoint: Endpoint, version: ServiceVersion, *, with_writes: bool = False) -> ConformanceRun:
    with tenant_scope(agency):
        return services.ask_for_run(
            actor=Actor.system(agency), endpoint=endpoint, version=version, with_writes=with_writes
        )


def test_a_run_waits_until_the_operator_allows_the_host(agency: Tenant, version: ServiceVersion, settings: Any) -> None:
    endpoint = register(agency, version)
    with pytest.raises(Refusal, match=r"acceptatie\.voorbeeld\.be"):
        ask(agency, endpoint, version)

    settings.OUTGOING_HOSTS = "acceptatie.voorbeeld.be"

    assert ask(agency, endpoint, version).state == RunState.WAITING


def test_a_second_run_is_the_one_that_is_under_way(agency: Tenant, version: ServiceVersion, settings: Any) -> None:
    settings.OUTGOING_HOSTS = "acceptatie.voorbeeld.be"
    endpoint = register(agency, version)

    assert ask(agency, endpoint, version).pk == ask(agency, endpoint, version).pk


def test_calls_that_change_something_are_made_only_where_the_publisher_ticked_that(
    agency: Tenant, version: ServiceVersion, settings: Any
) -> None:
    settings.OUTGOING_HOSTS = "*.voorbeeld.be"
    reading = register(agency, version)
    writing = register(agency, version, name="Met schrijven", writes_allowed=True)

    with pytest.raises(Refusal) as refused:
        ask(agency, reading, version, with_writes=True)
    assert refused.value.code == "writes-not-allowed"
    assert ask(agency, writing, version, with_writes=True).with_writes


def test_a_contract_of_messages_has_nothing_to_call(agency: Tenant, version: ServiceVersion, settings: Any) -> None:
    settings.OUTGOING_HOSTS = "*.voorbeeld.be"
    endpoint = register(agency, version)
    version.dialect = "asyncapi-3"

    with pytest.raises(Refusal) as refused:
        ask(agency, endpoint, version)

    assert refused.value.code == "nothing-to-call"


def test_a_graphql_service_cannot_be_examined_yet(agency: Tenant, version: ServiceVersion, settings: Any) -> None:
    settings.OUTGOING_HOSTS = "*.voorbeeld.be"
    endpoint = register(agency, version)
    version.dialect = "graphql"

    with pytest.raises(Refusal) as refused:
        ask(agency, endpoint, version)

    assert (refused.value.code, bool(refused.value.remedy)) == ("not-examinable", True)


def test_a_run_is_refused_with_what_to_install_where_nothing_can_make_its_calls(
    agency: Tenant, version: ServiceVersion, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTGOING_HOSTS = "acceptatie.voorbeeld.be"
    endpoint = register(agency, version)
    with monkeypatch.context() as absent:
        absent.setattr(services, "find_spec", lambda _name: None)
        with pytest.raises(Refusal, match=r"vlavirgem\[conformance\]"):
            ask(agency, endpoint, version)
        with pytest.raises(Refusal), quiet():
            raise AssertionError

    assert ask(agency, endpoint, version).state == RunState.WAITING
