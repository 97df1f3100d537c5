"""Addresses under ``/kinds/``: what a record of each kind looks like, for people and for programs, signed in or not."""

from __future__ import annotations

from django.urls import path

from vlavirgem_graphql.exchange import kind_pages, views_kinds

app_name = "kinds"

urlpatterns = [
    path("", kind_pages.kind_list, name="list"),
    path("new/", views_kinds.make, name="make"),
    path("<slug:name>/close/", views_kinds.close, name="close"),
    path("<slug:name>/", kind_pages.kind_detail, name="kind"),
    path("<slug:name>/<str:document>", kind_pages.kind_document, name="document"),
]
