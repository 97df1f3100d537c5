"""Base classes of the commons. They say who a row belongs to and who sees it; the wall makes policies of that.

A model says by its base class which of the two places for data it lives in: these for what tenants do together, an
ordinary ``models.Model`` in a tenant app for what is private. There is no third.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_tenants.directory.models import Tenant


class Visibility(models.TextChoices):
    """Who sees a row of the commons besides its owner."""

    OWN = "own", _("Only us")
    PARTNERS = "partners", _("Us and our partners")
    NETWORK = "network", _("Every organisation in the network")


class CommonsRow(models.Model):
    """What every row of the commons has: an id that says nothing, the tenant that wrote it, and when.

    ``append_only``: no tenant may change or remove such rows (neither is granted).
    ``commons_read_also``: a further SQL condition under which a row may be read; ``{me}`` stands for the id of the
    tenant that reads. For rules that visibility cannot express, such as a live grant.
    ``commons_read_while``: a SQL condition that must hold as well before anybody but the owner reads a row; for what
    is shared until a day.
    ``commons_write``: False where rows only come in through a function of the owner's (the evidence log).
    """

    append_only: ClassVar[bool] = False
    commons_read_also: ClassVar[str] = ""
    commons_read_while: ClassVar[str] = ""
    commons_write: ClassVar[bool] = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(Tenant, on_delete=models.PROTECT, related_name="+", verbose_name=_("owner"))
    created_at = models.DateTimeField(_("made on"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed on"), auto_now=True)

    class Meta:
        abstract = True


class CommonsModel(CommonsRow):
    """A root of the commons: a pilot, a purchase, a service. Its parts are seen by whoever sees it."""

    visibility = models.CharField(_("who sees this"), max_length=10, choices=Visibility.choices, default=Visibility.OWN)
    partner_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    class Meta:
        abstract = True
        indexes: ClassVar = [GinIndex(fields=["partner_ids"], name="%(app_label)s_%(class)s_with")]

    def share_with(self, partners: Iterable[Tenant]) -> Self:
        """Let these tenants see the row and its parts, and no others; does not save."""
        self.partner_ids = sorted({partner.pk for partner in partners} - {self.owner_id})
        if self.visibility != Visibility.NETWORK:
            self.visibility = Visibility.PARTNERS if self.partner_ids else Visibility.OWN
        return self

    def partners(self) -> models.QuerySet[Tenant]:
        """The tenants it is shared with by name."""
        partners: models.QuerySet[Tenant] = Tenant.objects.filter(pk__in=self.partner_ids)
        return partners


class CommonsPart(CommonsRow):
    """A row under a root (or under another part): read by its owner, and by whoever may read its parent.

    ``commons_parent`` names the foreign key to the parent. With visibility ``own`` only the writer sees the row yet.
    ``commons_parent_owner``: True where only the parent's owner adds such rows; otherwise whoever reads the parent may
    (a signature, a call-off).
    """

    commons_parent: ClassVar[str]
    commons_parent_owner: ClassVar[bool] = False

    visibility = models.CharField(
        _("who sees this"),
        max_length=10,
        choices=[(Visibility.OWN.value, Visibility.OWN.label), (Visibility.PARTNERS.value, Visibility.PARTNERS.label)],
        default=Visibility.PARTNERS,
    )

    class Meta:
        abstract = True

    def parent(self) -> Any:
        """The row this is a part of."""
        return getattr(self, self.commons_parent)
