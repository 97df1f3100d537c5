"""The catalogue: what is found by which words, how many of what there are, in how many queries, and as a file."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceKind, ServiceVersion, Theme
from vlavirgem_sandbox.catalogue.search_words import search_words
from vlavirgem_sandbox.catalogue.searching import Search, look_for
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.commons.models import Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def names(tenant: Tenant, **wish: str) -> list[str]:
    with tenant_scope(tenant):
        return [service.name for service in look_for(Search.read(wish)).services]


def many_services(agency: Tenant, count: int) -> None:
    """As they stand after publishing, but without reading so many contracts."""
    now = timezone.now()
    services = [
        Service(
            owner=agency,
            visibility=Visibility.NETWORK,
            slug=f"dienst-{number}",
            name=f"Dienst {number:03}",
            summary="Een dienst.",
            themes=[Theme.values[number % len(Theme.values)]],
            kind=ServiceKind.SOAP if number % 2 else ServiceKind.REST,
            state=PublicationState.ACTIVE,
        )
        for number in range(count)
    ]
    versions = [
        ServiceVersion(
            owner=agency,
            visibility=Visibility.PARTNERS,
            service=service,
            number=1,
            dialect="openapi-3.1",
            digest=uuid.uuid4().hex * 2,
            document={},
            state=PublicationState.ACTIVE,
            published_at=now - timedelta(minutes=number),
        )
        for number, service in enumerate(services)
    ]
    with tenant_scope(agency):
        Service.objects.bulk_create(services)
        ServiceVersion.objects.bulk_create(versions)


@pytest.mark.usefixtures("association_register")
@pytest.mark.parametrize(
    "words",
    ["vereniging", "verenigingen registreren", "register", "de verenigingen", "wijzigen", "sport", "vertegenwoordiger"],
)
def test_words_of_name_summary_operations_and_themes_find_it_in_their_dutch_forms(aalst: Tenant, words: str) -> None:
    assert names(aalst, q=words) == ["Verenigingsregister"]


@pytest.mark.usefixtures("association_register")
@pytest.mark.parametrize("words", ["energie", "vereniging paardenmelk", "' | !:*", "a" * 300])
def test_other_words_find_nothing_and_no_sign_breaks_the_search(aalst: Tenant, words: str) -> None:
    assert names(aalst, q=words) == ([] if any(letter.isalnum() for letter in words) else ["Verenigingsregister"])


def test_what_fits_best_comes_first_and_the_newest_on_request(agency: Tenant, aalst: Tenant) -> None:
    with tenant_scope(agency):
        for name, summary in (("Zwembaden", "Iets anders."), ("Archief", "Over zwembaden.")):
            details = ServiceDetails(name=name, summary=summary, theme="leisure")
            publish_service(actor=Actor.system(agency), file=demo_contract(), details=details)

    assert names(aalst, q="zwembad") == ["Zwembaden", "Archief"]
    assert names(aalst) == ["Archief", "Zwembaden"]
    assert names(aalst, sort="newest") == ["Archief", "Zwembaden"]
    assert names(aalst, q="zwembad", sort="newest") == ["Archief", "Zwembaden"]


def test_each_facet_counts_what_the_other_choices_leave(agency: Tenant, aalst: Tenant) -> None:
    many_services(agency, 16)

    with tenant_scope(aalst):
        found = look_for(Search.read({"theme": "government", "kind": "rest"}))

    assert found.count == 2
    assert found.counts["kind"] == {"rest": 2}
    assert found.counts["theme"] == {"government": 2, "leisure": 2, "environment": 2, "education": 2}
    assert found.counts["agency"] == {agency.slug: 2}
    assert found.counts["state"] == {"active": 2}


def test_what_we_try_is_a_facet_of_our_own(
    agency: Tenant, aalst: Tenant, brugge: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    many_services(agency, 3)

    assert names(aalst, tried="yes") == ["Verenigingsregister"]
    assert names(brugge, tried="yes") == []
    page = client_for(brugge, Role.MEMBER).get("/services/?tried=yes")
    assert 'class="empty"' in page.text
    assert "?" in page.text


def test_three_hundred_services_take_as_many_queries_as_one_and_stand_on_pages(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    many_services(agency, 300)
    member = client_for(aalst, Role.MEMBER)

    with django_assert_max_num_queries(16):
        page = member.get("/services/?q=dienst&kind=soap&page=2")

    assert page.context["page"].paginator.count == 150
    assert page.text.count('class="card"') == 24
    assert "kind=soap" in page.text


def test_the_list_as_a_file_holds_what_the_list_holds_and_runs_no_formula(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    with tenant_scope(agency):
        details = ServiceDetails(name="=1+1", summary="Som.", theme="economy")
        publish_service(actor=Actor.system(agency), file=demo_contract(), details=details)
    many_services(agency, 2)
    member = client_for(aalst, Role.READER)

    def rows(address: str) -> Iterable[list[str]]:
        return list(csv.reader(io.StringIO(member.get(address).content.decode("utf-8-sig")), delimiter=";"))

    header, *lines = rows("/services/export/")
    [_header, line] = rows("/services/export/?theme=economy")

    assert header[0] == "Dienst"
    assert len(lines) == 3
    assert line[0] == "'=1+1"
    assert line[-1].endswith(f"/services/{agency.slug}/11/")
    assert client_for(aalst).get("/services/export/").status_code == 302


def test_paths_are_searched_by_their_words() -> None:
    operation = {"key": "GET /leden/{lidNummer}", "summary": "Zoek een lid", "tags": ["Leden"]}

    assert search_words([operation], ["welfare"]) == (
        "Welzijn, gezondheid en gezin GET leden lid Nummer Zoek een lid Leden"
    )
