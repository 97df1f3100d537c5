"""A chain run by a pipeline: the key, the answer, and a retried request that runs once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from vlavirgem_sandbox.chains.models import Chain, ChainKey, ChainRun, RunState, Trigger
from vlavirgem_sandbox.chains.services import new_chain
from vlavirgem_sandbox.chains.services_keys import issue_key, revoke_key
from vlavirgem_sandbox.tryouts.models import TryOut
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.scope import tenant_scope

Post = Callable[..., Any]


@pytest.fixture
def post(aalst: Tenant, chain: Chain, client_for: Callable[..., Client]) -> Post:
    """POST to the chain's address, with a good key unless another is given."""
    with tenant_scope(aalst):
        secret = issue_key(actor=Actor.system(aalst), chain=chain, label="Nachtelijke bouw").secret.text
    client = client_for(aalst)
    url = reverse("chains:runs", args=[chain.pk])

    def send(inputs: Any = None, *, key: str = secret, body: str | None = None, **headers: str) -> Any:
        sent = json.dumps({"inputs": inputs or {}}) if body is None else body
        authorization = {"Authorization": f"Bearer {key}"} if key else {}
        return client.post(url, sent, content_type="application/json", headers={**authorization, **headers})

    send.secret = secret  # type: ignore[attr-defined]  # for the tests of wrong keys
    return send


def test_pipeline_gets_the_verdict_and_the_trace(aalst: Tenant, chain: Chain, post: Post) -> None:
    # when
    answer = post({"naam": "Petanqueclub", "ontvanger": "TP-00042"})

    # then
    assert answer.status_code == 200
    told = answer.json()
    assert (told["verdict"], told["brokeAt"], len(told["steps"])) == ("succeeded", None, 6)
    assert told["outputs"]["vCode"].startswith("V")
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    with tenant_scope(aalst):
        run = chain.runs.get()
        assert (run.state, run.trigger, run.person) == (RunState.SUCCEEDED, Trigger.PIPELINE, "Nachtelijke bouw")
        assert run.key.last_used_at is not None


def test_run_that_breaks_is_an_answer_too(aalst: Tenant, tryouts: dict[str, TryOut], post: Post) -> None:
    # given
    with tenant_scope(aalst):
        TryOut.objects.filter(pk=tryouts["Verenigingsregister"].pk).update(state="paused")

    # when
    answer = post()

    # then
    assert answer.status_code == 200
    told = answer.json()
    assert (told["verdict"], told["brokeAt"]) == ("broke", "registreer")
    assert told["steps"][0]["criteria"][0] == {
        "condition": "$statusCode == 201",
        "kind": "simple",
        "holds": False,
        "values": [["$statusCode", str(told["steps"][0]["status"])]],
        "reason": "",
    }


def test_retried_post_runs_once(aalst: Tenant, chain: Chain, post: Post) -> None:
    # given
    first = post({"naam": "Club"}, **{"Idempotency-Key": "bouw-17"})

    # when
    again = post({"naam": "Club"}, **{"Idempotency-Key": "bouw-17"})

    # then
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    with tenant_scope(aalst):
        assert chain.runs.count() == 1
    # and another key is another run
    assert post({"naam": "Club"}, **{"Idempotency-Key": "bouw-18"}).json()["number"] == 2


def test_idempotency_key_with_other_inputs_is_refused(post: Post) -> None:
    # given
    post({"naam": "Club"}, **{"Idempotency-Key": "bouw-17"})

    # when
    answer = post({"naam": "Andere club"}, **{"Idempotency-Key": "bouw-17"})

    # then
    assert (answer.status_code, answer.json()["type"]) == (422, "/developers/problems/#idempotency-key-used")


def test_idempotency_key_that_is_too_long_says_so(aalst: Tenant, chain: Chain, post: Post) -> None:
    # when
    answer = post(**{"Idempotency-Key": "x" * 201})

    # then
    assert (answer.status_code, "Idempotency-Key" in answer.json()["title"]) == (422, True)
    assert "inputs" not in answer.json()["detail"]
    assert post(**{"Idempotency-Key": "x" * 200}).status_code == 200


def test_chain_at_work_asks_to_wait(aalst: Tenant, chain: Chain, post: Post) -> None:
    # given
    with tenant_scope(aalst):
        ChainRun.objects.create(chain=chain, number=1, workflow_id="aanmelden", trigger="hand", person="Iemand")

    # when
    answer = post()

    # then
    assert answer.status_code == 409
    assert answer.headers["Retry-After"] == "10"


def test_run_whose_server_died_holds_nobody_up(aalst: Tenant, chain: Chain, post: Post) -> None:
    # given
    long_ago = timezone.now() - timedelta(minutes=5)
    with tenant_scope(aalst):
        chain.last_number = 1
        chain.save()
        ChainRun.objects.create(
            chain=chain, number=1, workflow_id="aanmelden", trigger="hand", person="Iemand", began_at=long_ago
        )

    # when
    answer = post()

    # then
    assert answer.json()["verdict"] == "succeeded"
    with tenant_scope(aalst):
        assert chain.runs.get(number=1).state == RunState.INTERRUPTED


@pytest.mark.parametrize(
    ("key", "status", "code"),
    [("", 401, "key-missing"), ("vvc_abc", 401, "key-unknown"), ("vvt_12345678_abc", 401, "key-unknown")],
)
def test_without_a_key_of_the_chain_nothing_runs(
    aalst: Tenant, chain: Chain, post: Post, key: str, status: int, code: str
) -> None:
    # when
    answer = post(key=key)

    # then
    assert (answer.status_code, answer.json()["type"]) == (status, f"/developers/problems/#{code}")
    with tenant_scope(aalst):
        assert not chain.runs.exists()


def test_revoked_expired_and_foreign_keys_are_refused(aalst: Tenant, chain: Chain, post: Post) -> None:
    # given
    actor = Actor.system(aalst)
    with tenant_scope(aalst):
        other = new_chain(actor=actor, name="Een andere")
        foreign = issue_key(actor=actor, chain=other, label="Elders").secret.text
        over = issue_key(actor=actor, chain=chain, label="Oud")
        ChainKey.objects.filter(pk=over.key.pk).update(last_day=timezone.localdate() - timedelta(days=1))
        revoked = issue_key(actor=actor, chain=chain, label="Weg")
        revoke_key(actor=actor, key=revoked.key)

    # then
    assert post(key=foreign).json()["type"].endswith("#key-of-another-chain")
    assert post(key=over.secret.text).json()["type"].endswith("#key-expired")
    assert post(key=revoked.secret.text).json()["type"].endswith("#key-revoked")
    assert post().status_code == 200


@pytest.mark.parametrize(
    "body",
    ["{", "[]", '{"input": {}}', '{"inputs": []}', '{"inputs": {}, "more": 1}', "[" * 100_000, "x" * 200_000],
)
def test_unreadable_body_is_refused(aalst: Tenant, chain: Chain, post: Post, body: str) -> None:
    # when
    answer = post(body=body)

    # then
    assert (answer.status_code, answer.json()["type"]) == (422, "/developers/problems/#unreadable-inputs")
    with tenant_scope(aalst):
        assert not chain.runs.exists()


def test_wrong_inputs_are_named_with_their_place(post: Post) -> None:
    # when
    answer = post({"ontvanger": "iemand"})

    # then
    assert answer.status_code == 422
    assert [error["place"] for error in answer.json()["errors"]] == ["/inputs/ontvanger"]
