"""Addresses under ``/evidence/``: for programs."""

from __future__ import annotations

from django.urls import path

from vlavirgem.ui.shortened import listed_on
from vlavirgem_graphql.evidence import views_bundle

app_name = "evidence"

urlpatterns = [
    path("", listed_on("data:evidence_list")),
    path("keys.txt", views_bundle.keys_file, name="keys_file"),
    path("<uuid:event_id>", views_bundle.bundle, name="bundle"),
]
