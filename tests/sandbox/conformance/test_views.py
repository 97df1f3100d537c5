"""The pages of runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.endpoints.conftest import FILLED, PAGE, endpoint
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.conformance import running
from vlavirgem_sandbox.conformance.models import ConformanceRun, RunFinding, RunState
from vlavirgem_sandbox.endpoints.models import Endpoint
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What would have started a worker."""
    calls: list[bool] = []
    monkeypatch.setattr(running, "start_worker", lambda: calls.append(True))
    return calls


def test_a_run_is_started_from_the_page_once_the_host_is_allowed(
    developer: Client, agency: Tenant, settings: Any, started: list[bool]
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    address = f"{PAGE}{endpoint(agency).pk}/run/"
    assert developer.post(address, {"version": 1}).status_code == 403

    settings.OUTGOING_HOSTS = "*.voorbeeld.be"
    answer = developer.post(address, {"version": 1})

    assert answer.status_code == 302
    with tenant_scope(agency):
        assert ConformanceRun.objects.get().state == RunState.WAITING
    assert developer.get(answer["Location"]).status_code == 200


def test_a_member_reads_and_starts_nothing(
    developer: Client, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    member = client_for(agency, Role.MEMBER)

    assert member.get(PAGE).status_code == 200
    for path in ("register/", f"{endpoint(agency).pk}/run/", f"{endpoint(agency).pk}/remove/"):
        assert member.post(f"{PAGE}{path}", FILLED).status_code == 403


def test_a_municipality_finds_no_such_page(version: ServiceVersion, aalst: Tenant, client_for: Any) -> None:
    assert client_for(aalst, Role.DEVELOPER).get(PAGE).status_code == 404


def runs(agency: Tenant, version: ServiceVersion, number: int) -> list[ConformanceRun]:
    with tenant_scope(agency):
        where = Endpoint.objects.get()
        return [
            ConformanceRun.objects.create(
                owner=agency,
                visibility=Visibility.OWN,
                endpoint=where,
                version=version,
                state=RunState.DONE,
                started_by="An",
                operations=10,
                examined=10,
                conforming=7,
                calls=90,
                failed=3,
                ended_at=timezone.now(),
            )
            for _number in range(number)
        ]


def test_the_history_is_drawn_and_told_within_a_number_of_queries(
    developer: Client, agency: Tenant, version: ServiceVersion, django_assert_max_num_queries: Any
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    runs(agency, version, 25)

    with django_assert_max_num_queries(22):
        page = developer.get(PAGE).content.decode()

    assert "<svg" in page
    assert "70%" in page


def test_a_finding_shows_the_call_the_answer_and_the_place_in_the_contract(
    developer: Client, agency: Tenant, version: ServiceVersion
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    [run] = runs(agency, version, 1)
    with tenant_scope(agency):
        RunFinding.objects.create(
            owner=agency,
            visibility=Visibility.OWN,
            run=run,
            number=1,
            operation="GET /jaren/{jaar}",
            check_name="response_schema_conformance",
            message="Geen getal.",
            rule="/components/schemas/Jaar/type",
            replay="curl -X GET https://acceptatie.voorbeeld.be/v1/jaren/1",
            status=200,
            answer='{"jaar": "<b>"}',
        )

    page = developer.get(f"/services/agentschap/jaren/runs/{run.pk}/").content.decode()

    for told in ("curl -X GET", "/components/", "Geen getal.", "{&quot;jaar&quot;: &quot;&lt;b&gt;&quot;}"):
        assert told in page


def test_operations_of_which_no_call_could_be_made_are_told(
    developer: Client, agency: Tenant, version: ServiceVersion
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    [whole, half] = runs(agency, version, 2)
    with tenant_scope(agency):
        ConformanceRun.objects.filter(pk=half.pk).update(examined=8)

    def told(run: ConformanceRun) -> bool:
        page = developer.get(f"/services/agentschap/jaren/runs/{run.pk}/").content.decode()
        return "Van 2 bewerkingen kon" in page

    assert (told(half), told(whole)) == (True, False)


def test_a_run_is_made_again_from_its_page(
    developer: Client, agency: Tenant, version: ServiceVersion, settings: Any, started: list[bool]
) -> None:
    settings.OUTGOING_HOSTS = "*.voorbeeld.be"
    developer.post(f"{PAGE}register/", FILLED)
    [run] = runs(agency, version, 1)

    assert developer.post(f"/services/agentschap/jaren/runs/{run.pk}/again/").status_code == 302

    with tenant_scope(agency):
        assert ConformanceRun.objects.count() == 2
