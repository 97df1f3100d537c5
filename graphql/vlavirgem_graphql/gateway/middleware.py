"""The short way of a program's request: past sessions, languages, messages and pages, which it has no use for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import override

from vlavirgem_graphql.gateway.authentication import carries_key
from vlavirgem_graphql.gateway.language import language_of

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from vlavirgem_tenants.requests.typing import TenantRequest

PATH = "/graphql"


class KeyRequestMiddleware:
    """Serves requests that bring a key to the gateway at once, inside the tenant's transaction.

    Stands right behind the middleware that opens it. What stands further in the list would double the CPU of a read.
    """

    def __init__(self, get_response: Callable[[TenantRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: TenantRequest) -> HttpResponseBase:
        """Everything else goes on."""
        if request.path_info == PATH and carries_key(request):
            from vlavirgem_graphql.gateway.views import endpoint  # noqa: PLC0415 - the schema needs the app registry

            # The thread still has the language of whoever it served before.
            with override(language_of(request)):
                return endpoint(request)
        return self.get_response(request)
