"""An outage or maintenance of a service, announced by its publisher for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsPart

NOTICE_LENGTH = 500


class NoticeKind(models.TextChoices):
    """What is announced."""

    OUTAGE = "outage", _("Outage")
    MAINTENANCE = "maintenance", _("Maintenance")


class ServiceNoticeQuerySet(QuerySet["ServiceNotice"]):
    """Reads of notices."""

    def to_tell(self, now: datetime) -> ServiceNoticeQuerySet:
        """What is going on or to come, and was not taken back."""
        return self.filter(ends_at__gt=now, taken_back_at=None)

    def of(self, services: Iterable[UUID], now: datetime) -> ServiceNoticeQuerySet:
        """That, of these services, the first to begin first."""
        return self.to_tell(now).filter(service__in=services).order_by("starts_at")


class ServiceNotice(CommonsPart):
    """It is shown from the moment it is announced, and ends by itself."""

    commons_parent = "service"
    commons_parent_owner = True

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    text = models.CharField(_("what people should know"), max_length=NOTICE_LENGTH)
    # Numbers of versions; empty for all of them.
    version_numbers = ArrayField(models.PositiveIntegerField(), verbose_name=_("versions"), default=list, blank=True)
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ServiceNoticeQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="catalogue_notice_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_at:%Y-%m-%d %H:%M}"

    def concerns(self, number: int) -> bool:
        """Whether it is about the version of that number."""
        return not self.version_numbers or number in self.version_numbers
