"""Endpoints: who registers them, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from tests.sandbox.endpoints.conftest import plan, register
from tests.sandbox.real_service import SECRET
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.endpoints import services
from vlavirgem_sandbox.endpoints.models import AllowedHost, Endpoint
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.outgoing.sealing import SealBroken
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def test_a_credential_is_sealed_and_only_for_its_own_address(agency: Tenant, version: ServiceVersion) -> None:
    made = register(agency, version, header_name="X-Sleutel", secret=SECRET)

    with tenant_scope(agency):
        kept = Endpoint.objects.get(pk=made.pk)
        with connection.cursor() as cursor:
            cursor.execute("select row_to_json(e)::text from endpoints_endpoint e")
            [(row,)] = cursor.fetchall()
    assert SECRET not in row
    assert kept.secret() == SECRET
    kept.base_url = "https://kwaad.be"
    with pytest.raises(SealBroken):
        kept.secret()


def test_nobody_else_sees_an_endpoint(agency: Tenant, aalst: Tenant, version: ServiceVersion) -> None:
    register(agency, version)

    with tenant_scope(aalst):
        assert Service.objects.count() == 1
        assert Endpoint.objects.count() == 0


def test_only_a_developer_of_the_publisher_registers_one(
    agency: Tenant, aalst: Tenant, version: ServiceVersion, actor_of: Callable[..., Actor]
) -> None:
    for who in (actor_of(agency, Role.MEMBER), actor_of(aalst, Role.DEVELOPER)):
        with tenant_scope(who.tenant), pytest.raises(Refusal) as refused:
            services.register_endpoint(actor=who, service=version.service, plan=plan())
        assert refused.value.status == 403

    with tenant_scope(agency):
        services.register_endpoint(actor=actor_of(agency, Role.DEVELOPER), service=version.service, plan=plan())


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"base_url": "acceptatie"}, "base_url"),
        ({"header_name": "X-Sleutel"}, "secret"),
        ({"secret": "x"}, "header_name"),
        ({"header_name": "Host", "secret": "x"}, "header_name"),
        ({"header_name": "TE", "secret": "x"}, "header_name"),
        ({"header_name": "X A", "secret": "x"}, "header_name"),
        ({"header_name": "X-A", "secret": "x\r\nX-B: y"}, "secret"),
    ],
)
def test_what_cannot_be_called_is_refused_at_its_field(
    agency: Tenant, version: ServiceVersion, changes: dict[str, str], place: str
) -> None:
    with pytest.raises(Refusal) as refused:
        register(agency, version, **changes)

    assert (refused.value.status, refused.value.place) == (422, place)


def test_a_name_is_taken_once_and_free_again_after_removal(agency: Tenant, version: ServiceVersion) -> None:
    first = register(agency, version, header_name="X-Sleutel", secret=SECRET)
    with pytest.raises(Refusal):
        register(agency, version)

    with tenant_scope(agency):
        removed = services.remove_endpoint(actor=Actor.system(agency), endpoint=first)
    assert removed.sealed == ""
    assert register(agency, version).name == "Acceptatie"


def test_a_publisher_allows_itself_nothing(agency: Tenant) -> None:
    with tenant_scope(agency), pytest.raises(Exception, match=r"permission denied|row-level security"):
        AllowedHost.objects.create(owner=agency, host="kwaad.be")
