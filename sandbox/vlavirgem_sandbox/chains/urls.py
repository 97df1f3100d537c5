"""Addresses of the chains, under ``/chains/``."""

from __future__ import annotations

from django.urls import path

from vlavirgem_sandbox.chains import views, views_building, views_running, views_settings

app_name = "chains"

urlpatterns = [
    path("", views.chain_list, name="list"),
    path("new/", views.new, name="new"),
    path("import/", views.import_file, name="import"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/file", views.file, name="file"),
    path("<uuid:pk>/run/", views_running.run_now, name="run_now"),
    path("<uuid:pk>/runs/", views_running.runs, name="runs"),
    path("<uuid:pk>/runs/<int:number>/", views_running.run, name="run"),
    path("<uuid:pk>/tryouts/", views_settings.sources, name="sources"),
    path("<uuid:pk>/edit/", views_settings.edit, name="edit"),
    path("<uuid:pk>/schedule/", views_settings.schedule, name="schedule"),
    path("<uuid:pk>/keys/", views_settings.issue_key, name="issue_key"),
    path("<uuid:pk>/keys/<uuid:key_id>/revoke/", views_settings.revoke_key, name="revoke_key"),
    path("<uuid:pk>/end/", views_settings.end, name="end"),
    path("<uuid:pk>/reopen/", views_settings.reopen, name="reopen"),
    path("<uuid:pk>/steps/", views_building.add, name="add_step"),
    path("<uuid:pk>/steps/<str:step_id>/", views_building.change, name="change_step"),
    path("<uuid:pk>/steps/<str:step_id>/move/", views_building.move, name="move_step"),
    path("<uuid:pk>/steps/<str:step_id>/remove/", views_building.remove, name="remove_step"),
    path("<uuid:pk>/undo/", views_building.undo, name="undo"),
    path("<uuid:pk>/inputs/", views_building.inputs, name="inputs"),
]
