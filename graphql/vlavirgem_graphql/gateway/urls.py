"""Addresses of the pages for developers, under /developers/."""

from django.urls import path

from vlavirgem.ui.shortened import listed_on
from vlavirgem_graphql.gateway import views_changes, views_cost
from vlavirgem_graphql.gateway import views_developers as views
from vlavirgem_graphql.gateway import views_documents as documents

app_name = "developers"
urlpatterns = [
    path("", views.index, name="index"),
    path("keys/", listed_on("developers:index", "keys")),
    path("keys/<uuid:pk>/", listed_on("developers:index", "keys")),
    path("keys/new/", views.key_new, name="key-new"),
    path("keys/<uuid:pk>/revoke/", views.key_revoke, name="key-revoke"),
    path("keys/<uuid:pk>/documents/", documents.documents, name="documents"),
    path("keys/<uuid:pk>/documents/new/", documents.document_new, name="document-new"),
    path("keys/<uuid:pk>/documents/limit/", documents.key_limit, name="key-limit"),
    path(
        "keys/<uuid:pk>/documents/<uuid:document_pk>/withdraw/", documents.document_withdraw, name="document-withdraw"
    ),
    path("changes/", views_changes.changes, name="changes"),
    path("problems/", views.problems, name="problems"),
    path("explorer/", views.explorer, name="explorer"),
    path("explorer/cost/", views_cost.cost, name="cost"),
    path("explorer/schema.graphql", views.schema_shown, name="schema-shown"),
    path("public-schema.graphql", views.public_schema, name="public-schema"),
    path("schema.graphql", views.schema, name="schema"),
]
