"""The page about changes of the gateway's schema."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vlavirgem_graphql.schema.history.announced import ANNOUNCED
from vlavirgem_graphql.schema.history.deprecation import deprecated_places
from vlavirgem_graphql.schema.root import gateway_schema
from vlavirgem_tenants.requests.typing import TenantRequest


@require_safe
def changes(request: TenantRequest) -> HttpResponse:
    """What changed and what is to go. Open to all: the ``Link`` of an answer leads here."""
    going = sorted(deprecated_places(gateway_schema().graphql), key=lambda each: (each.said.last_day, each.place))
    return render(request, "gateway/changes.html", {"announced": ANNOUNCED, "going": going})
