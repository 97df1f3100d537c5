"""Lets a request have one set of kinds from its beginning to its end."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vlavirgem_graphql.exchange.kinds.made.known import one_set_of_kinds


class KindsMiddleware:
    """Stands inside the tenant's scope: the kinds are looked up there, when they are first asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A page never shows two versions of one kind."""
        with one_set_of_kinds():
            return self.get_response(request)
