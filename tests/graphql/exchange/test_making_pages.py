"""The pages on which an operator makes a kind of a document and closes it: looked at first, by nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example, example_text
from vlavirgem_graphql.exchange.models import KindVersion
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

NEW, CLOSE = "/kinds/new/", f"/kinds/{FIRST}/close/"
ClientFor = Callable[[Tenant, Role], Client]


@pytest.fixture
def operator(network: Tenant, client_for: ClientFor) -> Client:
    """Who manages the network's own organisation."""
    return client_for(network, Role.ADMINISTRATOR)


def send(client: Client, document: str, looked_at: str = "") -> Any:
    return client.post(NEW, {"document": document, "looked_at": looked_at})


def look_and_make(client: Client, document: str) -> Any:
    """Send it as a person does: once to look at what it makes, and then with the mark of what was seen."""
    return send(client, document, send(client, document).context["mark"])


def revisions(network: Tenant) -> int:
    with tenant_scope(network):
        return KindVersion.objects.count()


def changed(**properties: Any) -> str:
    document = example(FIRST)
    document["properties"] |= properties
    return json.dumps(document)


def test_a_document_is_looked_at_before_it_is_made(network: Tenant, operator: Client) -> None:
    # When it is sent for the first time, then what it makes is shown, and nothing is made
    looked = send(operator, example_text(FIRST))
    assert looked.status_code == HTTPStatus.OK
    assert "surface" in looked.text
    assert revisions(network) == 0

    # When another text is sent with the mark of that one, then that is looked at first
    other = changed(note={"type": "string"})
    assert send(operator, other, looked.context["mark"]).status_code == HTTPStatus.OK
    assert revisions(network) == 0

    # When it is sent as it was seen, then it is there
    made = send(operator, example_text(FIRST), looked.context["mark"])
    assert made["Location"] == f"/kinds/{FIRST}/"
    assert revisions(network) == 1


def test_a_change_begins_from_what_stands_and_one_that_breaks_is_told_at_its_place(
    network: Tenant, operator: Client
) -> None:
    look_and_make(operator, changed(note={"type": "string"}))
    begun = json.loads(operator.get(f"{NEW}?from={FIRST}").context["text"])
    assert "note" in begun["properties"]

    # When the field is taken out again, then even with the mark of that text it is not made
    broken = send(operator, example_text(FIRST))
    assert broken.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "/properties/note" in broken.text
    assert send(operator, example_text(FIRST), broken.context["mark"]).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert revisions(network) == 1

    # And what breaks nobody takes the place of what stands
    assert look_and_make(operator, changed(note={"type": "string"}, more={"type": "string"})).status_code == 302
    assert revisions(network) == 2


def test_all_that_is_wrong_is_told_at_once_with_its_place_and_what_to_do(network: Tenant, operator: Client) -> None:
    wrong = changed(shade={"type": "boolean", "minimum": 1}, note={"type": ["string", "null"]})

    refused = send(operator, wrong)

    told = refused.context["form"].errors["document"]
    assert [said.split(":")[0].split()[-1] for said in told] == ["/properties/shade/minimum", "/properties/note/type"]
    assert "Laat null weg" in told[1]
    assert "regel 1, kolom 2" in send(operator, "{").text
    assert send(operator, changed(shade={"type": "boolean"})).status_code == HTTPStatus.OK


@pytest.mark.parametrize("document", ["", "{", "[]", '{"type": "object"}'])
def test_what_is_no_document_is_told_at_the_field(network: Tenant, operator: Client, document: str) -> None:
    refused = send(operator, document)

    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "document" in refused.context["form"].errors
    assert revisions(network) == 0


def test_a_kind_is_closed_after_a_question_and_opened_again_by_its_document(network: Tenant, operator: Client) -> None:
    look_and_make(operator, example_text(FIRST))

    asked = operator.get(CLOSE)
    assert (asked.status_code, revisions(network)) == (HTTPStatus.OK, 1)
    assert operator.post(CLOSE)["Location"] == f"/kinds/{FIRST}/"
    with tenant_scope(network):
        assert KindVersion.objects.latest("revision").is_closed
    operator.post(CLOSE)
    assert revisions(network) == 2, "closing it again is nothing new"

    look_and_make(operator, example_text(FIRST))
    with tenant_scope(network):
        assert not KindVersion.objects.latest("revision").is_closed


@pytest.mark.parametrize("name", ["geen", "public-service"])
def test_what_was_not_made_here_cannot_be_closed(operator: Client, name: str) -> None:
    assert operator.post(f"/kinds/{name}/close/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("page", [NEW, CLOSE])
def test_nobody_but_the_operator_makes_or_closes_one(
    network: Tenant, brugge: Tenant, operator: Client, client_for: ClientFor, page: str
) -> None:
    look_and_make(operator, example_text(FIRST))
    mark = send(operator, changed(note={"type": "string"})).context["mark"]
    sent = {"document": changed(note={"type": "string"}), "looked_at": mark}

    for client in (client_for(network, Role.READER), client_for(brugge, Role.ADMINISTRATOR)):
        assert client.post(page, sent).status_code == HTTPStatus.FORBIDDEN
    assert Client(headers={"host": network.host}).post(page, sent).status_code == HTTPStatus.FOUND  # to sign in
    assert revisions(network) == 1

    assert operator.post(page, sent).status_code == HTTPStatus.FOUND
    assert revisions(network) == 2
