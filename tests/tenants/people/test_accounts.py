"""The life of an account: a new password, removal and return, what ends with it, and the history of all that."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from tests.conftest import PASSWORD
from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_graphql.gateway.services import make_key, revoke_key
from vlavirgem_tenants.commons.models import History
from vlavirgem_tenants.directory.finding import find_tenant
from vlavirgem_tenants.directory.models import Tenant
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.roles import Role
from vlavirgem_tenants.people.services import (
    change_own_password,
    close_account,
    keys_of,
    open_account,
    prefer_language,
    set_roles,
)
from vlavirgem_tenants.scope import tenant_scope

ActorOf = Callable[..., Actor]
ClientFor = Callable[..., Client]
NEW = "een-heel-ander-lang-woord"
SIGNED_OUT = "/sign-in/?next=/manage/"


def member(role: Role = Role.BUYER, slug: str = "aalst") -> User:
    return User.objects.get(username=f"{role.value}@{slug}.example")


def pk_of(tenant: Tenant, role: Role = Role.BUYER) -> int:
    with tenant_scope(tenant):
        return member(role, tenant.slug).pk


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> Any:
    return client.post("/password/", {"old_password": old, "new_password1": new, "new_password2": new})


def sign_in(client: Client, password: str) -> int:
    return client.post("/sign-in/", {"username": "buyer@aalst.example", "password": password}).status_code


def test_a_new_password_keeps_this_session_and_ends_the_others(aalst: Tenant, client_for: ClientFor) -> None:
    here, elsewhere, colleague = (client_for(aalst, role) for role in (Role.BUYER, Role.BUYER, Role.EDITOR))

    assert change(here)["Location"] == "/"

    assert here.get("/manage/").status_code == 200
    assert elsewhere.get("/manage/")["Location"] == SIGNED_OUT
    assert colleague.get("/manage/").status_code == 200
    assert (sign_in(client_for(aalst), PASSWORD), sign_in(client_for(aalst), NEW)) == (422, 302)


@pytest.mark.parametrize(
    ("old", "new"), [("niet-het-oude", NEW), (PASSWORD, "kort"), (PASSWORD, "buyer@aalst.example")]
)
def test_a_new_password_takes_the_old_one_and_is_a_strong_one(
    aalst: Tenant, client_for: ClientFor, old: str, new: str
) -> None:
    refused = change(client_for(aalst, Role.BUYER), old, new)
    assert refused.status_code == 422
    assert NEW not in refused.content.decode()
    assert sign_in(client_for(aalst), PASSWORD) == 302


@pytest.mark.parametrize(
    ("new", "again", "field", "words"),
    [
        ("kort", "kort", "new_password1", "Dit wachtwoord is te kort. Kies er een van minstens 8 tekens."),
        ("buyer@aalst.example", "buyer@aalst.example", "new_password1", "lijkt te veel op de naam of het e-mailadres"),
        ("password1", "password1", "new_password1", "Veel mensen gebruiken dit wachtwoord"),
        (NEW, f"{NEW}!", "new_password2", "De twee nieuwe wachtwoorden zijn niet gelijk."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_in_dutch_under_its_own_field(
    aalst: Tenant, client_for: ClientFor, new: str, again: str, field: str, words: str
) -> None:
    typed = {"old_password": PASSWORD, "new_password1": new, "new_password2": again}

    errors = client_for(aalst, Role.BUYER).post("/password/", typed).context["form"].errors

    assert list(errors) == [field]
    assert words in " ".join(errors[field])


def test_what_is_refused_of_a_new_member_stays_with_the_form(aalst: Tenant, client_for: ClientFor) -> None:
    client = client_for(aalst, Role.ADMINISTRATOR)
    add, typed = reverse("people:add"), {"name": "Nele Nieuw", "email": "nele@aalst.example"}

    weak = client.post(add, {**typed, "password": "nele@aalst.example"})
    known = client.post(add, {**typed, "email": "buyer@aalst.example", "password": NEW})
    added = client.post(add, {**typed, "password": NEW})

    assert (weak.status_code, list(weak.context["form"].errors)) == (422, ["password"])
    assert (known.status_code, list(known.context["form"].errors)) == (422, ["email"])
    assert added.status_code == 302


def test_the_account_menu_leads_to_the_page_and_a_stranger_has_to_sign_in(aalst: Tenant, client_for: ClientFor) -> None:
    assert 'href="/password/"' in client_for(aalst, Role.READER).get("/manage/").content.decode()
    page = client_for(aalst, Role.READER).get("/password/").content.decode()
    assert "Wachtwoord wijzigen" in page
    assert client_for(aalst).get("/password/")["Location"] == "/sign-in/?next=/password/"


def test_nobody_chooses_the_password_of_another(aalst: Tenant, actor_of: ActorOf) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal, match="iemand anders"):
            change_own_password(actor=actor_of(aalst, Role.ADMINISTRATOR), user=member(), password=NEW)
        with pytest.raises(ValidationError):
            change_own_password(actor=actor_of(aalst, Role.BUYER), user=member(), password="kort")
        assert change_own_password(actor=actor_of(aalst, Role.BUYER), user=member(), password=NEW).check_password(NEW)


@pytest.fixture
def picked_here_only() -> Iterator[None]:
    """The language of the last request would go on for the tests after this one."""
    with translation.override(get_language()):
        yield


@pytest.mark.usefixtures("picked_here_only")
def test_the_language_that_a_member_picked_comes_along_to_another_browser(aalst: Tenant, client_for: ClientFor) -> None:
    here, elsewhere, colleague = client_for(aalst, Role.BUYER), client_for(aalst), client_for(aalst)

    here.post("/language/", {"language": "en"})
    here.post("/language/", {"language": "tlh"})
    sign_in(elsewhere, PASSWORD)
    colleague.post("/sign-in/", {"username": "editor@aalst.example", "password": PASSWORD})

    assert '<html lang="en">' in elsewhere.get("/manage/").content.decode()
    assert '<html lang="nl">' in colleague.get("/manage/").content.decode()


@pytest.mark.usefixtures("picked_here_only")
def test_a_stranger_picks_a_language_for_this_browser_only(aalst: Tenant, client_for: ClientFor) -> None:
    stranger = client_for(aalst)

    stranger.post("/language/", {"language": "en"})

    assert '<html lang="en">' in stranger.get("/sign-in/").content.decode()
    with tenant_scope(aalst):
        assert not User.objects.exclude(preferred_language="").exists()


def test_nobody_picks_the_language_of_another(aalst: Tenant, actor_of: ActorOf) -> None:
    with tenant_scope(aalst):
        with pytest.raises(Refusal, match="iemand anders"):
            prefer_language(actor=actor_of(aalst, Role.ADMINISTRATOR), user=member(), language="en")
        prefer_language(actor=actor_of(aalst, Role.BUYER), user=member(), language="en")
        assert member().preferred_language == "en"


def test_a_removed_member_is_out_at_the_next_request_and_comes_back_by_signing_in(
    aalst: Tenant, client_for: ClientFor
) -> None:
    # Given a buyer and a colleague who are signed in
    theirs, colleague, administrator = (client_for(aalst, r) for r in (Role.BUYER, Role.EDITOR, Role.ADMINISTRATOR))
    pk = pk_of(aalst)
    assert "Buyer" not in administrator.get(f"/manage/{pk}/remove/").content.decode()

    # When an administrator confirms the removal
    done = administrator.post(f"/manage/{pk}/remove/", follow=True).content.decode()

    # Then only the buyer is out, and the toast brings the buyer back
    assert f'action="/manage/{pk}/put-back/"' in done
    assert theirs.get("/manage/")["Location"] == SIGNED_OUT
    assert sign_in(client_for(aalst), PASSWORD) == 422
    assert colleague.get("/manage/").status_code == 200
    assert administrator.post(f"/manage/{pk}/put-back/").status_code == 302
    assert theirs.get("/manage/")["Location"] == SIGNED_OUT, "an old session stays ended"
    assert sign_in(client_for(aalst), PASSWORD) == 302


def test_only_an_administrator_removes_and_puts_back(aalst: Tenant, client_for: ClientFor, actor_of: ActorOf) -> None:
    pk = pk_of(aalst)
    for page in ("remove", "put-back"):
        assert client_for(aalst, Role.EDITOR).post(f"/manage/{pk}/{page}/").status_code == 403
        assert client_for(aalst, Role.ADMINISTRATOR).post(f"/manage/{pk}/{page}/").status_code == 302
    with tenant_scope(aalst):
        for act in (close_account, open_account):
            with pytest.raises(Refusal) as refusal:
                act(actor=actor_of(aalst, Role.EDITOR), user=member())
            assert refusal.value.status == 403


def test_looking_at_the_page_removes_nobody(aalst: Tenant, client_for: ClientFor) -> None:
    assert client_for(aalst, Role.ADMINISTRATOR).get(f"/manage/{pk_of(aalst)}/remove/").status_code == 200
    with tenant_scope(aalst):
        assert member().is_active


def test_the_last_administrator_cannot_be_removed_and_one_of_two_can(aalst: Tenant, actor_of: ActorOf) -> None:
    with tenant_scope(aalst):
        acting, last = actor_of(aalst, Role.ADMINISTRATOR), member(Role.ADMINISTRATOR)
        with pytest.raises(Refusal) as refusal:
            close_account(actor=acting, user=last)
        assert (refusal.value.code, refusal.value.status) == ("last-administrator", 409)
        set_roles(actor=acting, user=member(), roles=[Role.ADMINISTRATOR])
        assert not close_account(actor=acting, user=last).is_active

        # A removed administrator counts for nobody
        with pytest.raises(Refusal):
            set_roles(actor=acting, user=member(), roles=[Role.READER])


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_drop_each_other_at_once_leave_one(own_database: str) -> None:
    aalst = find_tenant("aalst")
    with tenant_scope(aalst):
        set_roles(actor=Actor.system(aalst), user=member(), roles=[Role.ADMINISTRATOR])
    refused: list[str] = []
    together = threading.Barrier(2)

    def drop(role: Role) -> None:
        try:
            with tenant_scope(aalst):
                user = member(role)
                together.wait(timeout=20)
                set_roles(actor=Actor.system(aalst), user=user, roles=[Role.READER])
        except Refusal as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=drop, args=[role]) for role in (Role.BUYER, Role.ADMINISTRATOR)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    with tenant_scope(aalst):
        left = User.objects.filter(roles__contains=[Role.ADMINISTRATOR]).count()
    assert (refused, left) == (["last-administrator"], 1)


def test_the_keys_that_go_on_without_their_maker_are_named(
    aalst: Tenant, client_for: ClientFor, actor_of: ActorOf
) -> None:
    # Given keys of a developer, one of them revoked, and one of somebody else
    with tenant_scope(aalst):
        maker, other = actor_of(aalst, Role.DEVELOPER), actor_of(aalst, Role.ADMINISTRATOR)
        make_key(actor=maker, label="Nachtelijke kopie")
        revoke_key(actor=maker, key=make_key(actor=maker, label="Oud")[0])
        make_key(actor=other, label="Van een ander")
        assert len(keys_of(member(Role.DEVELOPER))) == 1
        assert keys_of(member()) == []

    # When the developer is removed
    administrator = client_for(aalst, Role.ADMINISTRATOR)
    pk = pk_of(aalst, Role.DEVELOPER)
    page = administrator.post(f"/manage/{pk}/remove/", follow=True).content.decode()

    # Then the page that follows names the one key that still works, and where to revoke it
    assert "Nachtelijke kopie" in page
    assert 'href="/developers/"' in page
    assert "Oud" not in page
    assert "Van een ander" not in page


def test_keys_of_every_room_are_asked_for() -> None:
    assert {source.name for source in plugins.persons_keys} == {"tryouts", "chains", "gateway"}


def test_the_history_tells_administrators_who_did_what_to_whom(
    aalst: Tenant, brugge: Tenant, client_for: ClientFor, actor_of: ActorOf
) -> None:
    with tenant_scope(aalst):
        acting, user = actor_of(aalst, Role.ADMINISTRATOR), member()
        set_roles(actor=acting, user=user, roles=[Role.READER, Role.EDITOR])
        set_roles(actor=acting, user=user, roles=[Role.EDITOR, Role.READER])
        close_account(actor=acting, user=user)
        open_account(actor=acting, user=user)
        change_own_password(actor=actor_of(aalst, Role.BUYER), user=user, password=NEW)
        verbs = History.objects.filter(subject_id=user.person_id).order_by("created_at").values_list("verb", flat=True)
        assert list(verbs) == ["added", "roles changed", "account closed", "account opened", "password changed"]

    told = client_for(aalst, Role.ADMINISTRATOR).get("/manage/history/").content.decode()
    assert f"wijzigde de rollen van {user.name} van Aankoper naar Redacteur, Lezer" in told
    assert client_for(aalst, Role.READER).get("/manage/history/").status_code == 403
    assert "Aalst" not in client_for(brugge, Role.ADMINISTRATOR).get("/manage/history/").content.decode()


def test_the_history_pages_by_moment_in_few_queries(
    aalst: Tenant, client_for: ClientFor, actor_of: ActorOf, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with tenant_scope(aalst):
        for number in range(60):
            roles = [Role.READER] if number % 2 else [Role.EDITOR]
            set_roles(actor=actor_of(aalst, Role.ADMINISTRATOR), user=member(), roles=roles)
    client = client_for(aalst, Role.ADMINISTRATOR)
    with django_assert_max_num_queries(12):
        first = client.get("/manage/history/")
    assert len(first.context["entries"]) == 50
    second = client.get("/manage/history/", {"before": first.context["earlier"]})
    assert len(second.context["entries"]) == 10 + len(Role)
    assert first.context["entries"][-1].at > second.context["entries"][0].at
    assert len(client.get("/manage/history/", {"before": "gisteren"}).context["entries"]) == 50
