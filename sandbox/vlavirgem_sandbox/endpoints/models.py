"""Where a service really answers, and what it may be called with. In the commons; the publisher's."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models import Service
from vlavirgem_tenants.commons.base import CommonsModel
from vlavirgem_tenants.outgoing.hosts import Address, read_address
from vlavirgem_tenants.outgoing.sealing import seal, unseal


class AllowedHost(CommonsModel):
    """A host that the operator lets one organisation have its services called at. Written with the owner's login."""

    commons_write = False

    host = models.CharField(_("host"), max_length=300)

    class Meta(CommonsModel.Meta):
        verbose_name = _("allowed host")
        verbose_name_plural = _("allowed hosts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "host"], name="endpoints_allowed_host_once"),
        ]

    def __str__(self) -> str:
        return self.host


class EndpointKind(models.TextChoices):
    """What answers there."""

    ACCEPTANCE = "acceptance", _("Acceptance environment")
    SUPPLIER = "supplier", _("Implementation of a supplier")


class Endpoint(CommonsModel):
    """An address at which a service is implemented. What it is called with is sealed: no page shows it."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="endpoints")
    kind = models.CharField(_("what answers there"), max_length=12, choices=EndpointKind.choices)
    name = models.CharField(_("name"), max_length=80)
    base_url = models.CharField(_("base address"), max_length=500)
    header_name = models.CharField(_("header"), max_length=80, blank=True)
    sealed = models.TextField(_("value of the header, sealed"), blank=True, editable=False)
    writes_allowed = models.BooleanField(_("calls may change something there"), default=False)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    class Meta(CommonsModel.Meta):
        verbose_name = _("endpoint")
        verbose_name_plural = _("endpoints")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["service", "name"], condition=Q(removed_at=None), name="endpoints_endpoint_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> Address:
        """The parts of the base address."""
        return read_address(self.base_url)

    def keep_secret(self, secret: str) -> None:
        """Seal the header's value; does not save."""
        self.sealed = seal(secret, belongs_to=self._belongs_to) if secret else ""

    def secret(self) -> str:
        """The header's value, for a call. Raises SealBroken."""
        return unseal(self.sealed, belongs_to=self._belongs_to) if self.sealed else ""

    @property
    def _belongs_to(self) -> str:
        """With the address in it: who changes that gives the secret again, or it would go elsewhere."""
        return f"endpoint:{self.pk}:{self.base_url}:{self.header_name}"
