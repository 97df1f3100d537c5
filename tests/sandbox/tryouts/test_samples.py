"""Through a served try-out: the contract's rows stay beside what calls write; a reset or a snapshot restores them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.test import Client

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.conftest import opened
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_sandbox.tryouts.services import reset_tryout
from vlavirgem_sandbox.tryouts.services_snapshots import keep_snapshot, restore_snapshot
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

QUERIES_OF_A_LIST = 12
SAMPLES = ["V0001001", "V0001002"]
INITIATOR: dict[str, Any] = {"HTTP_VR_INITIATOR": "OVO002067"}
NEW = {
    "name": "Leesclub Muizen",
    "kind": "vzw",
    "seat": {
        "street": "Dorpsplein",
        "houseNumber": "1",
        "postalCode": "2812",
        "municipality": {"nisCode": "12025", "name": "Mechelen"},
    },
}


def _codes(program: Client, tryout: TryOut, query: str = "") -> list[str]:
    answer = program.get(f"{tryout.base_path}/verenigingen{query}").json()
    return [each["vCode"] for each in answer["members"]]


def _register(program: Client, tryout: TryOut, **fields: Any) -> Any:
    body = json.dumps({**NEW, **fields})
    return program.post(f"{tryout.base_path}/verenigingen", body, "application/json", **INITIATOR)


def _delete(program: Client, tryout: TryOut, code: str) -> int:
    address = f"{tryout.base_path}/verenigingen/{code}"
    return program.delete(address, HTTP_IF_MATCH=program.get(address)["ETag"], **INITIATOR).status_code


def test_after_a_first_registration_and_a_deletion_list_and_addresses_tell_one_story(
    program: Client, tryout: TryOut
) -> None:
    assert _codes(program, tryout) == SAMPLES

    code = _register(program, tryout).json()["vCode"]
    assert _delete(program, tryout, SAMPLES[0]) == 204

    listed = program.get(f"{tryout.base_path}/verenigingen").json()
    assert listed["total"] == 2
    assert [(each["vCode"], each["name"]) for each in listed["members"]] == [
        (SAMPLES[1], "Buurtwerk Nekkerspoel"),
        (code, "Leesclub Muizen"),
    ]
    for each in listed["members"]:
        assert program.get(f"{tryout.base_path}/verenigingen/{each['vCode']}").json() == each
    assert program.get(f"{tryout.base_path}/verenigingen/{SAMPLES[0]}").status_code == 404
    assert program.get(f"{tryout.base_path}/verenigingen/V0009999").status_code == 404


def test_a_sample_is_read_anew_after_a_change_however_often_it_was_read_before(program: Client, tryout: TryOut) -> None:
    address = f"{tryout.base_path}/verenigingen/{SAMPLES[1]}"
    before = [program.get(address) for _again in range(3)][-1]
    change, merge = json.dumps({"shortName": "Nekker"}), "application/merge-patch+json"

    changed = program.patch(address, change, merge, HTTP_IF_MATCH=before["ETag"], **INITIATOR)

    assert changed.json() == {**before.json(), "shortName": "Nekker"}
    assert program.get(address).json() == changed.json()
    assert _codes(program, tryout) == SAMPLES
    late = program.patch(address, change, merge, HTTP_IF_MATCH=before["ETag"], **INITIATOR)
    assert late.status_code == 412
    assert program.patch(address, change, merge, HTTP_IF_MATCH=changed["ETag"], **INITIATOR).status_code == 200


def test_a_number_that_a_sample_has_is_a_duplicate_and_another_is_not(program: Client, tryout: TryOut) -> None:
    assert _register(program, tryout, enterpriseNumber="0999.000.228").status_code == 409
    assert _register(program, tryout, enterpriseNumber="0999.000.327").status_code == 201


def test_filters_and_pages_hold_for_samples_before_and_after_a_write(program: Client, tryout: TryOut) -> None:
    for _time in ("before", "after"):
        assert _codes(program, tryout, "?status=ended") == []
        assert _codes(program, tryout, "?municipality=44021") == []
        assert _codes(program, tryout, "?municipality=12025")[:2] == SAMPLES
        assert _codes(program, tryout, "?page=2&pageSize=1") == SAMPLES[1:]
        _register(program, tryout)


def test_a_list_that_no_call_changes_is_filtered_on_the_short_way_and_on_the_long_one(
    agency: Tenant, aalst: Tenant, calling: Callable[[TryOut], Client]
) -> None:
    measures = opened(agency, aalst, demo_contract("energieadvies.yaml"))
    program = calling(measures)

    every = program.get(f"{measures.base_path}/maatregelen").json()
    some = program.get(f"{measures.base_path}/maatregelen?part=wall,roof").json()

    assert [each["code"] for each in every] == ["DAK", "MUUR", "WARMTEPOMP"]
    assert [each["code"] for each in some] == ["DAK", "MUUR"]


def test_a_reset_and_a_snapshot_bring_the_samples_back(program: Client, tryout: TryOut, aalst: Tenant) -> None:
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        snapshot = keep_snapshot(actor=actor, tryout=tryout, name="Begin")
    _register(program, tryout)
    _delete(program, tryout, SAMPLES[0])

    with tenant_scope(aalst):
        restore_snapshot(actor=actor, snapshot=snapshot)
    assert _codes(program, tryout) == SAMPLES

    _delete(program, tryout, SAMPLES[1])
    with tenant_scope(aalst):
        reset_tryout(actor=actor, tryout=tryout)
    assert _codes(program, tryout) == SAMPLES


def test_a_list_asks_the_database_no_more_for_its_samples(
    program: Client, tryout: TryOut, django_assert_max_num_queries: Any
) -> None:
    for _time in range(3):
        _register(program, tryout)

    with django_assert_max_num_queries(QUERIES_OF_A_LIST):
        assert len(_codes(program, tryout)) == 5
