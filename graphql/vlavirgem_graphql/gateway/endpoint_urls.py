"""The address of the end point."""

from django.urls import path

from vlavirgem_graphql.gateway.views import endpoint

urlpatterns = [path("", endpoint, name="graphql")]
