"""A value that is no code of its list is read, looked for, grouped and written as any other; no row is lost for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.graphql.gateway.conftest import Api, agree
from vlavirgem_graphql.datasets.models import Dataset, ImportLine
from vlavirgem_graphql.datasets.services import import_catalogue
from vlavirgem_graphql.exchange.kinds.public_service import PUBLIC_SERVICE
from vlavirgem_graphql.exchange.row_filters import Operator, condition_from_text
from vlavirgem_graphql.exchange.services.offers import publish_offer
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

ELSEWHERE = "http://elders.example/thema/9"
LIST = "query($w: PublicServiceWhere) { publicServices(where: $w) { nodes { title type themes } } }"


@pytest.fixture
def offered(brugge: Tenant, dataset_of: Callable[..., Dataset], turtle: Callable[..., bytes]) -> Any:
    """Brugge offers two services; of the second neither the type nor the theme is of its list."""
    more = (
        '<http://data.example.org/9> a lpdc:InstancePublicService ; dct:title "Vreemd"@nl ; dct:type "Leen en koop" ;'
        f" m8g:thematicArea <{ELSEWHERE}> ."
    )
    with tenant_scope(brugge):
        actor, dataset = Actor.system(brugge), dataset_of(brugge, 1)
        import_catalogue(actor=actor, dataset=dataset, source=turtle(1, more), file_name="a.ttl")
        offer, _done = publish_offer(
            actor=actor, dataset=dataset, title="Producten", description="", fields=list(PUBLIC_SERVICE.field_names)
        )
    return offer


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        ({}, {"Dienst 1", "Vreemd"}),
        ({"type": {"eq": "Leen en koop"}}, {"Vreemd"}),
        ({"type": {"in": ["Bewijs", "Leen en koop"]}}, {"Dienst 1", "Vreemd"}),
        ({"not": {"type": {"eq": "Bewijs"}}}, {"Vreemd"}),
        ({"themes": {"hasAny": [ELSEWHERE]}}, {"Vreemd"}),
        ({"themes": {"hasAny": ["BouwenWonen"]}}, set()),
    ],
)
def test_it_is_read_and_looked_for_as_it_stands(
    api: Api, aalst: Tenant, offered: Any, where: dict[str, Any], titles: set[str]
) -> None:
    agree(aalst, offered)

    answer = api.ask(LIST, {"w": where})

    assert "errors" not in answer
    nodes = {node["title"]: node for node in answer["data"]["publicServices"]["nodes"]}
    assert nodes.keys() == titles
    if "Vreemd" in nodes:
        assert (nodes["Vreemd"]["type"], nodes["Vreemd"]["themes"]) == ("Leen en koop", [ELSEWHERE])


def test_it_is_a_group_of_its_own(api: Api, aalst: Tenant, offered: Any) -> None:
    agree(aalst, offered)

    answer = api.ask("{ publicServicesAggregate { groups(by: [type, themes]) { key count } } }")

    keys = [group["key"] for group in answer["data"]["publicServicesAggregate"]["groups"]]
    assert ["Leen en koop", ELSEWHERE] in keys


def test_an_agreement_can_be_about_it(api: Api, aalst: Tenant, offered: Any) -> None:
    asked = condition_from_text(PUBLIC_SERVICE.field("themes"), Operator.IS, ELSEWHERE)
    agree(aalst, offered, rows=[asked])

    nodes = api.ask(LIST)["data"]["publicServices"]["nodes"]

    assert [node["title"] for node in nodes] == ["Vreemd"]


def test_a_condition_takes_a_code_by_its_label_too() -> None:
    asked = condition_from_text(PUBLIC_SERVICE.field("themes"), Operator.IS, "Welzijn en gezondheid, bouwenwonen")

    assert asked.values == ("WelzijnGezondheid", "BouwenWonen")


def test_it_is_written_with_a_remark_but_what_a_record_is_must_be_a_code(writer: Api, aalst: Tenant) -> None:
    made = writer.ask('mutation { openDataset(kind: "public-service", title: "P") { dataset { id } } }')
    query = """mutation($d: ID!, $r: [PublicServiceWrite!]!) {
        writePublicServices(dataset: $d, records: $r) { records { id } } }"""
    dataset = made["data"]["openDataset"]["dataset"]["id"]

    def write(**fields: Any) -> dict[str, Any]:
        record = {"uri": "https://data.example.org/1", "title": "Dienst", **fields}
        return writer.ask(query, {"d": dataset, "r": [{"record": record}]})

    refused = write(entryType="Product")
    written = write(entryType="InstancePublicService", type="Onzin")

    (error,) = refused["errors"]
    assert error["extensions"]["code"] == "RECORD_REFUSED"
    assert "InstancePublicService, ConceptualPublicService" in error["message"]
    assert "errors" not in written
    with tenant_scope(aalst):
        assert "“Onzin”" in ImportLine.objects.get().reason
