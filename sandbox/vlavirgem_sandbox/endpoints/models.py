"""Where a service really answers, and what it may be called with. In the commons; the publisher's."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models import Service, ServiceVersion
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, Visibility
from vlavirgem_tenants.outgoing.hosts import Address, read_address
from vlavirgem_tenants.outgoing.sealing import seal, unseal

MOST_CALLS_A_DAY: Final = 100_000


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


class OpeningQuerySet(QuerySet["Opening"]):
    """Reads of openings."""

    def open(self) -> OpeningQuerySet:
        """Those that were not closed; which of them the current tenant may use, the wall decides."""
        return self.filter(closed_at=None)

    def of_service(self, service: Service, *, today: date) -> OpeningQuerySet:
        """For the service's publisher: those that are open, with ``calls_today``."""
        calls = OpeningDay.objects.filter(opening=OuterRef("pk"), day=today).values("calls")
        found = self.open().filter(owner=service.owner_id, version__service=service).select_related("version")
        return found.annotate(calls_today=Coalesce(Subquery(calls), 0)).order_by("name", "-version__number")


class Opening(CommonsModel):
    """An endpoint that may answer the calls of try-outs of a version, for as long as its publisher leaves it open.

    Visibility says whose try-outs. What those have to know of the endpoint stands here, as it was when it was opened:
    they see neither its address nor what it is called with.
    """

    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="openings")
    # Only drafts are deleted, and their openings follow them (draft_versions.py).
    version = models.ForeignKey(ServiceVersion, on_delete=models.DO_NOTHING, related_name="openings")
    name = models.CharField(_("name"), max_length=80)
    host = models.CharField(_("host"), max_length=300)
    writes_allowed = models.BooleanField(_("calls may change something there"), default=False)
    calls_a_day = models.PositiveIntegerField(_("calls a day, of all organisations together"))
    opened_by = models.CharField(_("opened for try-outs by"), max_length=150)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        verbose_name = _("opened endpoint")
        verbose_name_plural = _("opened endpoints")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "endpoint", "version"], condition=Q(closed_at=None), name="endpoints_opening_once"
            ),
            models.CheckConstraint(
                condition=Q(calls_a_day__range=(1, MOST_CALLS_A_DAY)), name="endpoints_opening_calls_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_for(self, tenant_id: int) -> bool:
        """Whether that organisation's try-outs may use it: what the wall says, said once more at each call."""
        if self.owner_id == tenant_id or self.visibility == Visibility.NETWORK:
            return True
        return self.visibility == Visibility.PARTNERS and tenant_id in self.partner_ids


class OpeningDay(CommonsPart):
    """How many calls went through an opening in a day, of all organisations together; only its publisher sees it."""

    commons_parent = "opening"
    commons_parent_owner = True

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="days")
    day = models.DateField(_("day"))
    calls = models.PositiveIntegerField(_("calls"), default=0)

    class Meta(CommonsPart.Meta):
        verbose_name = _("day of an opened endpoint")
        verbose_name_plural = _("days of an opened endpoint")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["opening", "day"], name="endpoints_opening_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.calls}"
