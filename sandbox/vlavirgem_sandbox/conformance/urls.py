"""Addresses of runs, below those of the service that they are of."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.conformance import views

app_name = "conformance"

urlpatterns = [
    path("<slug:agency>/<slug:slug>/endpoints/", views.endpoints, name="endpoints"),
    path("<slug:agency>/<slug:slug>/endpoints/<uuid:endpoint_id>/run/", views.start, name="start"),
    path("<slug:agency>/<slug:slug>/runs/<uuid:run_id>/", views.run, name="run"),
    path("<slug:agency>/<slug:slug>/runs/<uuid:run_id>/again/", views.again, name="again"),
]
