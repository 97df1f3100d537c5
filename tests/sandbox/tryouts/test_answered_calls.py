"""A call that came before to the letter: the same answer and a line in the log of its own, without another look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from tests.sandbox.tryouts.test_short_way import LONG, OF_THE_REQUEST, PLAIN, Sent, Ways, delivery, logged, ways
from vlavirgem_sandbox.contracts.compiled import CompiledContract
from vlavirgem_sandbox.contracts.model import CallRequest
from vlavirgem_sandbox.tryouts.models import TryOutKey, Verdict
from vlavirgem_sandbox.tryouts.serving.answered_calls import AnsweredCall, AnsweredCalls
from vlavirgem_sandbox.tryouts.serving.log import Reply
from vlavirgem_sandbox.tryouts.serving.standing import forget_standings
from vlavirgem_tenants.scope import tenant_scope

__all__ = ["delivery", "ways"]  # fixtures
AGAIN = PLAIN["something generated"]


def answered(ways: Ways, *calls: Sent) -> tuple[list[Any], int]:
    """What the short way gives, and how often the contract was asked."""
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
    assert ways.short(AGAIN)[0] == "200 OK"
    with tenant_scope(ways.tenant):
        TryOutKey.objects.update(operations=["listMeasures"])
    forget_standings()

    assert ways.short(AGAIN)[0] == LONG


@pytest.mark.parametrize("name", ["X-Request-Id", "X-Correlation-Id", "Traceparent"])
def test_a_call_with_an_id_of_its_own_is_looked_at_and_not_kept(ways: Ways, name: str) -> None:
    sent = replace(AGAIN, headers={name: "1"})

    assert answered(ways, sent, sent)[1] == 2


def test_what_is_kept_of_a_contract_has_a_bound() -> None:
    known, body = AnsweredCalls(), b"x" * 10_000
    reply = Reply(status=200, headers=(), body=body, content_type="text/plain", verdict=Verdict.OK)
    kept = AnsweredCall(call=CallRequest(method="GET", path="/"), reply=reply, line="200 OK", headers=(), body=body)

    for number in range(1_000):
        known.keep((number,), kept)

    assert known.find((999,)) is kept
    assert known.find((0,)) is None
