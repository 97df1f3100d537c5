"""Members and their roles: signing in on one's own organisation's host, and who may change what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from tests.at_once import at_once
from tests.conftest import PASSWORD
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import ALLOWED, Permission
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.services import add_person, set_roles
from vlavirgem_tenants.scope import tenant_scope

ActorOf = Callable[..., Actor]
ClientFor = Callable[..., Client]


def sign_in(client: Client, email: str) -> int:
    return client.post("/sign-in/", {"username": email, "password": PASSWORD}).status_code


def test_a_member_signs_in_at_home_and_not_elsewhere(aalst: Tenant, brugge: Tenant, client_for: ClientFor) -> None:
    assert sign_in(client_for(aalst), "buyer@aalst.example") == 302
    assert sign_in(client_for(brugge), "buyer@aalst.example") == 422


def test_a_session_of_one_organisation_is_worth_nothing_at_another(
    aalst: Tenant, brugge: Tenant, client_for: ClientFor
) -> None:
    at_home = client_for(aalst, Role.ADMINISTRATOR)
    assert at_home.get("/manage/").status_code == 200
    abroad = client_for(brugge)
    abroad.cookies = at_home.cookies
    assert abroad.get("/manage/")["Location"].startswith("/sign-in/")


def test_signing_in_never_leads_to_another_site(aalst: Tenant, client_for: ClientFor) -> None:
    login = {"username": "buyer@aalst.example", "password": PASSWORD}
    assert client_for(aalst).post("/sign-in/", {**login, "next": "/pilots/"})["Location"] == "/pilots/"
    assert client_for(aalst).post("/sign-in/", {**login, "next": "https://evil.example/"})["Location"] == "/"


def test_an_administrator_adds_a_member_and_a_reader_does_not(aalst: Tenant, actor_of: ActorOf) -> None:
    new: dict[str, Any] = {
        "email": "Nieuw@aalst.example",
        "name": "Nele Nieuw",
        "password": "een-lang-genoeg-woord",
        "roles": [Role.BUYER],
    }
    with tenant_scope(aalst):
        user = add_person(actor=actor_of(aalst, Role.ADMINISTRATOR), **new)
        assert (user.username, user.name, user.roles) == ("nieuw@aalst.example", "Nele Nieuw", ["buyer"])
        with pytest.raises(Refusal, match=r"Administrator|Beheerder") as refusal:
            add_person(actor=actor_of(aalst, Role.READER), **{**new, "email": "ander@aalst.example"})
        assert refusal.value.status == 403
        with pytest.raises(Refusal) as again:
            add_person(actor=actor_of(aalst, Role.ADMINISTRATOR), **new)
        assert again.value.place == "email"


def test_a_weak_password_is_refused(aalst: Tenant, actor_of: ActorOf) -> None:
    with tenant_scope(aalst), pytest.raises(ValidationError):
        add_person(
            actor=actor_of(aalst, Role.ADMINISTRATOR), email="x@aalst.example", name="X", password="kort", roles=[]
        )


def test_the_last_administrator_stays_one(aalst: Tenant, actor_of: ActorOf) -> None:
    with tenant_scope(aalst):
        last = User.objects.get(username="administrator@aalst.example")
        other = User.objects.get(username="buyer@aalst.example")
        acting = actor_of(aalst, Role.ADMINISTRATOR)
        with pytest.raises(Refusal):
            set_roles(actor=acting, user=last, roles=[Role.READER])
        set_roles(actor=acting, user=other, roles=[Role.ADMINISTRATOR])
        assert set_roles(actor=acting, user=last, roles=[Role.READER]).roles == ["reader"]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_exactly_what_the_matrix_says(aalst: Tenant, actor_of: ActorOf, role: Role) -> None:
    actor = actor_of(aalst, role)
    assert {permission for permission in Permission if actor.may(permission)} == ALLOWED[role]


def test_the_page_of_members_takes_few_queries_however_many_there_are(
    aalst: Tenant, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_for(aalst, Role.ADMINISTRATOR)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        page = client.get("/manage/")
    assert page.content.decode().count("@aalst.example") >= len(Role)


def test_a_page_for_administrators_says_to_others_which_role_it_takes(aalst: Tenant, client_for: ClientFor) -> None:
    assert client_for(aalst, Role.ADMINISTRATOR).get("/manage/add/").status_code == 200
    refused = client_for(aalst, Role.READER).get("/manage/add/")
    assert refused.status_code == 403
    assert "Beheerder" in refused.content.decode()


@pytest.mark.usefixtures("own_database")
def test_one_address_added_twice_at_once_is_one_member_and_the_other_click_is_told() -> None:
    def adds(actor: Actor) -> Callable[[], object]:
        return lambda: add_person(
            actor=actor, email="noor@aalst.example", name="Noor", roles=[Role.READER], password=PASSWORD
        )

    ends = at_once(("aalst", adds), ("aalst", adds))

    assert sorted(ends) == ["done", "member-exists"]
