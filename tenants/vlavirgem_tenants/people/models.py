"""A tenant's users."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.people.roles import Role


class User(AbstractUser):
    """A person's membership of this tenant: how they sign in here and what they do here.

    ``person_id`` ties the memberships of one human being together (vlavirgem_tenants.commons.models.Person); it is no
    foreign key, since that table is in the commons.
    """

    person_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), default=list, verbose_name=_("roles"))
    preferred_language = models.CharField(_("language"), max_length=5, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("member")  # type: ignore[assignment]  # a lazy text, as Django means it
        verbose_name_plural = _("members")  # type: ignore[assignment]
        ordering: ClassVar = ["first_name", "last_name"]

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.get_full_name() or self.username

    @property
    def role_labels(self) -> list[str]:
        """The roles in the language of the page."""
        return [str(Role(role).label) for role in self.roles]
