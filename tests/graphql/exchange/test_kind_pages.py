"""What a kind looks like is public: a page for people, and the form that a program asks for."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from vlavirgem_graphql.exchange.kind_pages import DOCUMENTS
from vlavirgem_graphql.exchange.kinds.made.examples.reading import FIRST, example
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

ADDRESS = "/kinds/public-service/"


@pytest.fixture
def visitor(network: Tenant) -> Client:
    """Somebody who is not signed in, on the network's own host."""
    return Client(headers={"host": network.host})


def test_a_visitor_reads_what_a_record_of_each_kind_looks_like(visitor: Client) -> None:
    listed, page = visitor.get("/kinds/"), visitor.get(ADDRESS)

    assert ADDRESS in listed.content.decode()
    assert "targetAudiences" in page.content.decode()
    assert 'href="http://purl.org/dc/terms/title"' in page.content.decode()
    assert "<code>MobiliteitOpenbareWerken</code>" in page.content.decode(), "the codes of a list that is known"


def test_a_member_reads_the_same_on_the_host_of_their_own_organisation(
    brugge: Tenant, client_for: Callable[[Tenant, Role], Client]
) -> None:
    page = client_for(brugge, Role.READER).get(ADDRESS)

    assert page.status_code == HTTPStatus.OK
    assert "http://net." in page.content.decode(), "the address that is told is the network's, whoever reads"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_program_gets_the_form_that_it_asks_for(visitor: Client, document: object) -> None:
    media_type, name = document.media_type, document.name  # type: ignore[attr-defined]

    asked = visitor.get(ADDRESS, headers={"accept": media_type})
    named = visitor.get(ADDRESS + name, headers={"accept": "*/*"})

    assert asked.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert asked.content == named.content
    assert "Accept" in asked.headers["Vary"]
    assert named.headers["Access-Control-Allow-Origin"] == "*", "a program of any site may read it"


def test_who_made_a_kind_is_for_members_and_what_it_is_for_everybody(
    network: Tenant, client_for: Callable[..., Client], actor_of: Callable[..., Actor]
) -> None:
    operator = actor_of(network)
    with tenant_scope(network):
        make_kind(actor=operator, document=example(FIRST))

    public, ours = (each.get(f"/kinds/{FIRST}/") for each in (client_for(network), client_for(network, Role.READER)))

    assert (operator.name in public.text, operator.name in ours.text) == (False, True)
    assert "inspectedOn" in public.text


def test_a_program_that_has_it_already_is_told_so(visitor: Client) -> None:
    first = visitor.get(ADDRESS + "context.jsonld")

    again = visitor.get(ADDRESS + "context.jsonld", headers={"if-none-match": first.headers["ETag"]})
    other = visitor.get(ADDRESS + "context.jsonld", headers={"if-none-match": '"other"'})

    assert (again.status_code, again.content) == (HTTPStatus.NOT_MODIFIED, b"")
    assert other.content == first.content


def test_a_form_that_there_is_none_of_is_refused_with_those_that_there_are(visitor: Client) -> None:
    refused = visitor.get(ADDRESS, headers={"accept": "application/pdf"})

    assert refused.status_code == HTTPStatus.NOT_ACCEPTABLE
    assert "text/turtle" in refused.content.decode()


@pytest.mark.parametrize("path", ["/kinds/bench/", "/kinds/bench/shapes.ttl", ADDRESS + "shapes.pdf"])
def test_what_is_no_kind_and_no_document_of_one_is_not_there(visitor: Client, path: str) -> None:
    assert visitor.get(path).status_code == HTTPStatus.NOT_FOUND


def test_the_list_as_a_program_reads_it_names_the_address_of_each(visitor: Client) -> None:
    listed = visitor.get("/kinds/", headers={"accept": "application/json"}).json()

    assert {"public-service", "association"} <= {each["name"] for each in listed["kinds"]}
    assert all(each["address"].startswith("http://net.") for each in listed["kinds"])
