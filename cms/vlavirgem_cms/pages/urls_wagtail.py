"""Addresses of Wagtail itself: its admin, documents, and last of all the pages, which take whatever is left."""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls
from wagtail.views import serve

from vlavirgem_cms.pages.views import sign_in_for_editor
from vlavirgem_cms.pages.views_media import media

urlpatterns = [
    # Before Wagtail's own: one sign-in page for the whole house.
    path("cms/login/", sign_in_for_editor),
    path("_util/login/", sign_in_for_editor, name="wagtailcore_login"),
    path("cms/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("media/<path:path>", media, name="media"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]
