"""What organisations that try a service tell its publisher of a day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsRow


class UsageDay(CommonsRow):
    """What one try-out of a service came to on one day, told by the organisation that tries to the service's publisher.

    ``lines`` are counts and places in the contract, never what was sent. Each has ``calls``, how many, and of ``kind``:

    - ``calls``: ``operation``, ``verdict`` (no calls that were disturbed on purpose)
    - ``violation``: ``operation``, ``place``, ``name`` (of the parameter), ``rule`` (a pointer into the contract)
    - ``duration``: ``bin``, the number of bounds of :data:`usage.BOUNDS_MS` that the answering time reached

    The publisher reads the row itself only where it is told with a name. The others it reads added up, through the
    function ``catalogue_usage_without_names``: an owner in a row that it could read would be a name.
    """

    commons_read_also = (
        "named AND EXISTS (SELECT 1 FROM public.catalogue_service tried "
        "WHERE tried.id = catalogue_usageday.service_id AND tried.owner_id = {me})"
    )

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="usage_days")
    tryout_id = models.UUIDField(_("try-out"))
    version_number = models.PositiveIntegerField(_("version number"))
    day = models.DateField(_("day"))
    named = models.BooleanField(_("with the name of the organisation"))
    lines = models.JSONField(_("counts"), default=list)

    class Meta(CommonsRow.Meta):
        verbose_name = _("day of usage")
        verbose_name_plural = _("days of usage")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "tryout_id", "day"], name="catalogue_usage_day"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["service", "day"], name="catalogue_usage_since")]

    def __str__(self) -> str:
        return f"{self.tryout_id} {self.day}"
