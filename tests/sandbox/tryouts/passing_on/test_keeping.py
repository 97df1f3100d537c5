"""An answer of the acceptance environment becomes an example of the service: by its publisher, after seeing it."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.sandbox.real_service import CONTRACT, IN_PATH, OK, RealService, Said, published
from tests.sandbox.tryouts.passing_on.conftest import Passed, prepare
from vlavirgem_sandbox.catalogue.models import PublicationState, ServiceVersion
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def own(agency: Tenant, version: ServiceVersion, real_service: RealService) -> Passed:
    """The publisher's own try-out, answered by its own acceptance environment."""
    found = prepare(agency, agency, version, real_service)
    found.switch_on()
    return found


def page_of(passed: Passed, answered: dict[str, str]) -> str:
    return f"/tryouts/{passed.tryout.public_id}/calls/{answered['VlaVirGem-Call']}/"


def drafts(agency: Tenant) -> list[ServiceVersion]:
    with tenant_scope(agency):
        return list(ServiceVersion.objects.filter(state=PublicationState.DRAFT))


def test_an_answer_is_shown_and_kept_in_a_draft_one_after_the_other(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    developer = client_for(agency, Role.DEVELOPER)
    page = page_of(own, own.call("/jaren/2031"))
    assert "keep/" in developer.get(page).content.decode()

    preview = developer.get(f"{page}keep/").content.decode()
    assert "2031" in preview
    assert drafts(agency) == []

    kept = developer.post(f"{page}keep/", {"name": "Een jaar"})
    assert kept.status_code == 302
    [draft] = drafts(agency)
    assert kept["Location"] == f"/services/preview/{draft.pk}/" or str(draft.pk) in kept["Location"]
    assert "een-jaar" in json.dumps(draft.document)

    second = page_of(own, own.call("/jaren/2032"))
    developer.post(f"{second}keep/", {"name": "Nog een jaar"})
    [draft] = drafts(agency)
    examples = json.dumps(draft.document)
    assert "een-jaar" in examples
    assert "nog-een-jaar" in examples

    developer.post(f"{second}keep/", {"name": "Nog eens"})
    assert drafts(agency) == [draft]


def test_an_older_try_out_adds_to_the_newest_version_and_undoes_nothing_of_it(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    # given: version 2, without the POST of version 1
    developer = client_for(agency, Role.DEVELOPER)
    page = page_of(own, own.call("/jaren/2031"))
    smaller = {name: each for name, each in CONTRACT["paths"].items() if name != "/jaren"}
    published(agency, {**CONTRACT, "paths": smaller})

    # when
    preview = developer.get(f"{page}keep/").text
    developer.post(f"{page}keep/", {"name": "Een jaar"})

    # then
    assert "Deze proefopstelling is van versie 1" in preview
    assert "Het concept begint bij versie 2" in preview
    [draft] = drafts(agency)
    assert draft.number == 3
    assert "een-jaar" in json.dumps(draft.document)
    assert list(draft.document["paths"]) == list(smaller)


def test_a_call_that_the_newest_version_refuses_is_no_example_of_it_and_the_page_leads_back(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    # given: version 2 asks for a parameter more
    developer = client_for(agency, Role.DEVELOPER)
    page = page_of(own, own.call("/jaren/2031"))
    kind = {"name": "soort", "in": "query", "required": True, "schema": {"type": "string"}}
    paths = {"/jaren/{jaar}": {"get": {"parameters": [IN_PATH, kind], "responses": {"200": OK}}}}
    published(agency, {**CONTRACT, "paths": paths})

    # when
    shown, kept = developer.get(f"{page}keep/"), developer.post(f"{page}keep/", {"name": "Een jaar"})

    # then
    assert (shown.status_code, kept.status_code, drafts(agency)) == (422, 422, [])
    assert "past niet bij versie 2" in shown.text
    assert "soort" in shown.text
    assert "De proefopstelling is van versie 1." in shown.text
    assert f'href="{page}"' in shown.text


@pytest.mark.parametrize(
    "said",
    [
        Said(body=json.dumps({"jaar": 1, "password": "zeer-geheim-en-lang"}).encode()),
        Said(body=json.dumps({"jaar": 1, "x": "Bearer abcdefghijklmnopqrstuvwxyz"}).encode()),
    ],
)
def test_an_answer_with_a_secret_is_not_kept(
    agency: Tenant, own: Passed, client_for: Callable[..., Client], said: Said
) -> None:
    own.service.says = said
    developer = client_for(agency, Role.DEVELOPER)
    page = page_of(own, own.call())

    assert developer.get(f"{page}keep/").status_code == 422
    assert developer.post(f"{page}keep/", {"name": ""}).status_code == 422
    assert drafts(agency) == []


def test_an_answer_of_which_the_log_has_not_every_byte_is_not_offered(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    developer = client_for(agency, Role.DEVELOPER)
    whole, other = b'{"jaar": 2026, "naam": "caf\xc3\xa9"}', b'{"jaar": 2026, "naam": "vvt_%s"}' % (b"0" * 24)

    offered = []
    for body in (whole, other):
        own.service.says = Said(body=body)
        offered.append("keep/" in developer.get(page_of(own, own.call())).text)

    assert offered == [True, False]


def test_an_answer_that_breaks_the_contract_is_not_offered(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    developer = client_for(agency, Role.DEVELOPER)
    own.service.broken = True
    page = page_of(own, own.call())

    assert "keep/" not in developer.get(page).content.decode()
    assert developer.post(f"{page}keep/", {"name": ""}).status_code == 302
    assert drafts(agency) == []


def test_only_a_developer_of_the_publisher_keeps_one(
    agency: Tenant, own: Passed, client_for: Callable[..., Client]
) -> None:
    page = page_of(own, own.call())

    assert client_for(agency, Role.MEMBER).post(f"{page}keep/", {"name": ""}).status_code == 403
    assert client_for(agency, Role.DEVELOPER).get(f"{page}keep/").status_code == 200


def test_a_municipality_is_not_offered_it(passed: Passed, client_for: Callable[..., Client]) -> None:
    page = page_of(passed, passed.call())

    assert "keep/" not in client_for(passed.tenant, Role.DEVELOPER).get(page).content.decode()


def test_what_the_try_out_answered_itself_is_no_answer_to_keep(
    agency: Tenant, version: ServiceVersion, real_service: RealService, client_for: Callable[..., Client]
) -> None:
    own = prepare(agency, agency, version, real_service)
    page = page_of(own, own.call())

    assert client_for(agency, Role.DEVELOPER).get(f"{page}keep/").status_code == 404
