"""`vlavirgem tryout inbox|send|send-due`."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import get_language
from typer.testing import Result

from tests.sandbox.demo_contracts import demo_contract
from tests.sandbox.tryouts.conftest import opened
from vlavirgem.cli import tryout as word
from vlavirgem.cli import tryout_messages
from vlavirgem_sandbox.tryouts.models import ReceivedMessage, TryOut
from vlavirgem_sandbox.tryouts.services_messages import PlanWish, plan_message, send_message
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

_ADDED = "adresToegevoegd (adressen/{nisCode}/wijzigingen)"


@pytest.fixture
def run(own_database: str, command: Callable[..., Result]) -> Callable[..., Result]:
    return partial(command, word.app)


@pytest.fixture
def tryout(own_database: str) -> TryOut:
    """Aalst's, of a service that sends messages."""
    return opened(find_tenant("agentschap"), find_tenant("aalst"), demo_contract("adreswijzigingen.yaml"))


def test_one_is_sent_and_shown_and_what_is_due_is_sent_once(run: Callable[..., Result], tryout: TryOut) -> None:
    aalst = find_tenant("aalst")
    done = run("send", tryout.public_id, _ADDED, "--tenant", "aalst")
    shown = run("inbox", tryout.public_id, "--tenant", "aalst", "--json")
    ago = timezone.now() - timedelta(minutes=6)
    with tenant_scope(aalst):
        wish = PlanWish(message=_ADDED, every_minutes=5)
        plan_message(actor=Actor.system(aalst), tryout=tryout, wish=wish, made_at=ago)

    first, second = (run("send-due", "--json") for _turn in range(2))

    assert done.exit_code == 0, done.output
    assert [message["name"] for message in json.loads(shown.output)] == ["adresToegevoegd"]
    sent = [{row["slug"]: row["messages"] for row in json.loads(each.output)}["aalst"] for each in (first, second)]
    assert sent == [1, 0]
    with tenant_scope(aalst):
        assert set(ReceivedMessage.objects.values_list("occasion", flat=True)) == {"wish", "schedule"}


@pytest.mark.usefixtures("in_english")
def test_what_is_kept_of_a_message_that_is_sent_is_in_the_organisations_language(
    run: Callable[..., Result], tryout: TryOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    def in_which_language(**given: Any) -> ReceivedMessage:
        languages.append(get_language())
        return send_message(**given)

    languages: list[str | None] = []
    monkeypatch.setattr(tryout_messages, "send_message", in_which_language)

    done = run("send", tryout.public_id, _ADDED, "--tenant", "aalst")

    assert "is in the inbox" in done.output
    assert languages == ["nl"]


def test_a_message_that_there_is_not_is_refused_with_those_that_there_are(
    run: Callable[..., Result], tryout: TryOut
) -> None:
    refused = run("send", tryout.public_id, "nothing", "--tenant", "aalst")

    assert refused.exit_code == 1
    assert _ADDED in refused.output.replace("\n", "")
