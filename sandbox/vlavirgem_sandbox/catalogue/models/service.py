"""A service of an agency and its versions, in the commons: the agency writes, the network reads."""

from __future__ import annotations

import re
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_sandbox.catalogue.models.lifecycle import PublicationState
from vlavirgem_sandbox.catalogue.models.themes import ServiceKind, Theme
from vlavirgem_sandbox.json_as_written import JSONAsWritten
from vlavirgem_tenants.commons.base import CommonsModel, CommonsPart
from vlavirgem_tenants.directory.models import Tenant

NAME_LENGTH = 120
SUMMARY_LENGTH = 300
_KINDS = {"wsdl-1.1": "wsdl", "graphql": "graphql"}  # the rest describe HTTP calls and messages in JSON Schema
SEARCH_LANGUAGE = "dutch"  # PostgreSQL's text search configuration; services are described in Dutch first


class ServiceQuerySet(QuerySet["Service"]):
    """Reads of the catalogue. Row-level security has already dropped what the current tenant may not see."""

    def offered(self) -> ServiceQuerySet:
        """What municipalities can try now: with a version in trial, live, or deprecated and not past its last day."""
        return self.filter(Exists(ServiceVersion.objects.offered().filter(service=OuterRef("pk"))))

    def about(self, words: str) -> ServiceQuerySet:
        """Services with each of the words, or a longer word that begins with it, in name, summary, operations or
        themes; or with it anywhere in the name or that of the publisher. ``rank`` says how well they fit.

        Dutch word forms; words that say nothing (de, van) are passed over, as PostgreSQL's own list has them.
        """
        found, whole = self, None
        for word in re.findall(r"\w+", words):
            query = SearchQuery(f"{word}:*", config=SEARCH_LANGUAGE, search_type="raw")
            whole = query if whole is None else whole & query
            says_nothing = Q(Exact(Func(query, function="numnode", output_field=models.IntegerField()), 0))
            found = found.filter(
                Q(search=query) | Q(name__icontains=word) | Q(owner__name__icontains=word) | says_nothing
            )
        return found.annotate(rank=SearchRank(F("search"), whole) if whole is not None else Value(0.0))

    def for_cards(self) -> ServiceQuerySet:
        """With publisher and the figures of the version to try, in one query whatever the number of services."""
        latest = ServiceVersion.objects.offered().filter(service=OuterRef("pk")).best_first()
        return self.select_related("owner").annotate(
            standing=Subquery(latest.values("state")[:1]),
            latest_number=Subquery(latest.values("number")[:1]),
            latest_label=Subquery(latest.values("label")[:1]),
            latest_operations=Subquery(latest.values("operation_count")[:1]),
            seen_since=Subquery(latest.values("published_at")[:1]),
        )


