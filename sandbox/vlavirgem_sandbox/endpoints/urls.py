"""Addresses of endpoints, below those of the service that they are of."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.endpoints import views

app_name = "endpoints"

urlpatterns = [
    path("<slug:agency>/<slug:slug>/endpoints/register/", views.register, name="register"),
    path("<slug:agency>/<slug:slug>/endpoints/<uuid:endpoint_id>/remove/", views.remove, name="remove"),
]
