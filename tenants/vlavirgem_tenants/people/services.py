"""Acts on the people of a tenant."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.commons.models import Person, record
from vlavirgem_tenants.constraints import refusing
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.people.roles import Role


@transaction.atomic
def add_person(*, actor: Actor, email: str, name: str, roles: Iterable[Role], password: str) -> User:
    """Give somebody a place in the actor's tenant; raises Refusal where the address is in use, ValidationError for a
    weak password. ``password`` is the one that the administrator chose, until the member changes it."""
    actor.require(Permission.PEOPLE_MANAGE)
    email = email.strip().lower()
    if User.objects.filter(username=email).exists():
        raise _member_exists(email)
    first, _space, last = name.strip().partition(" ")
    user = User(username=email, email=email, first_name=first, last_name=last, person_id=uuid.uuid4())
    user.roles = _sorted(roles)
    validate_password(password, user)
    user.set_password(password)
    with refusing(people_user_username_key=lambda: _member_exists(email)):
        user.save(force_insert=True)
    Person.objects.create(id=user.person_id, owner=actor.tenant, name=user.name)
    _remember(actor, user, "added", after=user.roles)
    _tell_listeners(user)
    return user


def _member_exists(email: str) -> Refusal:
    return Refusal(
        _("There already is a member with the address %(email)s.") % {"email": email},
        remedy=_("Change the roles of that member instead."),
        code="member-exists",
        place="email",
    )


@transaction.atomic
def set_roles(*, actor: Actor, user: User, roles: Iterable[Role]) -> User:
    """Say what somebody does here; raises Refusal where nobody would be left to administer."""
    actor.require(Permission.PEOPLE_MANAGE)
    user, others_administer = _hold(user)
    before, after = user.roles, _sorted(roles)
    if Role.ADMINISTRATOR not in after:
        _require_administrator(user, others_administer=others_administer)
    if before != after:
        user.roles = after
        user.save(update_fields=["roles"])
        _remember(actor, user, "roles changed", before=before, after=after)
        _tell_listeners(user)
    return user


@transaction.atomic
def close_account(*, actor: Actor, user: User) -> User:
    """Remove a member: no sign-in any more, and every session ends with its next request. What the member did stays,
    under their name. Keys go on until they are revoked. Raises Refusal for the last administrator."""
    actor.require(Permission.PEOPLE_MANAGE)
    user, others_administer = _hold(user)
    _require_administrator(user, others_administer=others_administer)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        _end_sessions(user)
        _remember(actor, user, "account closed")
    return user


@transaction.atomic
def open_account(*, actor: Actor, user: User) -> User:
    """Put a removed member back, with the roles and the password they had."""
    actor.require(Permission.PEOPLE_MANAGE)
    user, _others = _hold(user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _remember(actor, user, "account opened")
    return user


@transaction.atomic
def prefer_language(*, actor: Actor, user: User, language: str) -> None:
    """Keep the language in which a member wants the pages; raises Refusal for somebody else's account."""
    _require_self(actor, user, remedy=_("Everybody chooses their own language."))
    user.preferred_language = language
    user.save(update_fields=["preferred_language"])


@transaction.atomic
def change_own_password(*, actor: Actor, user: User, password: str) -> User:
    """Give oneself a new password, checked before against the rules; sessions opened with the old one end.

    Raises Refusal for anybody else's.
    """
    _require_self(actor, user, remedy=_("Everybody chooses their own password."))
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _remember(actor, user, "password changed")
    return user


@transaction.atomic
def set_password(*, actor: Actor, user: User, password: str) -> User:
    """Give a member who forgot it another password, and end the sessions that are open; the member changes it after.

    Raises ValidationError for a weak one.
    """
    actor.require(Permission.PEOPLE_MANAGE)
    validate_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    _end_sessions(user)
    _remember(actor, user, "password set")
    return user


def keys_of(user: User) -> list[plugins.PersonsKey]:
    """The keys in use that a member made for programs: they do not end with the account."""
    return [key for source in plugins.persons_keys for key in source.find(user.person_id)]


def _hold(user: User) -> tuple[User, bool]:
    """The member and every administrator, locked in one order, so that no two acts at once leave nobody; the member
    as they are now, and whether another administrates."""
    administers = Q(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    held = list(User.objects.select_for_update().filter(administers | Q(pk=user.pk)).order_by("pk"))
    present = next(one for one in held if one.pk == user.pk)
    return present, len(held) > 1


def _require_administrator(leaving: User, *, others_administer: bool) -> None:
    administers = leaving.is_active and Role.ADMINISTRATOR in leaving.roles
    if administers and not others_administer:
        raise Refusal(
            _("%(name)s is the only administrator.") % {"name": leaving.name},
            remedy=_("Make somebody else administrator first."),
            code="last-administrator",
            status=HTTPStatus.CONFLICT,
            place="roles",
        )


def _end_sessions(user: User) -> None:
    """They name their user in what they keep, so each is looked at: an organisation has few enough."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def _sorted(roles: Iterable[Role]) -> list[str]:
    return sorted({Role(role).value for role in roles})


def _tell_listeners(user: User) -> None:
    for listener in plugins.role_listeners:
        listener.changed(user)


def _remember(actor: Actor, user: User, verb: str, **detail: Any) -> None:
    record(actor=actor, subject=Person.objects.get(pk=user.person_id), verb=verb, detail=detail)


def _require_self(actor: Actor, user: User, *, remedy: str) -> None:
    if actor.person_id != user.person_id:
        raise Refusal(
            _("This is the account of somebody else."),
            remedy=remedy,
            code="not-your-account",
            status=HTTPStatus.FORBIDDEN,
        )
