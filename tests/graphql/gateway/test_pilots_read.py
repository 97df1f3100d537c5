"""What the gateway shows of try-outs, pilots and shared pages to whom: the measure is what their pages show."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.graphql.gateway.conftest import Api
from tests.graphql.gateway.domain_pilots import open_pilot, open_try_out, share_pages
from tests.graphql.gateway.domain_rows import publish_services
from vlavirgem_graphql.gateway import statement
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.pilots.models import Finding
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

WHOLE = """{ pilots(first: 2) { nodes { title lead { slug } partners { nodes { slug } }
    tryOut { name calls { totalCount } } services { nodes { name } }
    findings { nodes { title callCount measurements { nodes { value } } } }
    decisions { nodes { outcome decidedBy findings { nodes { title } } } } } } }"""


def node_of(type_name: str, key: object) -> str:
    """A document that asks for one row by its id."""
    global_id = base64.b64encode(f"{type_name}:{key}".encode()).decode()
    return f'{{ node(id: "{global_id}") {{ __typename id }} }}'


@pytest.fixture
def version(brugge: Tenant) -> ServiceVersion:
    """A version of a service that everybody can try."""
    service = publish_services(brugge)["whole"]
    with tenant_scope(brugge):
        return service.versions.get(number=3)


@pytest.fixture
def tryout(brugge: Tenant, version: ServiceVersion) -> TryOut:
    """A try-out of Brugge."""
    return open_try_out(brugge, version)


def test_a_pilot_is_read_whole_by_its_partner_but_for_what_is_the_leads_own(
    api: Api, api_for: Any, aalst: Tenant, brugge: Tenant, tryout: TryOut
) -> None:
    open_pilot(brugge, partners=(aalst,), tryout=tryout)
    (led,) = api_for(brugge).ask(WHOLE)["data"]["pilots"]["nodes"]
    (shared,) = api.ask(WHOLE)["data"]["pilots"]["nodes"]
    assert (led["tryOut"]["calls"]["totalCount"], led["services"]["nodes"]) == (3, [{"name": tryout.service_name}])
    assert (shared["tryOut"], shared["services"]["nodes"]) == (None, [])
    own = ("tryOut", "services")
    assert {name: value for name, value in shared.items() if name not in own} == {
        name: value for name, value in led.items() if name not in own
    }
    assert shared["partners"]["nodes"] == [{"slug": "aalst"}]
    assert shared["decisions"]["nodes"][0]["decidedBy"] == "Bea"  # as on the page of the pilot


def test_what_was_taken_back_is_shown_to_nobody_not_even_by_its_id(
    api_for: Any, brugge: Tenant, tryout: TryOut
) -> None:
    pilot = open_pilot(brugge, tryout=tryout)
    with tenant_scope(brugge):
        kept, gone = (Finding.objects.get(pilot=pilot, withdrawn_at__isnull=standing) for standing in (True, False))
    ours = api_for(brugge)
    (told,) = ours.ask(WHOLE)["data"]["pilots"]["nodes"]
    (finding,) = told["findings"]["nodes"]
    assert (finding["title"], finding["callCount"], len(finding["measurements"]["nodes"])) == (kept.title, 1, 2)
    assert [one["outcome"] for one in told["decisions"]["nodes"]] == ["scale_up"]
    assert told["decisions"]["nodes"][0]["findings"]["nodes"] == [{"title": kept.title}]
    assert ours.ask(node_of("Finding", gone.pk))["data"]["node"] is None
    assert ours.ask(node_of("Finding", kept.pk))["data"]["node"]["__typename"] == "Finding"


def test_another_finds_neither_a_pilot_that_was_not_shared_nor_its_parts(
    api: Api, api_for: Any, brugge: Tenant, tryout: TryOut
) -> None:
    pilot = open_pilot(brugge, tryout=tryout)
    with tenant_scope(brugge):
        parts = [("Pilot", pilot.pk), ("Finding", Finding.objects.get(pilot=pilot, withdrawn_at=None).pk)]
    assert api.ask("{ pilots { totalCount } }")["data"]["pilots"]["totalCount"] == 0
    for type_name, key in parts:
        assert api.ask(node_of(type_name, key))["data"]["node"] is None
        assert api_for(brugge).ask(node_of(type_name, key))["data"]["node"]["__typename"] == type_name


def test_try_outs_and_calls_are_their_organisations_own(
    api: Api, api_for: Any, aalst: Tenant, brugge: Tenant, version: ServiceVersion, tryout: TryOut
) -> None:
    query = """{ tryOuts(first: 5) { nodes { name version { number service { tryOuts { totalCount } } }
        calls { nodes { id path } } } } }"""
    (theirs,) = api_for(brugge).ask(query)["data"]["tryOuts"]["nodes"]
    assert (theirs["version"]["number"], len(theirs["calls"]["nodes"])) == (3, 3)
    assert theirs["version"]["service"]["tryOuts"]["totalCount"] == 1
    assert api.ask(query)["data"]["tryOuts"]["nodes"] == []
    for key, type_name in ((tryout.pk, "TryOut"), (theirs["calls"]["nodes"][0]["id"], "TryOutCall")):
        asked = node_of(
            type_name, base64.b64decode(str(key)).decode().split(":")[1] if type_name == "TryOutCall" else key
        )
        assert api.ask(asked)["data"]["node"] is None
        assert api_for(brugge).ask(asked)["data"]["node"]["__typename"] == type_name
    services = '{ services(words: "verenigingen") { nodes { tryOuts { totalCount } } } }'
    assert api.ask(services)["data"]["services"]["nodes"] == [{"tryOuts": {"totalCount": 0}}]


def test_a_shared_page_that_was_taken_back_or_ran_out_is_its_owners_only(
    api: Api, api_for: Any, aalst: Tenant, brugge: Tenant
) -> None:
    pages = share_pages(brugge, aalst)
    query = "{ sharedPages { nodes { title adoptionCount } } }"
    assert api.ask(query)["data"]["sharedPages"]["nodes"] == [{"title": pages[0].title, "adoptionCount": 1}]
    assert len(api_for(brugge).ask(query)["data"]["sharedPages"]["nodes"]) == 3
    for gone in pages[1:]:
        assert api.ask(node_of("SharedPage", gone.pk))["data"]["node"] is None
        assert api_for(brugge).ask(node_of("SharedPage", gone.pk))["data"]["node"] is not None
    assert api.ask(node_of("SharedPage", pages[0].pk))["data"]["node"] is not None


def test_a_pilot_with_all_its_parts_is_one_statement(
    api: Api, aalst: Tenant, brugge: Tenant, tryout: TryOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_pilot(brugge, partners=(aalst,), tryout=tryout)
    api.ask(WHOLE)
    ran: list[object] = []
    read_rows = statement._rows

    def counted(session: Any, result: Any) -> Any:
        ran.append(result)
        return read_rows(session, result)

    monkeypatch.setattr(statement, "_rows", counted)
    with CaptureQueriesContext(connection) as queries:
        assert "errors" not in api.ask(WHOLE)
    assert len(ran) == 2  # the key; the page
    assert len([query for query in queries if "SAVEPOINT" not in query["sql"]]) <= 1
