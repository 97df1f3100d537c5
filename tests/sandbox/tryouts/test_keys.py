"""Keys: shown once, kept as a hash, good for one try-out of one organisation, gone when revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from vlavirgem.refusal import Refusal
from vlavirgem_graphql.exchange.models import ExchangeEvent
from vlavirgem_sandbox.catalogue.models import ServiceVersion
from vlavirgem_sandbox.tryouts.models import TryOut, TryOutKey
from vlavirgem_sandbox.tryouts.services import IssuedKey, issue_key, open_tryout, revoke_key
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


def status(client: Client, tryout: TryOut, **headers: Any) -> Any:
    return client.get(f"{tryout.base_path}/verenigingen", **headers)


@pytest.mark.parametrize("name", ["HTTP_X_API_KEY", "HTTP_AUTHORIZATION"])
def test_a_key_is_taken_from_either_header(
    name: str, tryout: TryOut, issued: IssuedKey, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    sent = issued.secret.text if name == "HTTP_X_API_KEY" else f"Bearer {issued.secret.text}"

    assert status(client_for(aalst), tryout, **{name: sent}).status_code == 200


def test_no_key_is_401_with_a_challenge(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    answer = status(client_for(aalst), tryout)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["type"].endswith("#key-missing")


@pytest.mark.parametrize("wrong", ["vvt_00000000_x", "niets", "vvt__", "é"])
def test_a_wrong_key_is_401(
    wrong: str, tryout: TryOut, issued: IssuedKey, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    assert status(client_for(aalst), tryout, HTTP_X_API_KEY=wrong).status_code == 401


def test_a_key_of_the_gateway_is_told_apart_from_one_of_a_try_out(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    of_the_gateway = status(client_for(aalst), tryout, HTTP_X_API_KEY=f"vvg_{'x' * 43}")

    assert of_the_gateway.status_code == 401
    assert of_the_gateway.json()["type"].endswith("#key-of-the-gateway")
    assert "vvt_" in of_the_gateway.json()["detail"]
    assert issued.secret.text.startswith("vvt_")
    assert status(client_for(aalst), tryout, HTTP_X_API_KEY=issued.secret.text).status_code == 200


def test_the_right_prefix_with_a_wrong_secret_is_401(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    assert status(client_for(aalst), tryout, HTTP_X_API_KEY=issued.secret.text[:-1] + "-").status_code == 401


def test_a_key_of_another_organisation_opens_nothing_and_its_own_key_does(
    tryout: TryOut,
    issued: IssuedKey,
    brugge: Tenant,
    aalst: Tenant,
    association_register: ServiceVersion,
    client_for: Callable[..., Client],
) -> None:
    with tenant_scope(brugge):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        theirs = open_tryout(actor=Actor.system(brugge), version=version)
        their_key = issue_key(actor=Actor.system(brugge), tryout=theirs, label="x").secret.text

    assert status(client_for(aalst), tryout, HTTP_X_API_KEY=their_key).status_code == 401
    assert status(client_for(brugge), theirs, HTTP_X_API_KEY=issued.secret.text).status_code == 401
    assert status(client_for(brugge), tryout, HTTP_X_API_KEY=their_key).status_code == 404
    assert status(client_for(brugge), theirs, HTTP_X_API_KEY=their_key).status_code == 200


def test_a_key_of_another_try_out_of_ours_is_403(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, association_register: ServiceVersion, program: Client
) -> None:
    with tenant_scope(aalst):
        version = ServiceVersion.objects.select_related("service__owner").get(pk=association_register.pk)
        other = open_tryout(actor=Actor.system(aalst), version=version)

    assert status(program, other).status_code == 403
    assert status(program, tryout).status_code == 200


def test_a_revoked_key_stops_with_the_next_call_and_says_since_when(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, program: Client
) -> None:
    assert status(program, tryout).status_code == 200
    with tenant_scope(aalst):
        revoke_key(actor=Actor.system(aalst), key=issued.key)

    answer = status(program, tryout)

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("#key-revoked")
    assert str(issued.key.revoked_at.year) in answer.json()["detail"]


def test_a_refused_key_of_ours_is_on_record_under_the_id_that_the_answer_names(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, program: Client, client_for: Callable[..., Client]
) -> None:
    # Given a key that was used, then revoked, and one that nobody ever had
    assert "evidence" not in status(program, tryout).json()
    with tenant_scope(aalst):
        revoke_key(actor=Actor.system(aalst), key=issued.key)

    # When both call
    refused = status(program, tryout).json()
    unknown = status(client_for(aalst), tryout, HTTP_AUTHORIZATION="Bearer vvt_nooit-gemaakt").json()

    # Then the log of evidence tells of ours, with the call; a stranger cannot fill it
    assert "evidence" not in unknown
    with tenant_scope(aalst):
        (event,) = ExchangeEvent.objects.filter(kind="denied")
    detail = json.loads(event.payload)["detail"]
    assert (str(event.pk), event.actor) == (refused["evidence"], f"sleutel {issued.key.label}")
    assert (detail["reason"], detail["try_out"]) == ("key-revoked", tryout.public_id)
    assert detail["call"] in refused["instance"]


def test_the_secret_stands_nowhere_in_the_table_nor_in_its_repr(issued: IssuedKey, aalst: Tenant) -> None:
    with tenant_scope(aalst):
        row = TryOutKey.objects.values().get(pk=issued.key.pk)

    assert issued.secret.text not in str(row)
    assert issued.secret.text not in repr(issued)


def test_using_a_key_is_noted(tryout: TryOut, issued: IssuedKey, aalst: Tenant, program: Client) -> None:
    status(program, tryout)

    with tenant_scope(aalst):
        assert TryOutKey.objects.get(pk=issued.key.pk).last_used_at is not None


def test_a_reader_makes_no_key_and_a_developer_does(
    tryout: TryOut, aalst: Tenant, actor_of: Callable[..., Actor]
) -> None:
    reader, developer = actor_of(aalst, Role.READER), actor_of(aalst, Role.DEVELOPER)
    with tenant_scope(aalst):
        with pytest.raises(Refusal):
            issue_key(actor=reader, tryout=tryout, label="x")
        assert issue_key(actor=developer, tryout=tryout, label="x").key.pk


def test_the_page_shows_a_new_key_once(tryout: TryOut, aalst: Tenant, client_for: Callable[..., Client]) -> None:
    person = client_for(aalst, Role.DEVELOPER)

    shown = person.post(f"/tryouts/{tryout.public_id}/keys/", {"label": "Leverancier"}, follow=True)
    again = person.get(f"/tryouts/{tryout.public_id}/")

    assert 'id="new-key"' in shown.text
    assert 'id="new-key"' not in again.text


def test_revoking_asks_first(
    tryout: TryOut, issued: IssuedKey, aalst: Tenant, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    address = f"/tryouts/{tryout.public_id}/keys/{issued.key.pk}/revoke/"

    asked = person.get(address)
    with tenant_scope(aalst):
        before = TryOutKey.objects.get(pk=issued.key.pk).revoked_at
    person.post(address)

    assert issued.key.prefix in asked.text
    assert before is None
    with tenant_scope(aalst):
        assert TryOutKey.objects.get(pk=issued.key.pk).revoked_at is not None
