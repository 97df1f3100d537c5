"""Openings: which endpoint answers whose try-outs, and the way through one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.endpoints.conftest import FILLED, PAGE, endpoint, register
from tests.sandbox.real_service import SECRET
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.endpoints.models import Endpoint, EndpointKind, Opening, OpeningDay
from vlavirgem_sandbox.endpoints.passage import destination_behind
from vlavirgem_sandbox.endpoints.services import remove_endpoint
from vlavirgem_sandbox.endpoints.services_opening import OpeningPlan, close_opening, open_endpoint
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture(autouse=True)
def _allowed(settings: Any) -> None:
    settings.OUTGOING_HOSTS = "*.voorbeeld.be"


def opened(agency: Tenant, version: ServiceVersion, *, made: Endpoint | None = None, **plan: Any) -> Opening:
    made = made or register(agency, version, header_name="X-Sleutel", secret=SECRET)
    with tenant_scope(agency):
        return open_endpoint(actor=Actor.system(agency), endpoint=made, version=version, plan=OpeningPlan(**plan))


def seen_by(tenant: Tenant) -> int:
    with tenant_scope(tenant):
        return Opening.objects.open().count()


def refusal_of(opening: Opening, agency: Tenant, caller: Tenant) -> str:
    try:
        destination_behind(opening.pk, publisher=agency, caller_id=caller.pk)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_it_is_for_all_for_those_named_or_for_the_publisher_alone(
    agency: Tenant, aalst: Tenant, brugge: Tenant, version: ServiceVersion
) -> None:
    opening = opened(agency, version)
    assert (seen_by(aalst), seen_by(brugge)) == (1, 1)

    opened(agency, version, made=opening.endpoint, visibility=Visibility.PARTNERS, organisations=[aalst])
    assert (seen_by(aalst), seen_by(brugge), seen_by(agency)) == (1, 0, 1)
    assert refusal_of(opening, agency, aalst) == ""
    assert refusal_of(opening, agency, brugge) == "opening-closed"

    opened(agency, version, made=opening.endpoint, visibility=Visibility.OWN)
    assert (seen_by(aalst), seen_by(agency)) == (0, 1)
    assert refusal_of(opening, agency, aalst) == "opening-closed"
    assert refusal_of(opening, agency, agency) == ""


def test_who_may_use_it_reads_neither_the_endpoint_nor_its_key(
    agency: Tenant, aalst: Tenant, version: ServiceVersion
) -> None:
    opening = opened(agency, version)

    with tenant_scope(aalst):
        assert Endpoint.objects.count() == 0
        assert SECRET not in str(Opening.objects.values())
    assert destination_behind(opening.pk, publisher=agency, caller_id=aalst.pk).secret == SECRET


def test_another_tenants_opening_leads_nowhere(agency: Tenant, aalst: Tenant, version: ServiceVersion) -> None:
    opening = opened(agency, version)

    assert refusal_of(opening, aalst, aalst) == "opening-closed"
    assert refusal_of(opening, agency, aalst) == ""


def test_closing_and_removing_hold_from_the_next_call(agency: Tenant, aalst: Tenant, version: ServiceVersion) -> None:
    opening = opened(agency, version)
    assert refusal_of(opening, agency, aalst) == ""

    with tenant_scope(agency):
        close_opening(actor=Actor.system(agency), opening=opening)
    assert refusal_of(opening, agency, aalst) == "opening-closed"

    again = opened(agency, version, made=opening.endpoint)
    assert refusal_of(again, agency, aalst) == ""
    with tenant_scope(agency):
        remove_endpoint(actor=Actor.system(agency), endpoint=opening.endpoint)
    assert refusal_of(again, agency, aalst) == "opening-closed"
    assert seen_by(aalst) == 0


def test_the_calls_of_a_day_are_those_of_all_together(
    agency: Tenant, aalst: Tenant, brugge: Tenant, version: ServiceVersion
) -> None:
    opening = opened(agency, version, calls_a_day=2)

    told = [refusal_of(opening, agency, who) for who in (aalst, brugge, aalst)]

    assert told == ["", "", "opening-used-up"]
    with tenant_scope(agency):
        assert OpeningDay.objects.get().calls == 2


@pytest.mark.parametrize(
    ("changes", "plan", "place"),
    [
        ({"kind": EndpointKind.SUPPLIER}, {}, ""),
        ({}, {"calls_a_day": 0}, "calls_a_day"),
        ({}, {"visibility": Visibility.PARTNERS}, "organisations"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    agency: Tenant, version: ServiceVersion, changes: dict[str, Any], plan: dict[str, Any], place: str
) -> None:
    made = register(agency, version, **changes)

    with pytest.raises(Refusal) as refused:
        opened(agency, version, made=made, **plan)

    assert (refused.value.status, refused.value.place) == (422, place)


def test_a_host_that_the_operator_does_not_allow_is_not_opened(
    agency: Tenant, version: ServiceVersion, settings: Any
) -> None:
    made = register(agency, version)
    settings.OUTGOING_HOSTS = ""
    with pytest.raises(Refusal) as refused:
        opened(agency, version, made=made)
    assert refused.value.status == 403

    settings.OUTGOING_HOSTS = "acceptatie.voorbeeld.be"
    assert opened(agency, version, made=made).host == "acceptatie.voorbeeld.be"


def test_only_a_developer_of_the_publisher_opens_and_closes(
    agency: Tenant, aalst: Tenant, version: ServiceVersion, actor_of: Callable[..., Actor]
) -> None:
    opening = opened(agency, version)
    for who in (actor_of(agency, Role.MEMBER), actor_of(aalst, Role.DEVELOPER)):
        with tenant_scope(who.tenant):
            with pytest.raises(Refusal) as refused:
                open_endpoint(actor=who, endpoint=opening.endpoint, version=version, plan=OpeningPlan())
            assert refused.value.status == 403
            with pytest.raises(Refusal) as refused:
                close_opening(actor=who, opening=opening)
            assert refused.value.status == 403

    with tenant_scope(agency):
        assert close_opening(actor=actor_of(agency, Role.DEVELOPER), opening=opening).closed_at is not None


def test_a_product_owner_opens_changes_and_closes_on_the_pages(
    developer: Client, agency: Tenant, aalst: Tenant, django_assert_max_num_queries: Any
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    address = f"{PAGE}{endpoint(agency).pk}/open/"
    assert developer.get(address).status_code == 200

    assert developer.post(address, {"version": 1, "visibility": "partners", "calls_a_day": 5}).status_code == 422
    chosen = {"version": 1, "visibility": "partners", "organisations": [aalst.pk], "calls_a_day": 5}
    assert developer.post(address, chosen).status_code == 302

    with tenant_scope(agency):
        opening = Opening.objects.get()
    assert (opening.partner_ids, opening.calls_a_day) == ([aalst.pk], 5)
    with django_assert_max_num_queries(24):
        page = developer.get(PAGE).content.decode()
    assert "Aalst" in page
    assert SECRET not in page
    changing = f"/services/agentschap/jaren/openings/{opening.pk}/"
    assert 'value="5"' in developer.get(changing).content.decode()
    assert developer.post(changing, {**chosen, "calls_a_day": 7}).status_code == 302
    assert [developer.post(f"{changing}close/").status_code for _click in range(2)] == [302, 302]
    assert developer.get(changing).status_code == 404
    with tenant_scope(agency):
        opening.refresh_from_db()
    assert (opening.calls_a_day, opening.closed_at is None) == (7, False)


def test_a_member_and_a_municipality_find_no_way_to_open(
    developer: Client, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    developer.post(f"{PAGE}register/", FILLED)
    address = f"{PAGE}{endpoint(agency).pk}/open/"

    assert client_for(agency, Role.MEMBER).post(address, {"version": 1}).status_code == 403
    assert client_for(aalst, Role.DEVELOPER).get(address).status_code == 404
