"""Addresses of the catalogue, under ``/services/``."""

from __future__ import annotations

from django.urls import path

from vlavirgem.ui.shortened import listed_on
from vlavirgem_sandbox.catalogue import (
    views,
    views_compare,
    views_describing,
    views_feedback,
    views_lifecycle,
    views_list,
    views_notices,
    views_publish,
    views_usage,
)

app_name = "services"

urlpatterns = [
    path("", views_list.service_list, name="list"),
    path("export/", views_list.service_export, name="export"),
    path("publish/", views_publish.publish, name="publish"),
    path("publish/<uuid:version_id>/", views_publish.preview, name="preview"),
    path("publish/<uuid:version_id>/who-breaks/", views_publish.who_breaks, name="ask_who_breaks"),
    path("publish/<uuid:version_id>/examples/take-out/", views_publish.take_out_example, name="take_out_example"),
    path("publish/<uuid:version_id>/discard/", views_publish.discard, name="discard"),
    path("<slug:agency>/", listed_on("services:list")),
    path("<slug:agency>/<slug:slug>/", views.service_detail, name="detail"),
    path("<slug:agency>/<slug:slug>/<int:older>/<int:newer>/", views_compare.compare, name="compare"),
    path("<slug:agency>/<slug:slug>/usage/", views_usage.usage, name="usage"),
    path("<slug:agency>/<slug:slug>/describe/", views_describing.describe, name="describe"),
    path("<slug:agency>/<slug:slug>/roadmap/", views_describing.plan, name="plan"),
    path("<slug:agency>/<slug:slug>/roadmap/<uuid:line_id>/", views_describing.plan, name="replan"),
    path("<slug:agency>/<slug:slug>/roadmap/<uuid:line_id>/<slug:act>/", views_describing.unplan, name="unplan"),
    path("<slug:agency>/<slug:slug>/documents/", views_describing.add_document, name="add_document"),
    path("<slug:agency>/<slug:slug>/documents/<uuid:document_id>/", views_describing.document, name="document"),
    path(
        "<slug:agency>/<slug:slug>/documents/<uuid:document_id>/<slug:act>/",
        views_describing.remove_document,
        name="remove_document",
    ),
    path("<slug:agency>/<slug:slug>/feedback/", views_feedback.thread, name="feedback"),
    path("<slug:agency>/<slug:slug>/feedback/ask/", views_feedback.ask, name="ask"),
    path("<slug:agency>/<slug:slug>/feedback/<uuid:message_id>/", views_feedback.change, name="change_message"),
    path("<slug:agency>/<slug:slug>/feedback/<uuid:message_id>/reply/", views_feedback.reply, name="reply"),
    path("<slug:agency>/<slug:slug>/feedback/<uuid:message_id>/plan/", views_feedback.plan, name="plan_wish"),
    path("<slug:agency>/<slug:slug>/feedback/<uuid:message_id>/seen/", views_feedback.seen, name="seen_replies"),
    path(
        "<slug:agency>/<slug:slug>/feedback/<uuid:message_id>/<slug:act>/",
        views_feedback.withdraw,
        name="withdraw_message",
    ),
    path("<slug:agency>/<slug:slug>/announce/", views_notices.announce, name="announce"),
    path("<slug:agency>/<slug:slug>/notices/<uuid:notice_id>/stop/", views_notices.take_back, name="take_back"),
    path("<slug:agency>/<slug:slug>/publish/", views_publish.publish_next, name="publish_version"),
    path("<slug:agency>/<slug:slug>/<int:number>/withdraw/", views_lifecycle.withdraw, name="withdraw"),
    path("<slug:agency>/<slug:slug>/<int:number>/live/", views_lifecycle.put_live, name="put_live"),
    path("<slug:agency>/<slug:slug>/<int:number>/deprecate/", views_lifecycle.deprecate, name="deprecate"),
    path("<slug:agency>/<slug:slug>/<int:number>/reinstate/", views_lifecycle.reinstate, name="reinstate"),
]
