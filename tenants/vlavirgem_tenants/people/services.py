"""Acts on the people of a tenant."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from http import HTTPStatus

from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _

from vlavirgem import plugins
from vlavirgem.refusal import Refusal
from vlavirgem_tenants.commons.models import Person
from vlavirgem_tenants.people.actors import Actor
from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission
from vlavirgem_tenants.people.roles import Role


def add_person(*, actor: Actor, email: str, name: str, roles: Iterable[Role], password: str) -> User:
    """Give somebody a place in the actor's tenant; raises Refusal where the address is in use, ValidationError for a
    weak password. ``password`` is the one that the administrator chose; members cannot change it themselves yet."""
    actor.require(Permission.PEOPLE_MANAGE)
    email = email.strip().lower()
    if User.objects.filter(username=email).exists():
        raise Refusal(
            _("There already is a member with the address %(email)s.") % {"email": email},
            remedy=_("Change the roles of that member instead."),
            code="member-exists",
            place="email",
        )
    first, _space, last = name.strip().partition(" ")
    user = User(username=email, email=email, first_name=first, last_name=last, person_id=uuid.uuid4())
    validate_password(password, user)
    user.set_password(password)
    user.save()
    Person.objects.create(id=user.person_id, owner=actor.tenant, name=user.name)
    set_roles(actor=actor, user=user, roles=roles)
    return user


def set_roles(*, actor: Actor, user: User, roles: Iterable[Role]) -> User:
    """Say what somebody does here; raises Refusal where nobody would be left to administer."""
    actor.require(Permission.PEOPLE_MANAGE)
    wanted = sorted({Role(role).value for role in roles})
    loses_administration = Role.ADMINISTRATOR in user.roles and Role.ADMINISTRATOR not in wanted
    others = User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]).exclude(pk=user.pk)
    if loses_administration and not others.exists():
        raise Refusal(
            _("%(name)s is the only administrator.") % {"name": user.name},
            remedy=_("Make somebody else administrator first."),
            code="last-administrator",
            status=HTTPStatus.CONFLICT,
            place="roles",
        )
    user.roles = wanted
    user.save(update_fields=["roles"])
    for listener in plugins.role_listeners:
        listener.changed(user)
    return user
