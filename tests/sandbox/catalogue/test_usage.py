"""How a service is used, as its publisher sees it: what was told, added up, and nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.tryouts.test_telemetry import call
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion, UsageDay
from vlavirgem_sandbox.catalogue.usage import BOUNDS_MS, Usage, field_of, percentile, usage_of
from vlavirgem_sandbox.tryouts.models import UsageShown
from vlavirgem_sandbox.tryouts.reporting import show_usage
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

PAGE = "/services/agentschap/verenigingsregister/usage/"


@pytest.fixture
def tried_by(association_register: ServiceVersion) -> Callable[..., None]:
    """An organisation tries the register, makes these calls an hour ago, and shows so much of it."""

    def tries(tenant: Tenant, shown: UsageShown, paths: Sequence[str] = ("/verenigingen",)) -> None:
        with tenant_scope(tenant):
            version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
            tryout = open_tryout(actor=Actor.system(tenant), version=version, name="Loket")
            for path in paths:
                call(tryout, path, timezone.now() - timedelta(seconds=1))
            show_usage(actor=Actor.system(tenant), tryout=tryout, choice=shown)

    return tries


def seen_by(tenant: Tenant, version: ServiceVersion) -> Usage:
    with tenant_scope(tenant):
        return usage_of(Service.objects.get(pk=version.service_id), today=timezone.localdate())


def test_a_publisher_sees_who_gives_a_name_and_not_who_chose_nothing(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, brugge: Tenant, tried_by: Callable[..., None]
) -> None:
    tried_by(aalst, UsageShown.NAMED)
    tried_by(brugge, UsageShown.NOTHING, ["/verenigingen"] * 5)

    used = seen_by(agency, association_register)

    assert [organisation.name for organisation in used.organisations.values()] == [aalst.name]
    assert (used.totals.total, used.without_name) == (1, None)


def test_another_agency_sees_nothing_of_it_and_the_publisher_does(
    association_register: ServiceVersion,
    agency: Tenant,
    network: Tenant,
    aalst: Tenant,
    brugge: Tenant,
    tried_by: Callable[..., None],
    client_for: Callable[..., Client],
) -> None:
    tried_by(aalst, UsageShown.NAMED)
    tried_by(brugge, UsageShown.COUNTS)

    for other in (network, aalst):
        assert client_for(other, Role.ADMINISTRATOR).get(PAGE).status_code == 404
    assert not seen_by(network, association_register).is_told
    with tenant_scope(network):
        assert not UsageDay.objects.exists()
    assert client_for(agency, Role.READER).get(PAGE).status_code == 200
    assert seen_by(agency, association_register).totals.total == 1


def test_counts_of_one_without_a_name_are_in_no_figure_and_its_row_is_out_of_the_publishers_reach(
    association_register: ServiceVersion,
    agency: Tenant,
    aalst: Tenant,
    tried_by: Callable[..., None],
    client_for: Callable[..., Client],
) -> None:
    tried_by(aalst, UsageShown.COUNTS, ["/verenigingen", "/verenigingen?page=nul"])

    page = client_for(agency, Role.MEMBER).get(PAGE).text

    with tenant_scope(agency):
        assert not UsageDay.objects.exists()
    assert seen_by(agency, association_register).without_name == 0
    assert "Eén of twee besturen zonder naam" in page
    assert aalst.name not in page
    assert "<code>page</code>" not in page
    assert seen_by(agency, association_register).totals.total == 0


def test_how_many_give_no_name_is_told_from_three_on(
    association_register: ServiceVersion,
    agency: Tenant,
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    tried_by: Callable[..., None],
) -> None:
    tried_by(aalst, UsageShown.COUNTS)
    tried_by(brugge, UsageShown.COUNTS, ["/verenigingen"] * 2)
    of_two = seen_by(agency, association_register)
    tried_by(genk, UsageShown.COUNTS, ["/verenigingen"])
    of_three = seen_by(agency, association_register)

    assert (of_two.without_name, of_two.totals.total, dict(of_two.days)) == (0, 0, {})
    assert (of_three.without_name, of_three.totals.total) == (3, 4)
    assert {key: verdicts.ok for key, verdicts in of_three.operations.items()} == {(1, "GET /verenigingen"): 4}
    assert dict(of_three.days) == {timezone.localdate(): 4}


def test_a_sum_of_fewer_than_three_is_left_out_also_where_it_could_be_worked_out(
    association_register: ServiceVersion,
    agency: Tenant,
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    tried_by: Callable[..., None],
) -> None:
    for tenant in (aalst, brugge):
        tried_by(tenant, UsageShown.COUNTS)
    tried_by(genk, UsageShown.COUNTS, ["/verenigingen", "/verenigingen/V0001001", "/verenigingen?page=nul"])

    used = seen_by(agency, association_register)

    assert {key: verdicts.total for key, verdicts in used.operations.items()} == {(1, "GET /verenigingen"): 3}
    assert (used.totals.total, used.violations.total()) == (3, 0)
    assert dict(used.days) == {}  # the sum of a day less that of its operations would be one organisation's


def test_named_and_nameless_counts_make_one_sum(
    association_register: ServiceVersion,
    agency: Tenant,
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    network: Tenant,
    tried_by: Callable[..., None],
) -> None:
    paths = ["/verenigingen", "/verenigingen?page=nul", "/bestaat-niet"]
    tried_by(aalst, UsageShown.NAMED, paths)
    for tenant in (brugge, genk, network):
        tried_by(tenant, UsageShown.COUNTS, paths)

    used = seen_by(agency, association_register)

    assert (used.totals.ok, used.totals.violation, used.totals.refused) == (4, 8, 0)
    [(departure, calls)] = used.violations.items()
    assert (departure.operation, departure.place, departure.where, calls) == ("GET /verenigingen", "query", "page", 4)
    assert dict(used.days) == {timezone.localdate(): 12}
    assert used.median_ms is not None
    assert used.p95_ms is not None
    assert used.median_ms <= used.p95_ms


def test_a_service_of_which_nobody_tells_anything_says_so(
    association_register: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(agency, Role.MEMBER).get(PAGE)

    assert page.status_code == 200
    assert 'class="empty"' in page.text


def test_who_publishes_is_led_to_the_usage_and_who_tries_is_not(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    address = association_register.service.get_absolute_url()

    assert PAGE in client_for(agency, Role.READER).get(address).text
    assert PAGE not in client_for(aalst, Role.ADMINISTRATOR).get(address).text


def test_the_page_takes_as_many_queries_for_many_organisations_as_for_one(
    agency: Tenant,
    aalst: Tenant,
    brugge: Tenant,
    genk: Tenant,
    tried_by: Callable[..., None],
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    for tenant in (aalst, brugge, genk):
        tried_by(tenant, UsageShown.NAMED)
        tried_by(tenant, UsageShown.COUNTS)
    person = client_for(agency, Role.MEMBER)

    with django_assert_max_num_queries(13):
        assert genk.name in person.get(PAGE).text


@pytest.mark.parametrize(
    ("bins", "share", "expected"),
    [
        ({}, 0.5, None),
        ({0: 4}, 0.5, 0.5),  # half of what lies under 1 ms
        ({3: 10}, 0.5, 4.0),  # halfway from 3 to 5 ms
        ({3: 95, 11: 5}, 0.95, 5.0),
        ({3: 90, 11: 10}, 0.95, 85.0),  # halfway the bin from 70 to 100 ms
        ({len(BOUNDS_MS): 3}, 0.95, 10_000.0),
    ],
)
def test_a_share_of_the_calls_lies_under_a_time(bins: dict[int, int], share: float, expected: float | None) -> None:
    found = percentile(Counter(bins), share)

    assert found == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("/paths/~1verenigingen/post/requestBody/required", ""),
        ("/components/schemas/Association/properties/seat/properties/postalCode/pattern", "seat/postalCode"),
        ("/components/schemas/A/properties/activities/items/enum", "activities/*"),
        ("/components/schemas/A/properties/properties/type", "properties"),
        ("Persoon.xsd#InszType/pattern", ""),
    ],
)
def test_a_field_is_named_by_its_place_in_the_contract(rule: str, expected: str) -> None:
    assert field_of(rule) == expected
