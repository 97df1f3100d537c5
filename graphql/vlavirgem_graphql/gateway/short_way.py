"""The short way of a program's request: past sessions, pages, messages and the framework's handler, which cost more
CPU than the gateway itself and have nothing for a program."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, cast

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.security import SecurityMiddleware

from vlavirgem_graphql.gateway.authentication import SCHEME
from vlavirgem_graphql.gateway.views import endpoint
from vlavirgem_tenants.requests.middleware import RequestLogMiddleware, TenantScopeMiddleware

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from vlavirgem_tenants.requests.typing import TenantRequest

PATH = "/graphql"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class ShortWay:
    """A WSGI application that answers requests with a key to the gateway, and leaves all others to ``application``.

    The same log, security headers, tenant, transaction and view as by the long way, where the view answers them too.
    """

    def __init__(self, application: Application) -> None:
        self.application = application
        in_scope = TenantScopeMiddleware(_with_key)
        encrypted = _EncryptedOnly(cast("Any", in_scope))
        self._added: dict[bool, tuple[tuple[str, str], ...]] = {}
        self.answer = convert_exception_to_response(RequestLogMiddleware(cast("Any", encrypted)))

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Everything else goes on."""
        if environ["PATH_INFO"] != PATH or not environ.get("HTTP_AUTHORIZATION", "").startswith(SCHEME):
            return self.application(environ, start_response)
        # What Django does at request_started: a connection that is too old, or that failed, is not used again.
        connection.close_if_unusable_or_obsolete()
        request = WSGIRequest(environ)
        response = cast("HttpResponse | StreamingHttpResponse", self.answer(request))
        added = (pair for pair in self._security_headers(request) if pair[0] not in response)
        headers = [*response.items(), *added]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        # The server reads a stream piece by piece, and closes it.
        return [response.content] if isinstance(response, HttpResponse) else response

    def _security_headers(self, request: HttpRequest) -> tuple[tuple[str, str], ...]:
        """What the middleware adds to an answer: always the same to requests that came encrypted, or that did not."""
        is_secure = request.is_secure()
        found = self._added.get(is_secure)
        if found is None:
            bare = HttpResponse()
            del bare["Content-Type"]
            SecurityMiddleware(cast("Any", _with_key)).process_response(request, bare)
            found = self._added[is_secure] = tuple(bare.items())
        return found


class _EncryptedOnly(SecurityMiddleware):
    """Sends on what has to come encrypted; the headers of this middleware are added by :class:`ShortWay`."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Nothing here."""
        del request
        return response


def _with_key(request: HttpRequest) -> HttpResponseBase:
    return endpoint(cast("TenantRequest", request))
