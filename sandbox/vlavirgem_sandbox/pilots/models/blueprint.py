"""A blueprint: what a finished pilot leaves to others, and who took it over.

The lead partner prepares a draft that nobody else sees. Publishing copies it into the blueprint: that copy is what
others read and take over, also after the draft or the pilot was changed.
"""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_sandbox.pilots.models.pilot import Pilot
from vlavirgem_tenants.commons.models import CommonsModel, CommonsPart, Visibility
from vlavirgem_tenants.directory.models import Tenant


class BlueprintQuerySet(models.QuerySet["Blueprint"]):
    """Blueprints that the current tenant may see: the wall sees to that."""

    def matching(self, words: str) -> Self:
        """Those that carry each of the words in their title, for whom they are, or the services that were tried."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(title__icontains=word) | Q(audience__icontains=word) | Q(service_names__icontains=word)
            )
        return found

    def for_list(self, reader: Tenant) -> Self:
        """Without their content, with how many took them over under their name, and whether ``reader`` did."""
        adoptions = BlueprintAdoption.objects.filter(blueprint=OuterRef("pk")).order_by()
        named = adoptions.filter(visibility=Visibility.PARTNERS).values("blueprint").annotate(n=Count("pk")).values("n")
        return (
            self.defer("content")
            .select_related("owner")
            .annotate(
                named_adoptions=Coalesce(Subquery(named), 0),
                is_adopted=Exists(adoptions.filter(owner=reader)),
            )
        )


class Blueprint(CommonsModel):
    """What others read of a finished pilot, as it was published last.

    ``version`` is 0 while it was never published, and goes up each time other content is. ``content`` is what
    ``pilots.blueprint_content`` makes and reads; ``digest`` is its fingerprint (SHA-256).
    """

    commons_read_while = "withdrawn_at IS NULL"

    pilot = models.OneToOneField(Pilot, on_delete=models.CASCADE, related_name="blueprint")
    title = models.CharField(_("title"), max_length=120)
    audience = models.TextField(_("for whom, and when it is of use"), max_length=1000)
    service_names = models.TextField(_("services"), blank=True, editable=False)
    content = JSONAsWritten(default=dict, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    shared_at = models.DateTimeField(_("shared on"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn on"), null=True, editable=False)

    objects = BlueprintQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        verbose_name = _("blueprint")
        verbose_name_plural = _("blueprints")
        ordering = ["-updated_at"]
        constraints: ClassVar = [
            models.CheckConstraint(name="blueprint_has_title", condition=~Q(title="") & ~Q(audience="")),
            models.CheckConstraint(
                name="blueprint_shared_has_content",
                condition=Q(visibility=Visibility.OWN) | Q(version__gte=1, shared_at__isnull=False) & ~Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page, for whoever sees it."""
        return reverse("pilots:blueprint", args=[self.pk])

    @property
    def state(self) -> str:
        """Where it stands, in the house's words: draft, active (shared) or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "draft" if self.visibility == Visibility.OWN else "active"


class BlueprintDraft(CommonsPart):
    """What the lead partner chose for the next version; only they see it. ``chain_ids`` are of their own schema."""

    commons_parent: ClassVar = "blueprint"
    commons_parent_owner = True

    blueprint = models.OneToOneField(Blueprint, on_delete=models.CASCADE, related_name="draft")
    title = models.CharField(_("title"), max_length=120)
    audience = models.TextField(_("for whom, and when it is of use"), max_length=1000)
    goal = models.TextField(_("goal"), max_length=1000)
    steps = models.TextField(_("what it takes"), max_length=4000)
    kpi_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    finding_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    chain_ids = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        verbose_name = _("draft of a blueprint")
        verbose_name_plural = _("drafts of blueprints")
        constraints: ClassVar = [
            models.CheckConstraint(name="blueprint_draft_is_ours", condition=Q(visibility=Visibility.OWN)),
        ]

    def __str__(self) -> str:
        return self.title


class BlueprintAdoption(CommonsPart):
    """An organisation took a blueprint over: as a pilot of its own, with the chains of the blueprint.

    Written by who adopts. With visibility ``own`` nobody else reads the row: the lead partner only gets a count, from
    a function of the database (migration 0003). ``title`` and ``source_name`` stay readable when the blueprint is
    withdrawn.
    """

    commons_parent: ClassVar = "blueprint"

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="adoptions")
    pilot = models.OneToOneField(Pilot, on_delete=models.CASCADE, related_name="adoption")
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    source_name = models.CharField(_("taken over from"), max_length=200)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["created_at"]
        constraints: ClassVar = [
            # Pressing twice, or a colleague who presses as well, opens one pilot.
            models.UniqueConstraint(name="blueprint_adopted_once", fields=["blueprint", "owner"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The pilot that came of it: a page of who adopted."""
        return reverse("pilots:detail", args=[self.pilot_id])
