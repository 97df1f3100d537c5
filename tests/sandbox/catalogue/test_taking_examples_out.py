"""A draft shows the examples that were kept in it, and gives each of them back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from django.test import Client

from tests.sandbox.catalogue.test_keeping_examples import CONTRACT, recorded
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.catalogue.keeping_examples import draft_with_example, draft_without_example, new_examples
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.recorded.taking_out import NamedExample
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ROSA = NamedExample(path="/personen/{nummer}", method="GET", status="200", name="rosa")
EMILE = NamedExample(path="/personen/{nummer}", method="GET", status="200", name="emile")


@pytest.fixture
def draft(agency: Tenant) -> ServiceVersion:
    """A draft in which two examples were kept."""
    actor = Actor.system(agency)
    file = ContractFile(data=json.dumps(CONTRACT).encode(), filename="personen.json")
    with tenant_scope(agency):
        live = publish_service(
            actor=actor, file=file, details=ServiceDetails(name="Personen", summary="Wie is wie.")
        ).version
        draft_with_example(actor=actor, version=live, recorded=recorded("1", "Rosa"))
        return draft_with_example(actor=actor, version=live, recorded=recorded("2", "Emile")).version


def test_the_page_of_a_draft_lists_the_examples_that_are_new_in_it(
    draft: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    page = client_for(agency, Role.DEVELOPER).get(f"/services/publish/{draft.pk}/").text

    assert ">rosa</th>" in page
    assert ">emile</th>" in page


def test_an_example_is_taken_out_and_the_other_stays(
    draft: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    # when
    answer = client_for(agency, Role.DEVELOPER).post(
        f"/services/publish/{draft.pk}/examples/take-out/", asdict(ROSA), follow=True
    )

    # then
    assert ">rosa</th>" not in answer.text
    assert ">emile</th>" in answer.text
    with tenant_scope(agency):
        left = ServiceVersion.objects.get(service=draft.service_id, state=PublicationState.DRAFT)
        operation = left.document["paths"]["/personen/{nummer}"]["get"]
    assert [each["example"] for each in operation["x-vlavirgem-recorded"]] == ["emile"]


def test_with_the_last_example_a_draft_goes_that_has_nothing_else_new(draft: ServiceVersion, agency: Tenant) -> None:
    actor = Actor.system(agency)
    with tenant_scope(agency):
        left = draft_without_example(actor=actor, version=draft, example=ROSA)
        assert left is not None

        nothing = draft_without_example(actor=actor, version=left, example=EMILE)

        assert nothing is None
        assert not ServiceVersion.objects.filter(state=PublicationState.DRAFT).exists()


def test_an_example_that_is_not_there_and_one_of_a_published_version_are_refused(
    draft: ServiceVersion, agency: Tenant
) -> None:
    actor = Actor.system(agency)
    with tenant_scope(agency):
        with pytest.raises(Refusal, match="voorbeeld"):
            draft_without_example(
                actor=actor, version=draft, example=NamedExample(path="/", method="GET", status="200", name="rosa")
            )
        live = ServiceVersion.objects.get(service=draft.service_id, state=PublicationState.ACTIVE)
        with pytest.raises(Refusal, match="voorbeeld"):
            draft_without_example(actor=actor, version=live, example=ROSA)
        assert new_examples(draft) == [EMILE, ROSA]


def test_a_reader_may_not_take_an_example_out(
    draft: ServiceVersion, agency: Tenant, client_for: Callable[..., Client]
) -> None:
    address = f"/services/publish/{draft.pk}/examples/take-out/"

    assert client_for(agency, Role.READER).post(address, asdict(ROSA)).status_code == 403
    assert client_for(agency, Role.DEVELOPER).post(address, asdict(ROSA)).status_code == 302