class Service(CommonsModel):
    """What an agency lets the municipalities try. Seen by its own people only until its first version is live."""

    slug = models.SlugField(_("address"), max_length=80)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    summary = models.CharField(_("summary"), max_length=SUMMARY_LENGTH)
    # The first is the one that it stands under.
    themes = ArrayField(models.CharField(max_length=20, choices=Theme.choices), verbose_name=_("themes"), default=list)
    kind = models.CharField(_("kind"), max_length=10, choices=ServiceKind.choices, default=ServiceKind.REST)
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )

    # What the publisher tells of it, as :class:`~vlavirgem_sandbox.catalogue.describing.Description` writes it.
    description = models.JSONField(_("description"), default=dict, blank=True)
    # What is searched besides: words of the operations and themes, kept up to date by the services.
    search_words = models.TextField(editable=False, default="", blank=True)
    search = models.GeneratedField(
        expression=SearchVector("name", weight="A", config=SEARCH_LANGUAGE)
        + SearchVector("summary", weight="B", config=SEARCH_LANGUAGE)
        + SearchVector("search_words", weight="C", config=SEARCH_LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ServiceQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["owner", "slug"], name="catalogue_service_address"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            *CommonsModel.Meta.indexes,
            GinIndex(fields=["search"], name="catalogue_service_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def theme_labels(self) -> list[str]:
        """Its themes as people read them, the first one first."""
        return [str(Theme(theme).label) for theme in self.themes]

    def get_absolute_url(self) -> str:
        """The page of the service, the same on every tenant's host."""
        return reverse("services:detail", args=[self.owner.slug, self.slug])


class ServiceVersionQuerySet(QuerySet["ServiceVersion"]):
    """Reads of versions."""

    def live(self) -> ServiceVersionQuerySet:
        """What the publisher stands for now: neither in trial nor on its way out."""
        return self.filter(state=PublicationState.ACTIVE)

    def offered(self) -> ServiceVersionQuerySet:
        """What the network can try now. A deprecated version counts as withdrawn once its last day is over."""
        going = Q(state=PublicationState.DEPRECATED, sunset_on__gte=timezone.localdate())
        return self.filter(Q(state__in=(PublicationState.TRIAL, PublicationState.ACTIVE)) | going)

    def withdrawn(self) -> ServiceVersionQuerySet:
        """What takes no new try-outs any more: taken back, or deprecated with its last day behind it."""
        over = Q(state=PublicationState.DEPRECATED, sunset_on__lt=timezone.localdate())
        return self.filter(Q(state=PublicationState.WITHDRAWN) | over)

    def deprecated(self) -> ServiceVersionQuerySet:
        """What is offered still, with a last day to come."""
        return self.filter(state=PublicationState.DEPRECATED, sunset_on__gte=timezone.localdate())

    def for_pages_of(self, tenant: Tenant) -> ServiceVersionQuerySet:
        """All but drafts of others, which may be read to hold calls against them, and are not yet for people."""
        return self.exclude(~Q(owner=tenant), state=PublicationState.DRAFT)

    def to_try(self, tenant: Tenant) -> ServiceVersionQuerySet:
        """What that organisation can open a try-out of: what is offered, and drafts of its own."""
        return self.offered() | self.filter(state=PublicationState.DRAFT, owner=tenant)

    def best_first(self) -> ServiceVersionQuerySet:
        """What to try first: the newest live one, else the newest in trial, else the newest deprecated."""
        order = (PublicationState.ACTIVE, PublicationState.TRIAL, PublicationState.DEPRECATED)
        ranks = [When(state=state, then=rank) for rank, state in enumerate(order)]
        return self.order_by(Case(*ranks, default=len(order)), "-number")

    def drafts_of(self, tenant: Tenant) -> ServiceVersionQuerySet:
        """What a publisher has checked and not yet put live."""
        return self.filter(owner=tenant, state=PublicationState.DRAFT).without_document().select_related("service")

    def without_document(self) -> ServiceVersionQuerySet:
        """All but the contract itself, which may be megabytes, and what was measured of it: for pages and lists."""
        return self.defer("document", "quality")

    def with_predecessor(self) -> ServiceVersionQuerySet:
        """``before`` is the number of the version that was live before each; None for the first."""
        earlier = ServiceVersion.objects.exclude(state=PublicationState.DRAFT).filter(
            service=OuterRef("service"), number__lt=OuterRef("number")
        )
        return self.annotate(before=Subquery(earlier.order_by("-number").values("number")[:1]))

    def newest_first(self) -> ServiceVersionQuerySet:
        """In the order people look for them."""
        return self.order_by(F("number").desc())


class ServiceVersion(CommonsPart):
    """One version of a service: the contract as uploaded, what the check said of it, and where it stands.

    Once others have seen it only where it stands (and who sees it) may change: a trigger in the database holds that,
    so that a try-out, a pilot and its evidence can point at what was really tried.
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
    messages = models.JSONField(_("messages that the service sends"), default=list)
    working_count = models.PositiveIntegerField(_("operations that can be tried"), default=0)
    problems = models.JSONField(_("remarks of the check"), default=list)
    quality = models.JSONField(_("quality of the contract"), default=list)
    """What each rule found (:mod:`vlavirgem_sandbox.catalogue.quality`), measured when the contract was checked."""
    state = models.CharField(
        _("state"), max_length=10, choices=PublicationState.choices, default=PublicationState.DRAFT
    )
    published_at = models.DateTimeField(_("live since"), null=True, blank=True)
    deprecated_at = models.DateTimeField(_("deprecated on"), null=True, blank=True)
    # The last day on which a deprecated version can be counted on; from the next it counts as withdrawn.
    sunset_on = models.DateField(_("last day"), null=True, blank=True)
    successor_number = models.PositiveIntegerField(_("successor"), null=True, blank=True)

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
            models.CheckConstraint(
                condition=~Q(state="deprecated") | Q(deprecated_at__isnull=False, sunset_on__isnull=False),
                name="catalogue_deprecated_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service.name} {self.number}"

    @property
    def standing(self) -> PublicationState:
        """Where it stands today: its state, but withdrawn once the last day of a deprecated version is over."""
        if self.state == PublicationState.DEPRECATED and self.sunset_on and self.sunset_on < timezone.localdate():
            return PublicationState.WITHDRAWN
        return PublicationState(self.state)

    @property
    def is_offered(self) -> bool:
        """Whether the network can open try-outs of it now."""
        return self.standing not in (PublicationState.DRAFT, PublicationState.WITHDRAWN)

    def is_comparable_with(self, other: ServiceVersion) -> bool:
        """Whether the changes between the two can be told: contracts of one kind, such as two WSDL."""
        return _KINDS.get(self.dialect) == _KINDS.get(other.dialect)
