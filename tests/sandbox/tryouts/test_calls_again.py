"""From a line of the log to the same call once more."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from vlavirgem_sandbox.tryouts.models import Call, TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope

SEAT = {
    "street": "Markt",
    "houseNumber": "1",
    "postalCode": "9300",
    "municipality": {"nisCode": "41002", "name": "Aalst"},
}


@pytest.fixture
def registered(aalst: Tenant, tryout: TryOut, program: Client) -> Call:
    """A registration that a program made, as it stands in the log."""
    body = {"name": "Schaakclub De Toren", "kind": "vzw", "seat": SEAT}
    address = f"{tryout.base_path}/verenigingen"
    program.post(address, json.dumps(body), "application/json", headers={"VR-Initiator": "OVO002067"})
    with tenant_scope(aalst):
        return Call.objects.get()


def test_the_console_starts_from_the_call(
    registered: Call, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    page = person.get(f"/tryouts/{tryout.public_id}/calls/{registered.pk}/")
    address = f"/tryouts/{tryout.public_id}/console/?operation=POST%20%2Fverenigingen&call={registered.pk}"

    assert f'href="{escape(address)}"' in page.text
    assert "Deze oproep opnieuw doen" in page.text
    console = person.get(address)

    assert "Schaakclub De Toren" in console.text
    assert 'value="OVO002067"' in console.text
    assert "De velden zijn ingevuld met de oproep uit het logboek." in console.text
    assert "voorbeeld uit het contract" not in console.text


def test_the_page_of_a_call_has_it_for_programs_without_any_key(
    registered: Call, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    page = client_for(aalst, Role.READER).get(f"/tryouts/{tryout.public_id}/calls/{registered.pk}/").text

    assert f"curl -X POST http://{aalst.host}{tryout.base_path}/verenigingen" in page
    assert "import requests" in page
    assert "vvt_" not in page
    assert "Deze oproep opnieuw doen" not in page  # a reader makes no calls


def test_a_call_of_another_operation_or_try_out_starts_nothing(
    registered: Call, aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)

    for wanted in (f"GET%20%2Fverenigingen&call={registered.pk}", "POST%20%2Fverenigingen&call=nonsense"):
        page = person.get(f"/tryouts/{tryout.public_id}/console/?operation={wanted}")
        assert page.status_code == 200
        assert "Schaakclub De Toren" not in page.text


def test_a_call_that_was_stopped_at_the_door_cannot_be_made_again(
    aalst: Tenant, tryout: TryOut, client_for: Callable[..., Client]
) -> None:
    client_for(aalst).get(f"{tryout.base_path}/verenigingen")
    with tenant_scope(aalst):
        refused = Call.objects.get()

    page = client_for(aalst, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/calls/{refused.pk}/").text

    assert "import requests" not in page


def test_a_call_that_the_log_cut_off_cannot_be_made_again(
    aalst: Tenant, tryout: TryOut, program: Client, client_for: Callable[..., Client]
) -> None:
    program.get(f"{tryout.base_path}/verenigingen?name={'a' * 9000}")
    with tenant_scope(aalst):
        call = Call.objects.get()

    page = client_for(aalst, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/calls/{call.pk}/").text

    assert "Deze oproep opnieuw doen" not in page
    assert "import requests" not in page


@pytest.mark.parametrize("name", [b"caf\xe9", b"vvt_" + b"0" * 24])
def test_a_call_of_which_the_log_has_not_every_byte_cannot_be_made_again(
    aalst: Tenant, tryout: TryOut, program: Client, client_for: Callable[..., Client], name: bytes
) -> None:
    pages = []
    for each in (b"cafe", name):
        program.post(f"{tryout.base_path}/verenigingen", b'{"name": "%s"}' % each, "application/json")
        with tenant_scope(aalst):
            call = Call.objects.latest("at")
        pages.append(client_for(aalst, Role.DEVELOPER).get(f"/tryouts/{tryout.public_id}/calls/{call.pk}/").text)

    assert ["Deze oproep opnieuw doen" in page for page in pages] == [True, False]
