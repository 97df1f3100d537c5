"""Addresses of the pages for developers, under /developers/."""

from django.urls import path

from vlavirgem_graphql.gateway import views_developers as views

app_name = "developers"
urlpatterns = [
    path("", views.index, name="index"),
    path("keys/new/", views.key_new, name="key-new"),
    path("keys/<uuid:pk>/revoke/", views.key_revoke, name="key-revoke"),
    path("problems/", views.problems, name="problems"),
    path("explorer/", views.explorer, name="explorer"),
    path("explorer/schema.graphql", views.schema_shown, name="schema-shown"),
    path("schema.graphql", views.schema, name="schema"),
]
