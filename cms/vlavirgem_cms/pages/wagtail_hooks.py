"""Wagtail's admin as editors of a town hall need it: fewer places, and a way back to the town."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.documents.models import AbstractDocument

# Wagtail's own guides and news stand on other people's sites, and reports are about sites far larger than a tenant's.
HIDDEN_PLACES = frozenset({"help", "reports", "settings"})


@hooks.register("construct_main_menu")
def trim_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out the places that editors have no use for."""
    menu_items[:] = [place for place in menu_items if place.name not in HIDDEN_PLACES]


@hooks.register("register_admin_menu_item")
def back_to_town() -> MenuItem:
    """Add the way back, above everything else."""
    return MenuItem(gettext_lazy("Trial town"), "/knowledge/", name="town", icon_name="arrow-left", order=1)


@hooks.register("before_serve_document")
def only_for_members(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Send documents to the tenant's own people only; Wagtail's own collections may narrow that further."""
    if getattr(request, "visitor", None) is not None:
        return None
    return redirect(f"{settings.LOGIN_URL}?next={request.path}")


@hooks.register("insert_global_admin_css")
def house_colours() -> SafeString:
    """Give the editor the house's accent."""
    return format_html('<link rel="stylesheet" href="{}">', static("pages/editor.css"))


@hooks.register("construct_homepage_panels")
def no_promotion(request: HttpRequest, panels: list[object]) -> None:
    """Leave the dashboard to what waits for the editor: its own drafts and locked pages."""
    panels[:] = [panel for panel in panels if getattr(panel, "name", "") not in {"upgrade_notification", "whats_new"}]
