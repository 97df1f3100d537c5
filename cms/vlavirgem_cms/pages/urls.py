"""Addresses under ``/knowledge/``. What is not here falls through to Wagtail, where our own pages stand."""

from __future__ import annotations

from django.urls import path

from vlavirgem_cms.pages import views

app_name = "knowledge"

urlpatterns = [
    path("", views.knowledge_list, name="list"),
    path("shared/", views.shared_by_us, name="shared_by_us"),
    path("shared/<uuid:shared_id>/", views.shared_detail, name="shared"),
    path("shared/<uuid:shared_id>/images/<uuid:image_id>/", views.shared_image, name="shared_image"),
    path("shared/<uuid:shared_id>/withdraw/", views.withdraw, name="withdraw"),
    path("shared/<uuid:shared_id>/adopt/", views.adopt, name="adopt"),
    path("pages/<int:page_id>/publish/", views.publish, name="publish"),
    path("pages/<int:page_id>/share/", views.share, name="share"),
]
