"""How much a try-out takes: from who has no key, of one call, and in all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from vlavirgem_sandbox.tryouts import state_store
from vlavirgem_sandbox.tryouts.models import Call, StateDocument, TryOut
from vlavirgem_sandbox.tryouts.services import reset_tryout
from vlavirgem_sandbox.tryouts.serving.performing import EXAMPLES_A_MINUTE, TURNED_AWAY_A_MINUTE
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the door stands still, so that no minute passes in the test."""
    moment = timezone.now().replace(second=20)
    monkeypatch.setattr("vlavirgem_sandbox.tryouts.serving.views.timezone.now", lambda: moment)


def register(program: Client, tryout: TryOut, number: int) -> int:
    seat = {
        "street": "Markt",
        "houseNumber": "1",
        "postalCode": "9300",
        "municipality": {"nisCode": "41002", "name": "Aalst"},
    }
    body = json.dumps({"name": f"Schaakclub {number}", "kind": "vzw", "seat": seat})
    address = f"{tryout.base_path}/verenigingen"
    return program.post(address, body, "application/json", headers={"VR-Initiator": "OVO002067"}).status_code


def test_calls_without_a_key_are_counted_and_only_the_first_of_a_minute_kept(
    tryout: TryOut, program: Client, aalst: Tenant, client_for: Callable[..., Client], one_minute: None
) -> None:
    # Given more calls without a key than a minute takes
    stranger = client_for(aalst)
    address = f"{tryout.base_path}/verenigingen"
    answers = [stranger.get(address) for _call in range(TURNED_AWAY_A_MINUTE + 2)]

    # Then the last are asked to wait, all are counted, and a few are in the log
    assert [answer.status_code for answer in answers] == [401] * TURNED_AWAY_A_MINUTE + [429] * 2
    assert answers[-1]["Retry-After"] == "40"
    assert "instance" not in answers[-1].json()
    assert [answer.has_header("VlaVirGem-Call") for answer in answers].count(True) == EXAMPLES_A_MINUTE
    with tenant_scope(aalst):
        assert Call.objects.count() == EXAMPLES_A_MINUTE
        now = timezone.now()
        assert tryout.turned_away.in_all(now - timedelta(hours=1), now) == TURNED_AWAY_A_MINUTE + 2

    # And whoever has a key notices nothing
    assert program.get(address).status_code == 200


def test_of_a_long_call_the_beginning_is_kept(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    many = {f"X-Kop-{number}": "x" * 5_000 for number in range(100)}

    client_for(aalst).get(f"{tryout.base_path}/verenigingen", {"q": "x" * 50_000}, headers=many)

    with tenant_scope(aalst):
        call = Call.objects.get()
    assert (len(call.query), len(call.request_headers)) == (8_000, 60)
    assert max(len(value) for _name, value in call.request_headers) == 2_000


@pytest.mark.parametrize(("bound", "most"), [("MOST_DOCUMENTS", 2), ("MOST_CHARACTERS", 700)])
def test_a_full_try_out_takes_nothing_more_and_says_what_to_do(
    tryout: TryOut, aalst: Tenant, program: Client, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    monkeypatch.setattr(state_store, bound, most)

    statuses = [register(program, tryout, number) for number in range(4)]

    taken = statuses.count(201)
    assert statuses == [201] * taken + [507] * (4 - taken)
    assert 1 <= taken < 4
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == taken
        refused = Call.objects.filter(reason="try-out-full")
        assert len(refused) == 4 - taken
        assert reset_tryout(actor=Actor.system(aalst), tryout=tryout) == taken
    assert register(program, tryout, 9) == 201
