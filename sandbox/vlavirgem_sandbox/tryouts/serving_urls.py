"""Addresses for programs, under ``/try/``."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.tryouts.serving.views import serve

app_name = "try"

urlpatterns = [
    path("<slug:public_id>", serve, name="root"),
    path("<slug:public_id>/<path:rest>", serve, name="call"),
    path("<slug:public_id>/", serve, name="root_slash"),
]
