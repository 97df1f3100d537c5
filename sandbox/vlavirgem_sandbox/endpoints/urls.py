"""Addresses of endpoints, below those of the service that they are of."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.endpoints import views, views_opening

app_name = "endpoints"

urlpatterns = [
    path("<slug:agency>/<slug:slug>/endpoints/register/", views.register, name="register"),
    path("<slug:agency>/<slug:slug>/endpoints/<uuid:endpoint_id>/remove/", views.remove, name="remove"),
    path("<slug:agency>/<slug:slug>/endpoints/<uuid:endpoint_id>/open/", views_opening.open_, name="open"),
    path("<slug:agency>/<slug:slug>/openings/<uuid:opening_id>/", views_opening.change, name="change_opening"),
    path("<slug:agency>/<slug:slug>/openings/<uuid:opening_id>/close/", views_opening.close, name="close_opening"),
]
