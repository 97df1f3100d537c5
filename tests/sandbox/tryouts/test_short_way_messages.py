"""A call that causes a message goes the long way, where the message is kept; its neighbours go the short way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.sandbox.tryouts.conftest import opened
from tests.sandbox.tryouts.test_short_way import LONG, Sent, Ways
from vlavirgem_sandbox.catalogue.upload import ContractFile
from vlavirgem_sandbox.tryouts.models import ReceivedMessage
from vlavirgem_sandbox.tryouts.services import issue_key
from vlavirgem_sandbox.tryouts.services_messages import PlanWish, plan_message
from vlavirgem_sandbox.tryouts.serving.standing import forget_standings
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

_OBJECT: dict[str, Any] = {"payload": {"type": "object"}}
_CONTRACT = {
    "asyncapi": "3.0.0",
    "info": {"title": "Two channels", "version": "1"},
    "channels": {name: {"address": name, "messages": {name: _OBJECT}} for name in ("told", "asked", "answered")},
    "operations": {
        "hear": {"action": "receive", "channel": {"$ref": "#/channels/told"}},
        "answer": {
            "action": "receive",
            "channel": {"$ref": "#/channels/asked"},
            "reply": {"channel": {"$ref": "#/channels/answered"}},
        },
        "tell": {"action": "send", "channel": {"$ref": "#/channels/answered"}},
    },
}


@pytest.fixture
def ways(agency: Tenant, aalst: Tenant, client_for: Callable[..., Client]) -> Iterator[Ways]:
    tryout = opened(agency, aalst, ContractFile(data=json.dumps(_CONTRACT).encode(), filename="two.json"))
    with tenant_scope(aalst):
        secret = issue_key(actor=Actor.system(aalst), tryout=tryout, label="Programma").secret.text
    forget_standings()
    found = Ways(tryout, aalst, client_for(aalst, HTTP_X_API_KEY=secret), secret)
    found.long(_post("/told"))  # the long way counts the calls of the day
    yield found
    forget_standings()


def _post(path: str) -> Sent:
    return Sent(path=path, method="POST", body=b"{}")


def test_only_calls_that_cause_a_message_and_the_inbox_itself_go_the_long_way(ways: Ways) -> None:
    taken = {path: ways.short(_post(path))[0] for path in ("/told", "/asked")}
    taken["/_inbox"] = ways.short(Sent(path="/_inbox"))[0]

    assert taken == {"/told": "202 Accepted", "/asked": LONG, "/_inbox": LONG}


def test_a_call_after_which_a_message_is_planned_goes_the_long_way_from_then_on(ways: Ways) -> None:
    before = ways.short(_post("/told"))[0]
    with tenant_scope(ways.tenant):
        wish = PlanWish(message="answered (answered)", operation="POST /told")
        plan_message(actor=Actor.system(ways.tenant), tryout=ways.tryout, wish=wish)
    forget_standings()
    after = ways.short(_post("/told"))[0]
    ways.long(_post("/told"))

    assert (before, after) == ("202 Accepted", LONG)
    with tenant_scope(ways.tenant):
        assert ReceivedMessage.objects.get().name == "answered"
