"""A newer version, held against the calls that a municipality really made."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.demo_contracts import changed_contract
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import Call, TryOut, Verdict
from vlavirgem_sandbox.tryouts.newer_versions import foresee, newer_live_version, newer_versions
from vlavirgem_sandbox.tryouts.services import end_tryout, open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

SEAT = {
    "street": "Markt",
    "houseNumber": "1",
    "postalCode": "9300",
    "municipality": {"nisCode": "41002", "name": "Aalst"},
}


@pytest.fixture
def second_version(agency: Tenant, tryout: TryOut) -> ServiceVersion:
    """Version 2, live after the try-out of version 1 was opened."""
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        return publish_service(actor=Actor.system(agency), file=changed_contract(), details=details).version


def _register(program: Client, tryout: TryOut, **changes: object) -> int:
    body = {"name": "Schaakclub", "kind": "vzw", "seat": SEAT, **changes}
    answer = program.post(
        f"{tryout.base_path}/verenigingen", json.dumps(body), "application/json", headers={"VR-Initiator": "OVO002067"}
    )
    return answer.status_code


def _log(tryout: TryOut, **told: Any) -> None:
    """A line as no call of the demo contract leaves one; lines that are there cannot be changed."""
    Call.objects.create(tryout=tryout, verdict=Verdict.OK, status=200, duration_ms=1, **told)


def test_calls_that_the_newer_version_would_refuse_are_named_and_others_are_not(
    aalst: Tenant, tryout: TryOut, second_version: ServiceVersion, program: Client
) -> None:
    assert _register(program, tryout) == 201
    assert _register(program, tryout, name="Toneelkring") == 201
    assert program.get(f"{tryout.base_path}/verenigingen").status_code == 200
    assert _register(program, tryout, name=7) == 422  # was no good call

    with tenant_scope(aalst):
        newer = newer_live_version(tryout)
        assert newer is not None
        foresight = foresee(tryout, newer)

        assert (foresight.held, foresight.hit_count) == (3, 2)
        assert foresight.by_operation == {"POST /verenigingen": 2}
        (violation,) = foresight.hits[0].violations
        assert "activities" in violation.message
        assert TryOut.objects.get().calls.count() == 4  # nothing was called


def test_a_call_of_an_operation_that_is_gone_is_hit(
    aalst: Tenant, tryout: TryOut, second_version: ServiceVersion
) -> None:
    with tenant_scope(aalst):
        _log(tryout, method="DELETE", path="/verenigingen/V0001001", operation="DELETE /verenigingen/{vCode}")
        newer = newer_live_version(tryout)
        assert newer is not None

        assert [hit.gone for hit in foresee(tryout, newer).hits] == [True]


def test_a_call_that_is_not_kept_whole_is_not_judged(
    aalst: Tenant, tryout: TryOut, second_version: ServiceVersion
) -> None:
    with tenant_scope(aalst):
        _log(tryout, method="POST", path="/verenigingen", operation="POST /verenigingen", request_size=10**6)
        newer = newer_live_version(tryout)
        assert newer is not None
        foresight = foresee(tryout, newer)

    assert (foresight.held, foresight.too_large, foresight.hit_count) == (0, 1, 0)


def test_the_page_says_why_and_leads_to_the_newer_try_out(
    aalst: Tenant,
    tryout: TryOut,
    second_version: ServiceVersion,
    program: Client,
    client_for: Callable[..., Client],
) -> None:
    _register(program, tryout)

    manager = client_for(aalst, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/versions/2/")
    reader = client_for(aalst, Role.READER).get(f"/tryouts/{tryout.public_id}/versions/2/")

    assert "activities" in manager.text
    assert f"/tryouts/open/{second_version.pk}/" in manager.text
    assert f"/tryouts/open/{second_version.pk}/" not in reader.text


def test_another_tenant_s_try_out_is_not_found(
    brugge: Tenant, tryout: TryOut, second_version: ServiceVersion, client_for: Callable[..., Client]
) -> None:
    assert client_for(brugge, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/versions/2/").status_code == 404


def test_who_manages_try_outs_hears_of_it_until_it_is_tried(
    aalst: Tenant, tryout: TryOut, second_version: ServiceVersion, client_for: Callable[..., Client]
) -> None:
    address = f"/tryouts/{tryout.public_id}/versions/2/"

    waiting = client_for(aalst, Role.DEVELOPER).get("/").context["waiting"]
    assert [tryout.name in entry.line for entry in waiting if entry.url == address] == [True]
    assert address not in client_for(aalst, Role.READER).get("/").text

    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=second_version.pk)
        open_tryout(actor=Actor.system(aalst), version=version, name="Loket, versie 2")
        assert newer_versions() == []


def test_an_ended_try_out_hears_of_nothing(aalst: Tenant, tryout: TryOut, second_version: ServiceVersion) -> None:
    with tenant_scope(aalst):
        assert [found.number for found in newer_versions()] == [2]
        end_tryout(actor=Actor.system(aalst), tryout=TryOut.objects.get())
        assert newer_versions() == []
