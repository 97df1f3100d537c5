"""What a publisher plans for a service."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.service import Service
from vlavirgem_tenants.commons.base import CommonsPart

LINE_LENGTH = 200


class RoadmapState(models.TextChoices):
    """How far it is."""

    PLANNED = "planned", _("Planned")
    BUSY = "busy", _("Being made")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class RoadmapLineQuerySet(QuerySet["RoadmapLine"]):
    """Reads of a roadmap."""

    def shown(self) -> RoadmapLineQuerySet:
        """Without what was removed."""
        return self.filter(removed_at=None)


class RoadmapLine(CommonsPart):
    """One thing, and when it is to be there. ``wish_id`` is the message in which somebody asked for it."""

    commons_parent = "service"
    commons_parent_owner = True

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="roadmap")
    # "2027", "2027-Q2", "2027-06" or "2027-06-30": what is sorted as text is sorted in time, near enough.
    when = models.CharField(_("when"), max_length=10)
    what = models.CharField(_("what"), max_length=LINE_LENGTH)
    state = models.CharField(_("state"), max_length=10, choices=RoadmapState.choices, default=RoadmapState.PLANNED)
    wish_id = models.UUIDField(_("wish"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects = RoadmapLineQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("line of the roadmap")
        verbose_name_plural = _("lines of the roadmap")
        ordering: ClassVar[list[str]] = ["when", "created_at"]

    def __str__(self) -> str:
        return f"{self.when}: {self.what}"
