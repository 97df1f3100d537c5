"""Snapshots: what a try-out remembers is kept under a name, gone back to, and thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.sandbox.tryouts.test_serving import ASSOCIATION, INITIATOR, register
from vlavirgem.refusal import Refusal
from vlavirgem_sandbox.tryouts import services, services_snapshots
from vlavirgem_sandbox.tryouts.models import Call, Snapshot, StateCollection, StateDocument, TryOut
from vlavirgem_sandbox.tryouts.services_snapshots import (
    MOST_SNAPSHOTS,
    Loss,
    keep_snapshot,
    loss_of_restoring,
    remove_snapshot,
    restore_snapshot,
)
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.scope import tenant_scope


@pytest.fixture
def keep(tryout: TryOut, aalst: Tenant) -> Callable[[str], Snapshot]:
    """Keep the present state."""

    def under(name: str) -> Snapshot:
        with tenant_scope(aalst):
            return keep_snapshot(actor=Actor.system(aalst), tryout=tryout, name=name)

    return under


@pytest.fixture
def page(tryout: TryOut) -> str:
    return f"/tryouts/{tryout.public_id}"


def listed(program: Client, tryout: TryOut) -> Any:
    return program.get(f"{tryout.base_path}/verenigingen").json()


def test_going_back_brings_every_document_version_and_number_back(
    program: Client, tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    kept_one, lost = register(program, tryout).json(), {**ASSOCIATION, "name": "Harmonie"}
    address = f"{tryout.base_path}/verenigingen/{kept_one['vCode']}"
    before, tag = listed(program, tryout), program.get(address)["ETag"]
    snapshot = keep("Voor de test")
    made_since = register(program, tryout, lost).json()
    program.delete(address, HTTP_IF_MATCH=tag, **INITIATOR)

    with tenant_scope(aalst):
        foreseen = loss_of_restoring(snapshot)
        loss = restore_snapshot(actor=Actor.system(aalst), snapshot=snapshot)

    assert loss == foreseen == Loss(deleted=1, put_back=0, brought_back=1)
    assert listed(program, tryout) == before
    assert program.get(address)["ETag"] == tag
    assert program.get(f"{tryout.base_path}/verenigingen/{made_since['vCode']}").status_code == 404
    assert register(program, tryout, lost).json()["vCode"] == made_since["vCode"]


def test_what_was_changed_since_is_put_back(
    program: Client, tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    address = f"{tryout.base_path}/verenigingen/{register(program, tryout).json()['vCode']}"
    snapshot = keep("Voor de wijziging")
    program.patch(
        address,
        '{"shortName": "De Zonen"}',
        "application/merge-patch+json",
        HTTP_IF_MATCH=program.get(address)["ETag"],
        **INITIATOR,
    )
    assert program.get(address).json()["shortName"] == "De Zonen"

    with tenant_scope(aalst):
        loss = restore_snapshot(actor=Actor.system(aalst), snapshot=snapshot)

    assert loss == Loss(deleted=0, put_back=1, brought_back=0)
    assert "shortName" not in program.get(address).json()


def test_a_snapshot_from_before_the_first_call_is_a_reset(
    program: Client, tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    snapshot = keep("Begin")
    register(program, tryout)

    with tenant_scope(aalst):
        restore_snapshot(actor=Actor.system(aalst), snapshot=snapshot)

        assert not StateDocument.objects.exists()
        assert not StateCollection.objects.exists()
        assert Call.objects.count() == 1


def test_going_back_takes_the_lock_before_anything_else(
    tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    snapshot = keep("Begin")

    with tenant_scope(aalst), CaptureQueriesContext(connection) as queries:
        restore_snapshot(actor=Actor.system(aalst), snapshot=snapshot)

    about_state = [query["sql"] for query in queries if '"tryouts_' in query["sql"]]
    assert "FOR NO KEY UPDATE" in about_state[0]


def test_a_restore_that_fails_halfway_changes_nothing(
    program: Client, tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = keep("Begin")
    register(program, tryout)

    def fails(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services_snapshots, "remember", fails)
    with tenant_scope(aalst):
        with pytest.raises(RuntimeError):
            restore_snapshot(actor=Actor.system(aalst), snapshot=snapshot)

        assert StateDocument.objects.count() == 1


def test_the_tenth_snapshot_is_kept_and_the_eleventh_is_not(
    tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    kept = [keep(f"Stap {number}") for number in range(MOST_SNAPSHOTS)]

    with pytest.raises(Refusal) as refused:
        keep("Een te veel")
    with tenant_scope(aalst):
        remove_snapshot(actor=Actor.system(aalst), snapshot=kept[0])

    assert refused.value.code == "too-many-snapshots"
    assert keep("Nu wel").name == "Nu wel"


def test_a_name_is_given_once_and_an_empty_one_is_the_moment(keep: Callable[[str], Snapshot]) -> None:
    keep("Demo")

    with pytest.raises(Refusal) as refused:
        keep(" Demo ")

    assert refused.value.code == "name-taken"
    assert keep("Demo 2").name == "Demo 2"
    assert keep("").name


def test_snapshots_together_have_a_size(
    program: Client, tryout: TryOut, keep: Callable[[str], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    register(program, tryout)
    first = keep("Past")
    monkeypatch.setattr(services_snapshots, "MOST_SNAPSHOT_CHARACTERS", 2 * first.characters)

    keep("Past net")
    with pytest.raises(Refusal) as refused:
        keep("Past niet")

    assert refused.value.code == "snapshots-too-large"


def test_an_ended_try_out_has_no_snapshots_and_makes_none(
    tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    seen_before = keep("Begin")

    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        services.end_tryout(actor=actor, tryout=tryout)
        assert not Snapshot.objects.exists()
        with pytest.raises(Refusal):
            restore_snapshot(actor=actor, snapshot=seen_before)
        with pytest.raises(Refusal):
            keep_snapshot(actor=actor, tryout=tryout, name="Na het einde")


def test_a_removed_snapshot_cannot_be_gone_back_to(
    program: Client, tryout: TryOut, aalst: Tenant, keep: Callable[[str], Snapshot]
) -> None:
    snapshot, other = keep("Weg"), keep("Blijft")
    register(program, tryout)

    with tenant_scope(aalst):
        actor = Actor.system(aalst)
        stale = Snapshot.objects.select_related("tryout").get(pk=snapshot.pk)
        remove_snapshot(actor=actor, snapshot=snapshot)
        with pytest.raises(Refusal) as refused:
            restore_snapshot(actor=actor, snapshot=stale)
        assert StateDocument.objects.count() == 1
        restore_snapshot(actor=actor, snapshot=other)
        assert not StateDocument.objects.exists()

    assert refused.value.code == "snapshot-gone"


def test_on_the_page_a_snapshot_is_kept_asked_about_restored_and_removed(
    program: Client, tryout: TryOut, aalst: Tenant, page: str, client_for: Callable[..., Client]
) -> None:
    person = client_for(aalst, Role.DEVELOPER)
    kept = person.post(f"{page}/snapshots/", {"name": "Voor de demo"}, follow=True)
    register(program, tryout)
    with tenant_scope(aalst):
        snapshot = Snapshot.objects.get()
    address = f"{page}/snapshots/{snapshot.pk}"

    asked = person.get(f"{address}/restore/")
    with tenant_scope(aalst):
        assert StateDocument.objects.count() == 1
    person.post(f"{address}/restore/")
    with tenant_scope(aalst):
        assert not StateDocument.objects.exists()
    asked_again = person.get(f"{address}/remove/")
    person.post(f"{address}/remove/")
    history = person.get(f"{page}/").text

    assert "Voor de demo" in kept.text
    assert "Gemaakt sindsdien, en nu verwijderd: 1" in asked.text
    assert "Voor de demo" in asked_again.text
    with tenant_scope(aalst):
        assert not Snapshot.objects.exists()
        verbs = tryout.events.values_list("verb", "detail")[:3]
        assert list(verbs) == [(f"snapshot-{verb}", "Voor de demo") for verb in ("removed", "restored", "kept")]
    assert "keerde terug naar een momentopname" in history


def test_a_name_that_is_taken_is_said_beside_the_field(
    tryout: TryOut, aalst: Tenant, page: str, keep: Callable[[str], Snapshot], client_for: Callable[..., Client]
) -> None:
    keep("Demo")

    answer = client_for(aalst, Role.DEVELOPER).post(f"{page}/snapshots/", {"name": "Demo"})

    assert answer.status_code == 422
    assert "name" in answer.context["snapshot_form"].errors


def test_a_member_sees_the_snapshots_and_a_developer_may_act_on_them(
    tryout: TryOut, aalst: Tenant, page: str, keep: Callable[[str], Snapshot], client_for: Callable[..., Client]
) -> None:
    address = f"{page}/snapshots/{keep('Demo').pk}"
    member, developer = client_for(aalst, Role.MEMBER), client_for(aalst, Role.DEVELOPER)

    assert "Demo" in member.get(f"{page}/remembered/").text
    for act in (f"{address}/restore/", f"{address}/remove/", f"{page}/snapshots/"):
        assert member.post(act).status_code == 403
    assert address not in member.get(f"{page}/remembered/").text
    assert f"{address}/restore/" in developer.get(f"{page}/remembered/").text
    assert developer.post(f"{page}/snapshots/", {"name": ""}).status_code == 302
    assert developer.post(f"{address}/restore/").status_code == 302


def test_the_snapshots_of_another_are_not_there(
    tryout: TryOut,
    aalst: Tenant,
    brugge: Tenant,
    page: str,
    keep: Callable[[str], Snapshot],
    client_for: Callable[..., Client],
) -> None:
    address = f"{page}/snapshots/{keep('Demo').pk}/restore/"

    assert client_for(brugge, Role.DEVELOPER).get(address).status_code == 404
    assert client_for(aalst, Role.DEVELOPER).get(address).status_code == 200


def test_ten_snapshots_take_as_many_queries_as_one(
    aalst: Tenant,
    page: str,
    keep: Callable[[str], Snapshot],
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(MOST_SNAPSHOTS):
        keep(f"Stap {number}")
    person = client_for(aalst, Role.DEVELOPER)

    with django_assert_max_num_queries(14):
        assert "Stap 9" in person.get(f"{page}/remembered/").text
