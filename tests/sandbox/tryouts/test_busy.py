"""A call that waited too long for others is answered in the contract's form, and stands in the log."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone
from psycopg import sql

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.test_guarding import ASSOCIATION
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut, Verdict
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_sandbox.tryouts.serving.log import Caller, Reply
from vlavirgem_sandbox.tryouts.serving.performing import perform
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope
from vlavirgem_tenants.wall.owner import owner_session


@pytest.fixture
def tryout(own_database: str) -> TryOut:
    agency = find_tenant("agentschap")
    with tenant_scope(agency):
        details = ServiceDetails(name="Verenigingsregister")
        version = publish_service(actor=Actor.system(agency), file=demo_contract(), details=details).version
    with tenant_scope(find_tenant("aalst")) as aalst:
        return open_tryout(actor=Actor.system(aalst), version=version)


@contextmanager
def held_by_another_call(tryout: TryOut, tenant: Tenant) -> Iterator[None]:
    statement = sql.SQL("SELECT FROM {} WHERE id = %s FOR NO KEY UPDATE")
    with owner_session() as other:
        other.execute(statement.format(sql.Identifier(tenant.schema_name, "tryouts_tryout")), [tryout.pk])
        yield


def register(tryout: TryOut) -> Reply:
    headers = [("Content-Type", "application/json"), ("VR-Initiator", "OVO002067")]
    call = CallRequest(method="POST", path="/verenigingen", headers=headers, body=json.dumps(ASSOCIATION).encode())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    return perform(tryout=tryout, call=call, caller=Caller(person="An"), now=timezone.now()).reply


def test_a_call_that_waited_too_long_is_in_the_log_and_the_next_one_is_served(tryout: TryOut) -> None:
    aalst = find_tenant("aalst")
    with held_by_another_call(tryout, aalst), tenant_scope(aalst):
        reply = register(tryout)

    assert (reply.status, dict(reply.headers)["Retry-After"]) == (503, "5")
    assert json.loads(reply.body)["type"].endswith("#try-out-busy")
    with tenant_scope(aalst):
        logged = Call.objects.get()
        assert (logged.verdict, logged.reason, logged.operation) == (
            Verdict.REFUSED,
            "try-out-busy",
            "POST /verenigingen",
        )
        assert not StateDocument.objects.exists()
        assert register(tryout).status == 201
