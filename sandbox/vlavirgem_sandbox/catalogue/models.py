"""A service of an agency and its versions, in the commons: the agency writes, the network reads."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart, CommonsRow
from vlavirgem_tenants.directory.models import Tenant

SUMMARY_LENGTH = 300


class Theme(models.TextChoices):
    """What a service is about; a facet of the catalogue."""

    CIVIL_AFFAIRS = "civil-affairs", _("Civil affairs")
    ASSOCIATIONS = "associations", _("Associations and leisure")
    SOCIAL = "social", _("Social policy and care")
    ENERGY = "energy", _("Energy and climate")
    HOUSING = "housing", _("Housing and environment")
    MOBILITY = "mobility", _("Mobility and public space")
    ECONOMY = "economy", _("Economy and work")
    DIGITAL = "digital", _("Digital building blocks")


class PublicationState(models.TextChoices):
    """Where a service or a version stands; words of the house's one state vocabulary."""

    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Live")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ServiceQuerySet(QuerySet["Service"]):
    """Reads of the catalogue. Row-level security has already dropped what the current tenant may not see."""

    def live(self) -> ServiceQuerySet:
        """What municipalities can try now."""
        return self.filter(state=PublicationState.ACTIVE)

    def about(self, words: str) -> ServiceQuerySet:
        """Services whose name, summary or publisher holds each of the words."""
        found = self
        for word in words.split():
            found = found.filter(Q(name__icontains=word) | Q(summary__icontains=word) | Q(owner__name__icontains=word))
        return found

    def for_cards(self) -> ServiceQuerySet:
        """With publisher and the latest live version's figures, in one query whatever the number of services."""
        latest = ServiceVersion.objects.live().filter(service=OuterRef("pk")).order_by("-number")
        return self.select_related("owner").annotate(
            latest_number=Subquery(latest.values("number")[:1]),
            latest_label=Subquery(latest.values("label")[:1]),
            latest_operations=Subquery(latest.values("operation_count")[:1]),
            live_since=Subquery(latest.values("published_at")[:1]),
        )


class Service(CommonsModel):
    """What an agency lets the municipalities try. Seen by its own people only until its first version is live."""

    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=120)
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH)
    theme = models.CharField(_("theme"), max_length=20, choices=Theme.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )

    objects = ServiceQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "slug"], name="catalogue_service_address"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the service, the same on every tenant's host."""
        return reverse("services:detail", args=[self.owner.slug, self.slug])


class ServiceVersionQuerySet(QuerySet["ServiceVersion"]):
    """Reads of versions."""

    def live(self) -> ServiceVersionQuerySet:
        """What can be tried now."""
        return self.filter(state=PublicationState.ACTIVE)

    def drafts_of(self, tenant: Tenant) -> ServiceVersionQuerySet:
        """What a publisher has checked and not yet put live."""
        return self.filter(owner=tenant, state=PublicationState.DRAFT).without_document().select_related("service")

    def without_document(self) -> ServiceVersionQuerySet:
        """All but the contract itself, which may be megabytes, and what was measured of it: for pages and lists."""
        return self.defer("document", "quality")

    def with_predecessor(self) -> ServiceVersionQuerySet:
        """``before`` is the number of the version that was live before each and can be compared; None for the first."""
        earlier = ServiceVersion.objects.exclude(state=PublicationState.DRAFT).filter(
            service=OuterRef("service"), number__lt=OuterRef("number"), dialect__startswith="openapi"
        )
        return self.annotate(before=Subquery(earlier.order_by("-number").values("number")[:1]))

    def newest_first(self) -> ServiceVersionQuerySet:
        """In the order people look for them."""
        return self.order_by(F("number").desc())


class ServiceVersion(CommonsPart):
    """One version of a service: the contract as uploaded, what the check said of it, and whether it is live.

    Once it has been live only its state (and who sees it) may change: a trigger in the database holds that, so that
    a try-out, a pilot and its evidence can point at what was really tried.
    """

    commons_parent = "service"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    label = models.CharField(_("version in the contract"), max_length=60, blank=True)
    title = models.CharField(_("title in the contract"), max_length=200, blank=True)
    dialect = models.CharField(_("kind of contract"), max_length=30)
    digest = models.CharField(_("SHA-256 of the contract"), max_length=64)
    filename = models.CharField(_("file"), max_length=200, blank=True)
    document = JSONAsWritten(_("contract"))
    operations = models.JSONField(_("operations"), default=list)
    operation_count = models.PositiveIntegerField(_("number of operations"), default=0)
    working_count = models.PositiveIntegerField(_("operations that can be tried"), default=0)
    problems = models.JSONField(_("remarks of the check"), default=list)
    quality = models.JSONField(_("quality of the contract"), default=list)
    """What each rule found (:mod:`vlavirgem_sandbox.catalogue.quality`), measured when the contract was checked."""
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )
    published_at = models.DateTimeField(_("live since"), null=True, blank=True)

    objects = ServiceVersionQuerySet.as_manager()

    class Meta(CommonsPart.Meta):
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering: ClassVar[list[str]] = ["service", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["service", "number"], name="catalogue_version_number"),
            models.UniqueConstraint(fields=["service", "digest"], name="catalogue_version_digest"),
            models.UniqueConstraint(
                fields=["service"], condition=Q(state="draft"), name="catalogue_one_draft_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service.name} {self.number}"

    @property
    def is_comparable(self) -> bool:
        """Whether its changes can be told: of OpenAPI contracts."""
        return self.dialect.startswith("openapi")


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
