"""The pages of the try-outs: who may do what, the console, the log, the reset, and their query ceilings."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut, TryOutState
from vlavirgem_sandbox.tryouts.services import open_tryout
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

OPERATION = "POST /verenigingen"


def console_call(person: Client, tryout: TryOut, operation: str, fields: dict[str, str], **headers: Any) -> Any:
    return person.post(f"/tryouts/{tryout.public_id}/console/?operation={operation}", fields, **headers)


def registration(**changes: object) -> dict[str, str]:
    seat = {
        "street": "Markt",
        "houseNumber": "1",
        "postalCode": "9300",
        "municipality": {"nisCode": "41002", "name": "Aalst"},
    }
    body = {"name": "Schaakclub", "kind": "vzw", "seat": seat, **changes}
    return {"header:VR-Initiator": "OVO002067", "content_type": "application/json", "body": json.dumps(body)}


def test_opening_gives_an_address_and_a_key(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.PILOT_LEAD)

    page = person.post(
        f"/tryouts/open/{association_register.pk}/", {"name": "Loket", "key_label": "Leverancier"}, follow=True
    )

    with tenant_scope(aalst):
        tryout = TryOut.objects.get()
        assert tryout.keys.get().label == "Leverancier"
    assert f"http://{aalst.host}/try/{tryout.public_id}" in page.text
    assert 'id="new-key"' in page.text


@pytest.mark.parametrize(("role", "status"), [(Role.READER, 403), (Role.MEMBER, 403), (Role.DEVELOPER, 200)])
def test_opening_takes_the_right_role(
    association_register: ServiceVersion, aalst: Tenant, client_for: Callable[..., Client], role: Role, status: int
) -> None:
    assert client_for(aalst, role).get(f"/tryouts/open/{association_register.pk}/").status_code == status


def test_another_tenants_try_out_is_not_there_and_ours_is(
    tryout: TryOut, aalst: Tenant, brugge: Tenant, client_for: Callable[..., Client]
) -> None:
    ours, theirs = client_for(aalst, Role.ADMINISTRATOR), client_for(brugge, Role.ADMINISTRATOR)
    for page in ("", "console/", "contract/", "contract/file", "calls/", "remembered/", "reset/", "end/", "keys/"):
        assert theirs.get(f"/tryouts/{tryout.public_id}/{page}").status_code == 404, page
        assert ours.get(f"/tryouts/{tryout.public_id}/{page}").status_code == 200, page


@pytest.mark.parametrize("page", ["reset/", "end/", "pause/", "resume/", "keys/"])
def test_a_member_changes_nothing_of_a_try_out(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client], page: str
) -> None:
    answer = client_for(aalst, Role.MEMBER).post(f"/tryouts/{tryout.public_id}/{page}", {"label": "x"})

    assert answer.status_code == 403
    with tenant_scope(aalst):
        assert TryOut.objects.get().state == TryOutState.ACTIVE


def test_the_list_has_an_empty_state_with_the_first_step(aalst: Tenant, client_for: Callable[..., Client]) -> None:
    page = client_for(aalst, Role.MEMBER).get("/tryouts/")

    assert 'class="empty"' in page.text
    assert 'href="/services/"' in page.text


def test_the_list_takes_as_many_queries_for_many_try_outs_as_for_one(
    tryout: TryOut,
    association_register: ServiceVersion,
    aalst: Tenant,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        for number in range(5):
            open_tryout(actor=Actor.system(aalst), version=version, name=f"Proef {number}")
    person = client_for(aalst, Role.MEMBER)

    with django_assert_max_num_queries(14):
        assert "Proef 4" in person.get("/tryouts/?state=active").text


def test_the_console_is_filled_in_with_a_call_that_the_contract_accepts(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.MEMBER)
    form = person.get(f"/tryouts/{tryout.public_id}/console/?operation={OPERATION}").context["form"]

    sent = console_call(person, tryout, OPERATION, {name: value or "" for name, value in form.initial.items()})

    assert sent.status_code == 200
    assert 'class="tryout-status">201<' in sent.text
    assert "curl -X POST" in sent.text


def test_a_call_from_the_console_is_served_and_logged_with_the_persons_name(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.MEMBER)

    part = console_call(person, tryout, OPERATION, registration(), HTTP_HX_REQUEST="true")

    assert "<html" not in part.text
    with tenant_scope(aalst):
        call = Call.objects.get()
        assert call.person == f"{Role.MEMBER.label} Aalst"
        assert call.status == 201
        assert StateDocument.objects.filter(collection="/verenigingen").count() == 1


def test_a_wrong_call_from_the_console_shows_where(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    page = console_call(client_for(aalst, Role.MEMBER), tryout, OPERATION, registration(kind="club"))

    assert 'class="tryout-status">422<' in page.text
    assert "/kind" in page.text


def test_a_reader_has_no_console(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    assert client_for(aalst, Role.READER).get(f"/tryouts/{tryout.public_id}/console/").status_code == 403


def test_text_in_a_call_is_shown_and_never_run(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.MEMBER)
    console_call(person, tryout, OPERATION, registration(name="<script>alert(1)</script>"))
    with tenant_scope(aalst):
        call = Call.objects.get()

    for page in (f"calls/{call.pk}/", "remembered/", "calls/"):
        assert "<script>alert" not in person.get(f"/tryouts/{tryout.public_id}/{page}").text


def test_the_log_is_narrowed_by_verdict_and_operation(
    program: Client, tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    program.get(f"{tryout.base_path}/verenigingen")
    program.get(f"{tryout.base_path}/verenigingen?page=nul")
    person = client_for(aalst, Role.READER)
    address = f"/tryouts/{tryout.public_id}/calls/"

    assert person.get(address).context["page"].paginator.count == 2
    assert person.get(f"{address}?verdict=violation").context["page"].paginator.count == 1
    assert person.get(f"{address}?operation=GET+/verenigingen&verdict=ok").context["page"].paginator.count == 1


def test_the_log_takes_as_many_queries_for_many_calls_as_for_one(
    program: Client,
    tryout: TryOut,
    aalst: Tenant,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    for _number in range(8):
        program.get(f"{tryout.base_path}/verenigingen")
    person = client_for(aalst, Role.MEMBER)

    with django_assert_max_num_queries(16):
        assert person.get(f"/tryouts/{tryout.public_id}/calls/").status_code == 200


def test_a_reset_asks_first_and_then_forgets(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    console_call(person, tryout, OPERATION, registration())
    address = f"/tryouts/{tryout.public_id}/reset/"

    asked = person.get(address)
    with tenant_scope(aalst):
        before = StateDocument.objects.count()
    done = person.post(address, follow=True)

    assert tryout.name in asked.text
    assert before
    assert 'class="empty"' in done.text


def test_the_openapi_document_has_this_try_out_as_its_only_server(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    document = client_for(aalst, Role.READER).get(f"/tryouts/{tryout.public_id}/contract/file").json()

    assert [server["url"] for server in document["servers"]] == [f"http://{aalst.host}/try/{tryout.public_id}"]
    assert "https://verenigingen.example" not in json.dumps(document["servers"])
    assert set(document["components"]["securitySchemes"]) == {"tryoutKey", "tryoutBearer"}
    assert "/verenigingen/{vCode}" in document["paths"]


def test_pausing_can_be_undone_from_the_toast(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    person = client_for(aalst, Role.DEVELOPER)

    paused = person.post(f"/tryouts/{tryout.public_id}/pause/", follow=True)

    assert f'action="/tryouts/{tryout.public_id}/resume/"' in paused.text
    assert person.post(f"/tryouts/{tryout.public_id}/resume/").status_code == 302


def test_the_page_of_a_try_out_offers_a_pilot_on_it_to_who_may_open_one(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    link = f"/pilots/new/?tryout={tryout.pk}"

    assert link in client_for(aalst, Role.PILOT_LEAD).get(tryout.get_absolute_url()).text
    assert link not in client_for(aalst, Role.MEMBER).get(tryout.get_absolute_url()).text
    assert f'value="{tryout.pk}" selected' in client_for(aalst, Role.PILOT_LEAD).get(link).text


@pytest.mark.parametrize("page", ["disturb/", "pass-on/", "limits/", "showing/", "keys/"])
def test_a_page_beneath_the_overview_leads_back_to_it(
    tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client], page: str
) -> None:
    address = f"/tryouts/{tryout.public_id}/"
    person = client_for(aalst, Role.PILOT_LEAD)

    beneath = person.get(address + page).text
    overview = person.get(address).text

    assert f'<a href="{address}" aria-current="true">' in beneath
    assert f'<li><a href="{address}">{tryout.name}</a></li>' in beneath
    assert f'<a href="{address}" aria-current="page">' in overview
    assert f'<li><a href="{address}">{tryout.name}</a></li>' not in overview
