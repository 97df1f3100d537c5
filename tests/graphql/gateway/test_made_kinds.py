"""A kind that an operator made is one as all others, in this process and in one that was running already."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.graphql.gateway.conftest import Api, agree
from vlavirgem_graphql.datasets.formats import FORMATS, TABLE, Source, base_for
from vlavirgem_graphql.datasets.models import Dataset
from vlavirgem_graphql.datasets.services import import_file, open_dataset
from vlavirgem_graphql.exchange.kinds import find_kind
from vlavirgem_graphql.exchange.kinds.made.examples.reading import example
from vlavirgem_graphql.exchange.models import Offer
from vlavirgem_graphql.exchange.services.kinds import make_kind
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_graphql.gateway import contract
from vlavirgem_graphql.gateway.key_scopes import KeyScope
from vlavirgem_graphql.gateway.services import make_key
from vlavirgem_graphql.schema import root
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

Document = dict[str, Any]
ASK = "{ playgrounds(orderBy: SURFACE_DESC) { nodes { name ground surface provider { slug } } } }"
TABLE_OF_TWO = "uri;naam;ondergrond;oppervlakte;schaduw\nplein-1;Het Park;zand;120,5;ja\nplein-2;De Kade;gras;80;nee\n"
OTHER_PROCESS = Path(__file__).with_name("other_process.py")


def make(network: Tenant, document: Document | None = None) -> None:
    with tenant_scope(network):
        make_kind(actor=Actor.system(network), document=document or example("speelterrein"))


def imported(tenant: Tenant, table: str = TABLE_OF_TWO, kind: str = "speelterrein") -> Dataset:
    with tenant_scope(tenant):
        actor, declared = Actor.system(tenant), find_kind(kind)
        dataset = open_dataset(actor=actor, kind=kind, title="Pleinen")
        source = Source(content=table.encode(), kind=declared, base=base_for(tenant, declared))
        run = import_file(actor=actor, dataset=dataset, form=TABLE, source=source, file_name="pleinen.csv")
        assert run.counts.get("refused", 0) == 0, list(run.lines.values_list("reason", flat=True))
    return dataset


def offered(tenant: Tenant) -> Offer:
    dataset = imported(tenant)
    with tenant_scope(tenant):
        offer, _done = publish_offer(
            actor=Actor.system(tenant),
            dataset=dataset,
            title="Pleinen",
            description="",
            fields=["uri", "name", "ground", "surface"],
        )
    return offer


def test_it_is_imported_agreed_on_and_read_through_the_gateway(
    network: Tenant, aalst: Tenant, brugge: Tenant, api_for: Callable[..., Api]
) -> None:
    # Given a kind that an operator makes while the gateway is at work
    tool = api_for(aalst)
    assert "playgrounds" in tool.ask(ASK)["errors"][0]["message"]
    make(network)

    # Then it is in the schema, and refused as long as nobody agreed on it
    assert tool.ask(ASK)["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"

    # When Brugge offers records of it and Aalst agrees on some fields
    offer = offered(brugge)
    agree(aalst, offer, ["uri", "name", "surface"])

    # Then Aalst reads those, and no other
    answer = tool.ask(ASK)
    assert answer["data"]["playgrounds"]["nodes"] == [
        {"name": "Het Park", "ground": None, "surface": 120.5, "provider": {"slug": "brugge"}},
        {"name": "De Kade", "ground": None, "surface": 80, "provider": {"slug": "brugge"}},
    ]
    assert [each["field"] for each in answer["extensions"]["withheld"]] == ["ground"]


def test_it_is_searched_counted_and_summed(
    network: Tenant, aalst: Tenant, brugge: Tenant, api_for: Callable[..., Api]
) -> None:
    make(network)
    agree(aalst, offered(brugge))
    answer = api_for(aalst).ask(
        "{ few: playgrounds(where: {surface: {gt: 100.2}}) { nodes { name } }"
        ' found: playgrounds(search: "kade") { nodes { name } }'
        " playgroundsAggregate { count sum { surface } max { surface } groups(by: [ground]) { key count } } }"
    )["data"]
    assert answer["few"]["nodes"] == [{"name": "Het Park"}]
    assert answer["found"]["nodes"] == [{"name": "De Kade"}]
    figures = answer["playgroundsAggregate"]
    assert (figures["count"], figures["sum"], figures["max"]) == (2, {"surface": 200.5}, {"surface": 120.5})


def test_a_program_writes_records_of_it(network: Tenant, aalst: Tenant, api_for: Callable[..., Api]) -> None:
    make(network)
    tool = api_for(aalst, scopes=(KeyScope.DATA,))
    opened = tool.ask('mutation { openDataset(kind: "speelterrein", title: "Van een programma") { dataset { id } } }')
    dataset = opened["data"]["openDataset"]["dataset"]["id"]
    write = (
        "mutation ($dataset: ID!, $ground: String) { writePlaygrounds(dataset: $dataset, records: "
        '[{record: {uri: "https://aalst.example/1", name: "Nieuw", surface: 10.5, ground: $ground}}]) '
        "{ records { title } } }"
    )
    refused = tool.ask(write, {"dataset": dataset, "ground": "beton"})["errors"][0]
    assert refused["extensions"]["code"] == "RECORD_REFUSED"
    done = tool.ask(write, {"dataset": dataset, "ground": "zand"})
    assert done["data"]["writePlaygrounds"]["records"] == [{"title": "Nieuw"}]


def test_its_records_go_out_and_come_back_as_linked_data(network: Tenant, brugge: Tenant) -> None:
    make(network)
    with tenant_scope(brugge):
        kind = find_kind("speelterrein")
    dataset = imported(brugge)
    client = Client(HTTP_HOST=brugge.host)
    with tenant_scope(brugge):
        from vlavirgem_tenants.people.models import User

        client.force_login(User.objects.get(username=f"{Role.DEVELOPER.value}@brugge.example"))
        before = list(dataset.records.order_by("key").values_list("body", flat=True))
    for name in ("turtle", "json-ld", "csv"):
        response = client.get(f"/data/datasets/{dataset.pk}/export/{name}/")
        content = b"".join(response) if response.streaming else response.content
        form = FORMATS["table" if name == "csv" else name]
        with tenant_scope(brugge):
            source = Source(content=content, kind=kind, base=base_for(brugge, kind))
            drafts = sorted(form.read(source), key=lambda draft: draft.key)
        assert [draft.body for draft in drafts] == before, name


def test_old_records_stay_readable_beside_a_second_version(
    network: Tenant, brugge: Tenant, api_for: Callable[..., Api]
) -> None:
    make(network)
    offered(brugge)
    second = example("speelterrein")
    second["x-vlavirgem-version"] = 2
    second["properties"]["shade"] = {"type": "string"}
    make(network, second)

    tool = api_for(brugge)
    assert len(tool.ask(ASK)["data"]["playgrounds"]["nodes"]) == 2
    told = tool.ask("{ playgrounds2 { nodes { name shade } } }")
    assert told["errors"][0]["extensions"]["code"] == "AGREEMENT_REQUIRED"


def test_a_page_of_the_kind_and_its_documents_are_there(
    network: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    make(network)
    client = client_for(aalst, Role.DEVELOPER)
    assert "Speelterreinen" in client.get("/kinds/").text
    assert "Oppervlakte" in client.get("/kinds/speelterrein/", headers={"accept-language": "nl"}).text
    schema = client.get("/kinds/speelterrein/schema.json").json()
    assert schema["properties"]["surface"]["minimum"] == 0
    assert "playgrounds" in client.get("/developers/public-schema.graphql").text


def test_all_that_tells_of_the_schema_tells_of_a_kind_as_it_is_now(
    network: Tenant, brugge: Tenant, api_for: Callable[..., Api], client_for: Callable[..., Client]
) -> None:
    # Given that each was read before the kind was made, and again before it was changed
    tool = api_for(brugge, may_introspect=True)
    client = client_for(brugge, Role.DEVELOPER)

    def told() -> dict[str, bool]:
        fields = tool.ask('{ __type(name: "Playground") { fields { name } } }')["data"]["__type"]
        texts = {
            "the subgraph": tool.ask("{ _service { sdl } }")["data"]["_service"]["sdl"],
            "the public schema": client.get("/developers/public-schema.graphql").text,
            "our schema": client.get("/developers/schema.graphql").text,
        }
        types = {name: text.partition("type Playground ")[2].partition("}")[0] for name, text in texts.items()}
        found = {name: " note: String" in of_type for name, of_type in types.items()}
        return {"introspection": fields is not None and {"name": "note"} in fields["fields"], **found}

    assert set(told().values()) == {False}
    make(network)
    offered(brugge)
    assert set(told().values()) == {False}

    # When a field is added
    more = example("speelterrein")
    more["properties"]["note"] = {"type": "string"}
    make(network, more)

    # Then each tells of it at once
    assert set(told().values()) == {True}, told()


def test_what_is_kept_of_kinds_that_were_is_bounded(
    network: Tenant, brugge: Tenant, api_for: Callable[..., Api]
) -> None:
    tool, document = api_for(brugge, may_introspect=True), example("speelterrein")
    for number in range(5):
        document["properties"][f"note{number}"] = {"type": "string"}
        make(network, document)
        told = tool.ask('{ __type(name: "PlaygroundWhere") { name } _service { sdl } }')["data"]
        assert f"note{number}" in told["_service"]["sdl"]

    assert len(root._schemas) <= 3
    for kept in (contract._whole, contract._acts, root.schema_text_of, root._subgraph):
        found = kept.cache_info()
        assert found.maxsize is not None
        assert found.currsize <= found.maxsize < 20


@pytest.fixture
def other_process(own_database: str) -> Iterator[Callable[[str, str], Any]]:
    """``other_process(key, document)``: what a process answers that runs since before the test began."""
    running = subprocess.Popen(
        [sys.executable, str(OTHER_PROCESS), own_database, "aalst.vvg.localhost"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert running.stdin is not None
    assert running.stdout is not None
    tell, told = running.stdin, running.stdout
    assert told.readline() == "ready\n"

    def ask(key: str, document: str) -> Any:
        tell.write(f"{key} {document}\n")
        tell.flush()
        status, answer = told.readline().split(" ", 1)
        assert status == "200"
        return json.loads(answer)

    yield ask
    tell.close()
    running.wait(20)


def test_a_process_that_runs_already_knows_it_at_its_next_request(other_process: Callable[[str, str], Any]) -> None:
    # Given a process that answered before
    network, aalst, brugge = (find_tenant(slug) for slug in ("net", "aalst", "brugge"))
    with tenant_scope(aalst):
        _key, key = make_key(actor=Actor.system(aalst), label="Elders", may_introspect=True)
    assert "playgrounds" in other_process(key, ASK)["errors"][0]["message"]

    # When the kind is made here, imported and agreed on
    make(network)
    agree(aalst, offered(brugge))

    # Then that process answers for it, and for what is added to it later
    assert len(other_process(key, ASK)["data"]["playgrounds"]["nodes"]) == 2
    more = example("speelterrein")
    more["properties"]["note"] = {"type": "string"}
    make(network, more)
    answer = other_process(key, "{ playgrounds { nodes { name note } } }")
    assert answer["data"]["playgrounds"]["nodes"][0]["note"] is None
