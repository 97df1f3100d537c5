"""The page types of a tenant: its public face, and what it learned (all in the tenant's own schema)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager, PageQuerySet
from wagtail.search import index

from vlavirgem_cms.pages.blocks import BodyBlock
from vlavirgem_cms.pages.hosts import PreviewOnOwnHost
from vlavirgem_cms.pages.standing import StandingPage
from vlavirgem_cms.shared.themes import ThemesField, theme_labels
from vlavirgem_tenants.directory.models import Tenant, TenantKind
from vlavirgem_tenants.scope import current_tenant

LATEST_ON_HOME = 4
RESERVED_SLUGS = frozenset({"shared", "pages"})  # first parts of addresses under /knowledge/ that are the app's own


class HomePage(PreviewOnOwnHost, StandingPage):
    """The tenant's public face, at ``/`` for who is not signed in."""

    lead = models.CharField(_("first line"), max_length=255, blank=True, help_text=_("One sentence, shown large."))
    intro = models.TextField(_("introduction"), blank=True)
    image = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("image"),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("content"))

    content_panels: ClassVar[list[Panel | str]] = [*Page.content_panels, "lead", "intro", "image", "body"]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["pages.KnowledgeIndexPage"]
    template = "pages/home.html"

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the newest pages that are open to visitors; for the network, each organisation with its own place."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["latest"] = KnowledgePage.objects.live().open_to_visitors().newest()[:LATEST_ON_HOME]
        if current_tenant().kind == TenantKind.NETWORK:
            context["organisations"] = Tenant.objects.exclude(kind=TenantKind.NETWORK).order_by("name")
        return context


class KnowledgeIndexPage(PreviewOnOwnHost, StandingPage):
    """The place in the tree under which knowledge pages stand. Its address shows ``knowledge:list``."""

    intro = models.TextField(_("introduction"), blank=True)

    content_panels: ClassVar[list[Panel | str]] = [*Page.content_panels, "intro"]
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["pages.KnowledgePage"]
    preview_modes: ClassVar[list[tuple[str, str]]] = []

    class Meta:
        verbose_name = _("knowledge")
        verbose_name_plural = _("knowledge")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead to the list of knowledge, which is this page's face."""
        return redirect("knowledge:list")


class KnowledgePageQuerySet(PageQuerySet):
    """Questions about our own knowledge pages."""

    def open_to_visitors(self) -> Self:
        """Return pages that people may read without signing in."""
        return self.filter(readable_by_visitors=True)  # type: ignore[no-any-return]

    def newest(self) -> Self:
        """Return pages, the last published first."""
        return self.order_by("-last_published_at", "-pk")  # type: ignore[no-any-return]


class KnowledgePage(PreviewOnOwnHost, Page):
    """What a tenant learned, written down. For its own people, until it chooses otherwise.

    The ``origin`` fields are filled in when the page was adopted from another tenant; they are its provenance and
    nobody edits them.
    """

    summary = models.TextField(_("summary"), max_length=400, help_text=_("What a colleague takes from it, in short."))
    body = StreamField(BodyBlock(), verbose_name=_("content"))
    themes = ThemesField(verbose_name=_("themes"), default=list, blank=True)
    readable_by_visitors = models.BooleanField(
        _("also readable without signing in"),
        default=False,
        help_text=_("Off: only people of your own organisation read it. Sharing with others is done from the page."),
    )
    origin_id = models.UUIDField(null=True, blank=True, editable=False)
    origin_owner = models.CharField(max_length=255, blank=True, editable=False)
    origin_title = models.CharField(max_length=255, blank=True, editable=False)
    origin_version = models.PositiveIntegerField(null=True, blank=True, editable=False)
    adopted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PageManager.from_queryset(KnowledgePageQuerySet)()

    content_panels: ClassVar[list[Panel | str]] = [
        HelpPanel(template="pages/provenance_panel.html", heading=_("Provenance"), classname="provenance"),
        *Page.content_panels,
        "summary",
        "body",
        "themes",
    ]
    settings_panels: ClassVar[list[Panel | str]] = [
        MultiFieldPanel([FieldPanel("readable_by_visitors")], heading=_("Who reads it")),
    ]
    search_fields: ClassVar[list[index.BaseField]] = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("body"),
        index.FilterField("themes"),
        index.FilterField("readable_by_visitors"),
    ]
    parent_page_types: ClassVar[list[str]] = ["pages.KnowledgeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "pages/knowledge_page.html"

    class Meta:
        verbose_name = _("knowledge page")
        verbose_name_plural = _("knowledge pages")

    @property
    def theme_names(self) -> list[str]:
        """Return the themes as a person reads them."""
        return theme_labels(self.themes)

    @property
    def is_adopted(self) -> bool:
        """Whether the page came from another tenant."""
        return self.origin_id is not None

    def clean(self) -> None:
        """Refuse an address that the knowledge pages of the application already use."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Choose another address: this one is used by VlaVirGem itself.")})

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page to our own people, and to visitors only where the editor opened it to them."""
        if not self.readable_by_visitors and getattr(request, "visitor", None) is None:
            return redirect(f"{settings.LOGIN_URL}?next={request.path}")
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what stands around the page: how it is shared, where it came from, and what this person may do."""
        # Services read models of this file; at import time they cannot be here yet.
        from vlavirgem_cms.pages.surroundings import surroundings_of  # noqa: PLC0415

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        actor = getattr(request, "visitor", None)
        if actor is not None:
            context["around"] = surroundings_of(self, actor=actor)
        return context
