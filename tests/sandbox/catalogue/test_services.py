"""Publishing: what is stored, what is refused, and who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.sandbox.demo_contracts import demo_contract
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.accepting import ContractRefused
from vlavirgem_sandbox.catalogue.models import PublicationState, Service, ServiceVersion
from vlavirgem_sandbox.catalogue.services import (
    ServiceDetails,
    discard_draft,
    draft_version,
    publish_service,
    publish_version,
)
from vlavirgem_sandbox.catalogue.services_lifecycle import withdraw_version
from vlavirgem_sandbox.catalogue.upload import CONTRACT_SIZE_LIMIT, ContractFile
from vlavirgem_tenants.commons.models import History, Visibility
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

DETAILS = ServiceDetails(name="Verenigingsregister")


def changed_contract() -> ContractFile:
    """The same service, one version on."""
    contract = demo_contract()
    return ContractFile(data=contract.data.replace(b"version: 1.0.0", b"version: 1.1.0"), filename=contract.filename)


def test_a_published_service_is_live_version_1_for_the_network(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant
) -> None:
    with tenant_scope(aalst):
        cards: Any = Service.objects.offered().for_cards()
        seen = cards.values("name", "latest_number", "latest_operations").get()
        history = History.objects.of(Service.objects.get()).get()

    assert seen["name"] == "Verenigingsregister"
    assert seen["latest_number"] == 1
    assert seen["latest_operations"] == association_register.operation_count == 9
    assert (history.verb, history.owner) == ("published", agency)


def test_a_refused_contract_stores_nothing_and_lists_every_problem_with_place_and_remedy(agency: Tenant) -> None:
    broken = ContractFile(
        data=b"openapi: 3.1.0\ninfo: {title: X, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n"
        b"        '200': {$ref: 'https://elders.example/antwoord.yaml'}\n",
        filename="kapot.yaml",
    )
    with tenant_scope(agency):
        with pytest.raises(ContractRefused) as refused:
            publish_service(actor=Actor.system(agency), file=broken, details=DETAILS)
        assert not Service.objects.exists()
        assert not ServiceVersion.objects.exists()

    errors = [problem for problem in refused.value.details if problem["severity"] == "error"]
    assert errors
    assert all(problem["message"] and problem["remedy"] for problem in errors)


@pytest.mark.parametrize("data", [b"\x00\x01\xff", b"[1, 2", b"not: a contract", b"- 1", b'"tekst"'])
def test_what_is_no_contract_is_refused_with_a_reason(agency: Tenant, data: bytes) -> None:
    with tenant_scope(agency), pytest.raises(ContractRefused) as refused:
        publish_service(actor=Actor.system(agency), file=ContractFile(data=data, filename="x.yaml"), details=DETAILS)

    assert refused.value.details


def test_a_file_above_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Refusal) as refused:
        ContractFile(data=b"x" * (CONTRACT_SIZE_LIMIT + 1), filename="groot.yaml")

    assert refused.value.code == "contract-too-large"
    assert refused.value.status == 413


def test_the_same_contract_again_changes_nothing_and_says_so(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    with tenant_scope(agency):
        again = publish_service(actor=Actor.system(agency), file=demo_contract(), details=DETAILS)
        assert ServiceVersion.objects.count() == 1

    assert again.unchanged
    assert again.version.pk == association_register.pk


def test_a_changed_contract_becomes_version_2_beside_version_1(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    with tenant_scope(agency):
        second = publish_service(actor=Actor.system(agency), file=changed_contract(), details=DETAILS)
        live = list(ServiceVersion.objects.live().order_by("number").values_list("number", flat=True))

    assert not second.unchanged
    assert live == [1, 2]


def test_a_draft_is_seen_by_its_publisher_only_until_it_is_live(agency: Tenant, aalst: Tenant) -> None:
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS).version
        assert ServiceVersion.objects.filter(pk=draft.pk).exists()
    with tenant_scope(aalst):
        assert not Service.objects.exists()
        assert not ServiceVersion.objects.exists()
    with tenant_scope(agency):
        live = publish_version(actor=Actor.system(agency), version=draft)
        assert live.service.visibility == Visibility.NETWORK
    with tenant_scope(aalst):
        assert ServiceVersion.objects.get().state == PublicationState.ACTIVE


def test_a_second_draft_of_a_live_service_stays_hidden_while_the_live_version_is_seen(
    association_register: ServiceVersion, agency: Tenant, aalst: Tenant
) -> None:
    with tenant_scope(agency):
        draft_version(actor=Actor.system(agency), file=changed_contract(), details=DETAILS)
    with tenant_scope(aalst):
        assert list(ServiceVersion.objects.values_list("number", flat=True)) == [1]


def test_a_contract_handed_in_again_brings_a_draft_its_new_words(agency: Tenant) -> None:
    first = ServiceDetails(name="Verenigingsregister", summary="Oud.", theme="environment")
    again = ServiceDetails(name="VerenigingsRegister", summary="Nieuw.", theme="leisure")
    with tenant_scope(agency):
        draft_version(actor=Actor.system(agency), file=demo_contract(), details=first)
        draft_version(actor=Actor.system(agency), file=changed_contract(), details=again)
        service = Service.objects.get()

    assert (service.name, service.summary, service.themes) == ("VerenigingsRegister", "Nieuw.", ["leisure"])


def test_words_handed_in_with_a_draft_leave_a_live_service_as_municipalities_see_it(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    with tenant_scope(agency):
        themes = Service.objects.get().themes
        other = ServiceDetails(name="Verenigingsregister", theme="environment")
        draft_version(actor=Actor.system(agency), file=changed_contract(), details=other)

        assert Service.objects.get().themes == themes != ["environment"]


def test_a_discarded_draft_leaves_no_service_behind(agency: Tenant) -> None:
    with tenant_scope(agency):
        draft = draft_version(actor=Actor.system(agency), file=demo_contract(), details=DETAILS).version
        discard_draft(actor=Actor.system(agency), version=draft)
        assert not Service.objects.exists()


def test_a_live_version_cannot_be_discarded(association_register: ServiceVersion, agency: Tenant) -> None:
    with tenant_scope(agency), pytest.raises(Refusal):
        discard_draft(actor=Actor.system(agency), version=association_register)


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"document": {}}, {"number": 7}, {"state": "draft"}])
def test_the_database_keeps_a_version_that_has_been_live_as_it_was(
    association_register: ServiceVersion, agency: Tenant, change: dict[str, object]
) -> None:
    with tenant_scope(agency):
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceVersion.objects.filter(pk=association_register.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceVersion.objects.filter(pk=association_register.pk).delete()
        assert ServiceVersion.objects.filter(pk=association_register.pk).update(state="withdrawn") == 1


def test_another_tenant_can_neither_change_a_service_nor_add_a_version_to_it(
    association_register: ServiceVersion, aalst: Tenant
) -> None:
    with tenant_scope(aalst):
        service = Service.objects.get()
        assert Service.objects.filter(pk=service.pk).update(name="Gekaapt") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            ServiceVersion.objects.create(
                owner=aalst, service=service, number=9, dialect="openapi-3.1", digest="1" * 64, document={}
            )


def test_a_withdrawn_version_takes_the_service_out_of_the_catalogue_when_it_was_the_last(
    association_register: ServiceVersion, agency: Tenant
) -> None:
    with tenant_scope(agency):
        withdraw_version(actor=Actor.system(agency), version=association_register, reason="Vervangen.")
        service = Service.objects.get()

        assert service.state == PublicationState.WITHDRAWN
        assert History.objects.of(service)[0].reason == "Vervangen."


def test_a_municipality_publishes_nothing_even_as_administrator(aalst: Tenant) -> None:
    with tenant_scope(aalst), pytest.raises(Refusal) as refused:
        publish_service(actor=Actor.system(aalst), file=demo_contract(), details=DETAILS)

    assert refused.value.status == 403


@pytest.mark.parametrize(("role", "allowed"), [(Role.READER, False), (Role.BUYER, False), (Role.DEVELOPER, True)])
def test_publishing_takes_the_right_role(
    agency: Tenant, actor_of: Callable[..., Actor], role: Role, *, allowed: bool
) -> None:
    actor = actor_of(agency, role)
    with tenant_scope(agency):
        if allowed:
            assert publish_service(actor=actor, file=demo_contract(), details=DETAILS).version.number == 1
        else:
            with pytest.raises(Refusal):
                publish_service(actor=actor, file=demo_contract(), details=DETAILS)
