"""A call that came before to the letter, but for the ids with which its program follows it: the same answer and a line
in the log of its own, without another look."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from django.test import Client

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.test_guarding import FICTITIOUS, REAL
from tests.sandbox.tryouts.test_short_way import (
    LONG,
    OF_THE_REQUEST,
    PLAIN,
    Sent,
    Ways,
    delivery,
    logged,
    ways,
    ways_to,
)
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import TryOutKey, Verdict
from vlavirgem_sandbox.tryouts.serving.answered_calls import AnsweredCall, AnsweredCalls
from vlavirgem_sandbox.tryouts.serving.log import Reply
from vlavirgem_sandbox.tryouts.serving.standing import forget_standings
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.scope import tenant_scope

__all__ = ["delivery", "ways"]  # fixtures
AGAIN = PLAIN["something generated"]


def answered(ways: Ways, *calls: Sent) -> tuple[list[Any], int]:
    """What the short way gives, and how often the contract was asked, where the first of them came once before."""
    assert ways.short(calls[0])[0] != LONG
    with patch.object(CompiledContract, "answer", autospec=True, side_effect=CompiledContract.answer) as asked:
        return [ways.short(sent) for sent in calls], asked.call_count


@pytest.mark.parametrize("sent", PLAIN.values(), ids=PLAIN)
def test_the_same_call_is_answered_the_same_and_logged_again(ways: Ways, sent: Sent) -> None:
    ((one, other), times) = answered(ways, sent, sent)

    assert times == 1
    assert (one[0], one[2]) == (other[0], other[2])
    assert [name for name in one[1] if one[1][name] != other[1][name]] == [*sorted(OF_THE_REQUEST)]
    first, second = ways.written()[-2:]
    assert {str(first.pk), str(second.pk)} == {one[1]["VlaVirGem-Call"], other[1]["VlaVirGem-Call"]}
    assert logged(first) == logged(second)


@pytest.mark.parametrize(
    "other",
    [
        Sent(path="/maatregelen/MUUR/premie", query="incomeCategory=2"),
        Sent(path="/maatregelen/DAK/premie", query="incomeCategory=3"),
        Sent(path="/maatregelen/MUUR/premie", query="incomeCategory=3", method="HEAD"),
        Sent(path="/maatregelen/MUUR/premie", query="incomeCategory=3", headers={"X-Naam": "a"}),
    ],
    ids=["another query", "another path", "another method", "another header"],
)
def test_a_call_that_differs_in_a_letter_is_looked_at(ways: Ways, other: Sent) -> None:
    assert answered(ways, AGAIN, other)[1] == 2


def test_a_call_with_another_body_is_looked_at(ways: Ways) -> None:
    sent = PLAIN["a body"]
    other = Sent(path=sent.path, method=sent.method, body=sent.body.replace(b"1962", b"1963"))

    assert answered(ways, sent, other)[1] == 2


def test_what_is_filled_in_for_one_call_is_filled_in_anew_for_the_next(delivery: Ways) -> None:
    templated, fixed = Sent(path="/ontvangers/TP-00107/brievenbus"), Sent(path="/ontvangers/TP-00099/brievenbus")

    assert answered(delivery, templated, templated)[1] == 2
    assert answered(delivery, fixed, fixed)[1] == 1


def test_a_key_that_no_longer_may_goes_the_long_way_with_the_same_call(ways: Ways) -> None:
    assert answered(ways, AGAIN, AGAIN)[1] == 1
    with tenant_scope(ways.tenant):
        TryOutKey.objects.update(operations=["listMeasures"])
    forget_standings()

    assert ways.short(AGAIN)[0] == LONG


def with_id(value: str, name: str = "X-Request-Id") -> Sent:
    return replace(AGAIN, headers={name: value})


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Correlation-Id", "Traceparent", "Baggage", "B3"])
def test_a_call_that_differs_in_its_id_only_is_answered_the_same_and_logged_with_its_id(ways: Ways, name: str) -> None:
    ((first, second, third), times) = answered(ways, with_id("1", name), with_id("2", name), AGAIN)

    assert times == 1
    assert first[2] == second[2] == third[2]
    sent = [dict(call.request_headers).get(name) for call in ways.written()[-3:]]
    assert sent == ["1", "2", None]


def test_an_id_in_which_a_real_number_hides_is_refused_as_ever(ways: Ways) -> None:
    assert answered(ways, with_id("1", "Baggage"), AGAIN)[1] == 1

    assert ways.short(with_id(f"insz={FICTITIOUS}", "Baggage"))[0] == "200 OK"
    assert ways.short(with_id(f"insz={REAL}", "Baggage"))[0] == LONG


def test_a_key_that_stands_in_an_id_is_blotted_out(ways: Ways) -> None:
    for value in (ways.key, ways.key, ways.key):
        assert ways.short(with_id(value))[0] == "200 OK"

    kept = [dict(call.request_headers)["X-Request-Id"] for call in ways.written()[-3:]]
    assert kept == ["•••"] * 3


def asking_for_an_id(document: dict[str, Any]) -> None:
    operation = document["paths"]["/maatregelen/{code}/premie"]["get"]
    operation["parameters"].append({"name": "X-Request-Id", "in": "header", "schema": {"type": "integer"}})


def looking_at_the_id(document: dict[str, Any]) -> None:
    answer = document["paths"]["/maatregelen/{code}/premie"]["get"]["responses"]["200"]["content"]["application/json"]
    value = {"form": "fixed", "amount": {"amount": 1, "currency": "EUR"}}
    answer["examples"] = {"een": {"value": value, "x-vlavirgem-when": {"header.x-request-id": "1"}}}


@pytest.mark.parametrize("reading", [asking_for_an_id, looking_at_the_id])
def test_an_id_at_which_the_contract_looks_is_looked_at_in_each_call(
    reading: Callable[[dict[str, Any]], None], agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    document = yaml.safe_load(demo_contract("energieadvies.yaml").data)
    reading(document)
    file = ContractFile(data=json.dumps(document, default=str).encode(), filename="energieadvies.json")

    for to_it in ways_to(file, agency, aalst, client_for):
        assert answered(to_it, with_id("1"), with_id("2"), with_id("1"))[1] == 3
        assert answered(to_it, with_id("1", "Traceparent"), with_id("2", "Traceparent"))[1] == 1


def test_an_id_against_the_contract_is_refused_after_one_that_kept_to_it(
    agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    document = yaml.safe_load(demo_contract("energieadvies.yaml").data)
    asking_for_an_id(document)
    file = ContractFile(data=json.dumps(document, default=str).encode(), filename="energieadvies.json")

    for to_it in ways_to(file, agency, aalst, client_for):
        assert to_it.short(with_id("1"))[0] == "200 OK"
        assert to_it.short(with_id("geen getal"))[0] == LONG


def kept_call() -> AnsweredCall:
    body = b"x" * 10_000
    reply = Reply(status=200, headers=(), body=body, content_type="text/plain", verdict=Verdict.OK)
    return AnsweredCall(call=CallRequest(method="GET", path="/"), reply=reply, line="200 OK", headers=(), body=body)


def test_what_is_kept_of_a_contract_has_a_bound() -> None:
    known, kept = AnsweredCalls(), kept_call()

    for number in range(1_000):
        known.keep((number,), kept)
        known.keep((number,), kept)

    assert known.find((999,)) == kept
    assert known.find((0,)) is None


def test_calls_that_come_once_push_out_none_that_comes_again() -> None:
    known, again, once = AnsweredCalls(), kept_call(), [(f"{number}",) for number in range(5_000)]

    for letters in (("again",), ("again",), *once):
        known.keep(letters, again)

    assert known.find(("again",)) == again
    assert not any(map(known.find, once))
