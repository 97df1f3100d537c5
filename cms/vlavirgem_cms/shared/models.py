"""What a tenant shares of its knowledge: a cleaned copy in the commons, never the page itself.

The page stays in its tenant's own schema, where nobody else comes. What others see is the copy below, and it is gone
for them on the next request after it was withdrawn: the wall (row-level security) decides, not this code.
"""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector, SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vlavirgem_cms.shared.themes import ThemesField, theme_labels
from vlavirgem_tenants.commons.models import CommonsModel, CommonsPart
from vlavirgem_tenants.directory.models import Tenant

SEARCH_LANGUAGE = "dutch"  # PostgreSQL's text search configuration; knowledge is written in Dutch first


class SharedPageQuerySet(models.QuerySet["SharedPage"]):
    """Questions people ask about what the network shares.

    None of them asks who is allowed to read: the wall shows a tenant its own pages, and of others what is shared with
    it now (``SharedPage.commons_read_while``).
    """

    def matching(self, words: str) -> Self:
        """Return pages about these words, best first (full-text search, Dutch word forms)."""
        query = SearchQuery(words, config=SEARCH_LANGUAGE, search_type="websearch")
        return self.filter(search=query).annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-shared_at")

    def with_adoptions(self, reader: Tenant) -> Self:
        """Add ``adoption_count``, and ``adopted_version`` (none when ``reader`` did not adopt the page)."""
        adoptions = Adoption.objects.filter(shared_page=OuterRef("pk")).order_by()
        counted = adoptions.values("shared_page").annotate(number=Count("pk")).values("number")
        return self.annotate(
            adoption_count=Coalesce(Subquery(counted), 0),
            adopted_version=Subquery(adoptions.filter(owner=reader).values("version")[:1]),
            is_adopted=Exists(adoptions.filter(owner=reader)),
        )


class SharedPage(CommonsModel):
    """A cleaned copy of one knowledge page, as its owner gives it to others until it takes it back.

    ``body`` is the list of blocks an adopter copies; ``html`` is the same, rendered and cleaned, for reading.
    ``version`` starts at 1 and goes up each time changed content is shared again.
    """

    # The owner keeps seeing what it withdrew and what has run out; others do not, nor the parts of it.
    commons_read_while = (
        "withdrawn_at IS NULL AND "
        "(shared_until IS NULL OR shared_until >= (now() AT TIME ZONE 'Europe/Brussels')::date)"
    )

    source_page_id = models.BigIntegerField(
        help_text="Key of the page in its owner's own schema; means nothing to others."
    )
    source_digest = models.CharField(max_length=64, help_text="SHA-256 of the content, to see whether it changed.")
    title = models.CharField(_("title"), max_length=255)
    summary = models.TextField(_("summary"), blank=True)
    language = models.CharField(_("language"), max_length=5, default="nl")
    themes = ThemesField(verbose_name=_("themes"), default=list, blank=True)
    body = models.JSONField(default=list)
    html = models.TextField()
    version = models.PositiveIntegerField(_("version"), default=1, validators=[MinValueValidator(1)])
    shared_at = models.DateTimeField(_("shared at"), help_text="When this version was shared.")
    shared_until = models.DateField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    search = models.GeneratedField(
        expression=SearchVector("title", weight="A", config=SEARCH_LANGUAGE)
        + SearchVector("summary", weight="B", config=SEARCH_LANGUAGE)
        + SearchVector("html", weight="C", config=SEARCH_LANGUAGE),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = SharedPageQuerySet.as_manager()

    class Meta(CommonsModel.Meta):
        ordering = ["-shared_at"]
        verbose_name = _("shared page")
        verbose_name_plural = _("shared pages")
        indexes = [*CommonsModel.Meta.indexes, GinIndex(fields=["search"], name="shared_page_search")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "source_page_id"], name="shared_page_once_per_source"),
            models.CheckConstraint(condition=Q(version__gte=1), name="shared_page_version_from_one"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address at which any reader finds the copy, on its own host."""
        return reverse("knowledge:shared", args=[self.pk])

    @property
    def state(self) -> str:
        """Return the state in the house's vocabulary: active, ended (its last day passed) or withdrawn."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if self.shared_until is not None and self.shared_until < timezone.localdate():
            return "ended"
        return "active"

    @property
    def theme_names(self) -> list[str]:
        """Return the themes as a person reads them."""
        return theme_labels(self.themes)


class SharedImage(CommonsPart):
    """An image of a shared page: a copy of its own, since nobody reads another tenant's files.

    The bytes stand in the row, so that the wall decides who sees them and withdrawing takes them along.
    """

    commons_parent = "shared_page"
    commons_parent_owner = True

    shared_page = models.ForeignKey(SharedPage, on_delete=models.CASCADE, related_name="images")
    content = models.BinaryField()
    media_type = models.CharField(max_length=40)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    alt_text = models.CharField(max_length=255, blank=True)

    class Meta:
        verbose_name = _("shared image")
        verbose_name_plural = _("shared images")

    def __str__(self) -> str:
        return self.alt_text or str(self.pk)

    def get_absolute_url(self) -> str:
        """Return the address of the copy, on the reader's own host."""
        return reverse("knowledge:shared_image", args=[self.shared_page_id, self.pk])


class Adoption(CommonsPart):
    """A tenant took a shared page over as a draft of its own. Written by the adopter, counted by the owner."""

    commons_parent = "shared_page"

    shared_page = models.ForeignKey(SharedPage, on_delete=models.CASCADE, related_name="adoptions")
    version = models.PositiveIntegerField(_("version"))
    page_id = models.BigIntegerField(help_text="Key of the draft in the adopter's own schema; means nothing to others.")
    adopted_at = models.DateTimeField(_("adopted at"))

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [models.UniqueConstraint(fields=["shared_page", "owner"], name="adoption_once_per_tenant")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.shared_page_id} v{self.version}"
