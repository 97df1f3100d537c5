"""The quality of a contract on its pages: the score for everybody, what to improve for the publisher."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.sandbox.demo_contracts import changed_contract
from vlavirgem.ui.templatetags.paths import breakable
from vlavirgem_sandbox.catalogue import services
from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_sandbox.catalogue.quality import quality_of, told
from vlavirgem_sandbox.contracts.model import Contract
from vlavirgem_sandbox.contracts.quality.measuring import measure
from vlavirgem_sandbox.contracts.quality.rules import Lack, Measure, Rule
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ADDRESS = "/services/agentschap/verenigingsregister/"


def publish_undescribed(agency: Tenant) -> ServiceVersion:
    """A next version of the register with a field that nobody describes."""
    file = changed_contract()
    details = services.ServiceDetails(name="Verenigingsregister")
    with tenant_scope(agency):
        return services.publish_service(actor=Actor.system(agency), file=file, details=details).version


def test_everybody_sees_the_score_and_its_rules_and_only_the_publisher_what_to_improve(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    version = publish_undescribed(agency)
    with tenant_scope(agency):
        quality = quality_of(version)
    assert quality is not None

    reader = client_for(aalst, Role.READER).get(ADDRESS).text
    colleague = client_for(agency, Role.READER).get(ADDRESS).text
    publisher = client_for(agency, Role.DEVELOPER).get(ADDRESS).text

    for page in (reader, colleague, publisher):
        assert f'<progress class="meter" max="100" value="{quality.score}"' in page
        assert "Elk veld is beschreven" in page
    place = quality.lacking[0].measure.lacking[0].place
    assert f"<code>{breakable(place)}</code>" in publisher
    assert breakable(place) not in reader
    assert breakable(place) not in colleague


def test_the_publisher_sees_what_to_improve_before_it_is_live(
    agency: Tenant, client_for: Callable[..., Client]
) -> None:
    file = changed_contract()
    upload: dict[str, Any] = {"contract": SimpleUploadedFile(file.filename, file.data), "name": "", "summary": ""}

    preview = client_for(agency, Role.DEVELOPER).post("/services/publish/", upload | {"theme": "leisure"}, follow=True)

    assert preview.redirect_chain[-1][0].startswith("/services/publish/")
    assert 'class="meter"' in preview.text
    assert "Wat je kunt verbeteren" in preview.text


def test_it_is_measured_once_and_read_from_the_version_after_that(
    association_register: ServiceVersion,
    agency: Tenant,
    aalst: Tenant,
    client_for: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[Contract] = []

    def counted(contract: Contract) -> tuple[Measure, ...]:
        measured.append(contract)
        return measure(contract)

    monkeypatch.setattr(services, "measure", counted)
    publish_undescribed(agency)
    person = client_for(aalst, Role.MEMBER)

    assert "/services/agentschap/verenigingsregister/" in person.get("/services/").text
    assert 'class="meter"' in person.get(ADDRESS).text
    assert 'class="meter"' in person.get(ADDRESS).text
    assert len(measured) == 1


def test_a_version_from_before_it_was_measured_has_no_score_and_a_measured_one_has(
    agency: Tenant, association_register: ServiceVersion
) -> None:
    assert quality_of(ServiceVersion()) is None
    with tenant_scope(agency):
        assert quality_of(association_register) is not None


def test_what_weighs_most_is_named_first_and_what_holds_is_not_named() -> None:
    lack = (Lack("", "/info"),)
    quality = told(
        [
            Measure(rule=Rule.CONTACT, held=0, total=1, lacking=lack),
            Measure(rule=Rule.FIELDS_DESCRIBED, held=1, total=2, lacking=lack),
            Measure(rule=Rule.LICENCE, held=1, total=1),
            Measure(rule=Rule.PAGING, held=0, total=0),
        ]
    )

    assert [rule.measure.rule for rule in quality.lacking] == [Rule.FIELDS_DESCRIBED, Rule.CONTACT]
    assert [rule.measure.rule for rule in quality.rules] == [Rule.CONTACT, Rule.FIELDS_DESCRIBED, Rule.LICENCE]
    assert quality.score == 50


def test_a_contact_and_a_licence_in_the_description_count_as_those_of_the_contract() -> None:
    measured: list[dict[str, Any]] = [
        {"rule": rule, "held": 0, "total": 1, "lacking": []} for rule in ("contact", "licence", "paging")
    ]

    def lacking(description: dict[str, str]) -> set[str]:
        version = ServiceVersion(service=Service(description=description), quality=measured)
        quality = quality_of(version)
        assert quality is not None
        return {rule.measure.rule.value for rule in quality.lacking}

    assert lacking({}) == {"contact", "licence", "paging"}
    assert lacking({"contact_email": "a@agentschap.example"}) == {"licence", "paging"}
    assert lacking({"contact_page": "https://agentschap.example", "licence": "EUPL-1.2"}) == {"paging"}
