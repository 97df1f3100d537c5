"""Answers that become examples of a service: none of them is lost where two people keep one at the same moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from tests.at_once import Prepared, at_once
from vlavirgem_sandbox.catalogue.keeping_examples import draft_with_example
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_sandbox.catalogue.services import ServiceDetails, publish_service
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.model import Answer, CallRequest
from vlavirgem_sandbox.contracts.recorded.recorded_call import RecordedCall
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

PERSON: dict[str, Any] = {"type": "object", "required": ["naam"], "properties": {"naam": {"type": "string"}}}
CONTRACT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Personen", "version": "1.0"},
    "paths": {
        "/personen/{nummer}": {
            "get": {
                "parameters": [{"name": "nummer", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {"description": "Een persoon", "content": {"application/json": {"schema": PERSON}}}
                },
            }
        }
    },
}


def recorded(number: str, name: str) -> RecordedCall:
    body = json.dumps({"naam": name}).encode()
    answer = Answer(status=200, headers=(), body=body, content_type="application/json", origin="example")
    call = CallRequest(method="GET", path=f"/personen/{number}", query=[], headers=[])
    return RecordedCall(name=name, place="", call=call, answer=answer)


def keeps(version_id: UUID, number: str, name: str) -> Prepared:
    def prepare(actor: Actor) -> Callable[[], object]:
        version = ServiceVersion.objects.select_related("service__owner").get(pk=version_id)
        return lambda: draft_with_example(actor=actor, version=version, recorded=recorded(number, name))

    return prepare


def test_of_two_examples_kept_at_once_both_are_in_the_draft(own_database: str) -> None:
    # given
    agency = find_tenant("agentschap")
    file = ContractFile(data=json.dumps(CONTRACT).encode(), filename="personen.json")
    with tenant_scope(agency):
        live = publish_service(
            actor=Actor.system(agency), file=file, details=ServiceDetails(name="Personen", summary="Wie is wie.")
        ).version

    # when
    ends = at_once(("agentschap", keeps(live.pk, "1", "Rosa")), ("agentschap", keeps(live.pk, "2", "Emile")))

    # then
    assert ends == ["done", "done"]
    with tenant_scope(agency):
        draft = ServiceVersion.objects.get(service=live.service_id, state=PublicationState.DRAFT)
    responses = draft.document["paths"]["/personen/{nummer}"]["get"]["responses"]
    assert set(responses["200"]["content"]["application/json"]["examples"]) == {"rosa", "emile"}
