"""Who may write pages: roles of the tenant made into Wagtail's groups."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import Group

from vlavirgem_tenants.people.models import User
from vlavirgem_tenants.people.permissions import Permission, roles_with

# Made by migration 0002 with the permissions that go with it; the only group that opens Wagtail's admin.
EDITORS: Final = "editors"


def sync_groups(user: User) -> None:
    """Put a person in or out of the editors' group, as its roles say. Called whenever roles change."""
    editors = Group.objects.get(name=EDITORS)
    if set(user.roles) & set(roles_with(Permission.PAGE_WRITE)):
        user.groups.add(editors)
    else:
        user.groups.remove(editors)
