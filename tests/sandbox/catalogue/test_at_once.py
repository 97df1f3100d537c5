"""Two acts on one service at the same moment: one after the other, and the second is told what came first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from tests.at_once import Prepared, at_once
from tests.sandbox.demo_contracts import changed_contract, demo_contract
from vlavirgem_sandbox.catalogue import accepting
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import (
    ServiceDetails,
    discard_draft,
    draft_version,
    publish_service,
    publish_version,
)
from vlavirgem_sandbox.catalogue.services_lifecycle import withdraw_version
from vlavirgem_sandbox.contracts.reading import ContractReport, read_contract
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

DETAILS = ServiceDetails(name="Verenigingsregister")
AGENCY = "agentschap"


def loaded(number: int) -> ServiceVersion:
    return ServiceVersion.objects.select_related("service__owner").get(number=number)


def publishes(actor: Actor) -> Callable[[], object]:
    version = loaded(1)
    return lambda: publish_version(actor=actor, version=version)


def discards(actor: Actor) -> Callable[[], object]:
    version = loaded(1)
    return lambda: discard_draft(actor=actor, version=version)


def withdraws(number: int) -> Prepared:
    def prepare(actor: Actor) -> Callable[[], object]:
        version = loaded(number)
        return lambda: withdraw_version(actor=actor, version=version, reason="Vervangen.")

    return prepare


@pytest.mark.usefixtures("own_database")
def test_a_draft_that_is_published_twice_at_once_is_live_once_and_the_other_is_told() -> None:
    agency = find_tenant(AGENCY)
    with tenant_scope(agency):
        draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS)

    ends = at_once((AGENCY, publishes), (AGENCY, publishes))

    assert sorted(ends) == ["done", "not-a-draft"]


@pytest.mark.usefixtures("own_database")
def test_a_draft_that_is_published_and_discarded_at_once_becomes_one_of_both() -> None:
    agency = find_tenant(AGENCY)
    with tenant_scope(agency):
        draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS)

    published, discarded = at_once((AGENCY, publishes), (AGENCY, discards))

    assert (published, discarded) in {("done", "not-a-draft"), ("draft-gone", "done")}
    with tenant_scope(agency):
        assert ServiceVersion.objects.live().exists() is (published == "done")


@pytest.mark.usefixtures("own_database")
def test_the_last_two_live_versions_withdrawn_at_once_leave_a_withdrawn_service() -> None:
    agency = find_tenant(AGENCY)
    with tenant_scope(agency):
        actor = Actor.system(agency)
        service = publish_service(actor=actor, file=demo_contract(), details=DETAILS).version.service
        publish_service(actor=actor, file=changed_contract(), details=DETAILS, service=service)

    ends = at_once((AGENCY, withdraws(1)), (AGENCY, withdraws(2)))

    assert ends == ["done", "done"]
    with tenant_scope(agency):
        assert Service.objects.get().state == PublicationState.WITHDRAWN


@pytest.mark.usefixtures("own_database")
def test_while_a_contract_is_read_nothing_is_locked_or_written_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    agency, changes = find_tenant(AGENCY), []

    def watched(data: bytes, *, name: str) -> ContractReport:
        changes.append(_has_changed_something())
        return read_contract(data, name=name)

    monkeypatch.setattr(accepting, "read_contract", watched)
    with tenant_scope(agency):
        publish_service(actor=Actor.system(agency), file=demo_contract(), details=DETAILS)
        changes.append(_has_changed_something())

    assert changes == [False, True]


def _has_changed_something() -> bool:
    """PostgreSQL gives a transaction a number with its first write or row lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        return bool(cursor.fetchone()[0])
